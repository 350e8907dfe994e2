//! F3: what a run means. Plans, columns, the reference interpreter, entries, decisions, explanations.
