//! F2: the predicates about time and events (birthday, inactivity, complaint, …), one file each.
