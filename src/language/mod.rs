//! F1: from the text of a rulebook to checked rules, and every message about its mistakes.

pub mod check;
pub mod checked;
pub mod diagnostics;
pub mod inline;
pub mod source;
pub mod syntax;
pub mod vocabulary;
