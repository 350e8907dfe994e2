//! F1: from the text of a rulebook to checked rules, and every message about its mistakes.

pub mod check;
pub mod checked;
pub mod diagnostics;
mod grammar;
#[cfg(test)]
mod highlighting;
pub mod inline;
pub mod json;
pub mod keywords;
pub mod manual;
pub mod parse;
pub mod print;
pub mod repair;
pub mod said;
pub mod sections;
pub mod source;
mod split;
pub mod syntax;
pub mod vocabulary;

pub use parse::parse;
