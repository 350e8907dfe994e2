//! F1: from the text of a rulebook to checked rules, and every message about its mistakes.

pub mod inline;
pub mod diagnostics;
pub mod source;
pub mod syntax;
