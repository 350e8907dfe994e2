//! `check --explain CODE`: what a mistake is, why it is one, and how to write it instead.

use crate::cli::failure::Failure;
use crate::cli::print;
use crate::language::diagnostics::pages;
use crate::language::said::Language;

pub fn run(code: &str, language: Language) -> Result<(), Failure> {
    match pages::page(code) {
        Some(page) => {
            print(&page.shown(language));
            Ok(())
        }
        None => Err(Failure::usage(unknown(code, language))),
    }
}

fn unknown(code: &str, language: Language) -> String {
    let near = pages::near(code);
    let listed = near.join(language.pick(", ", "、"));
    match language {
        Language::English => {
            format!("there is no code `{code}`; the nearest are {listed}")
        }
        Language::Chinese => format!("没有代码 `{code}`；相近的有 {listed}"),
    }
}
