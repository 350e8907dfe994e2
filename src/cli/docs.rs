//! `perennial docs`: the reference of the language.

use super::failure::Failure;
use super::print;
use crate::engine::vocabulary::BUILT_IN;
use crate::language::manual::{self, Missed};
use crate::language::said::{Language, Said};
use clap::Args;

/// Look up a word of the rules language, in English or Chinese.
#[derive(Args)]
pub struct Docs {
    /// What to look up: `limit`, `send coupon`, `限制`; without it, the list of all topics.
    topic: Vec<String>,
    /// Print the whole reference as a page of Markdown.
    #[arg(long, conflicts_with = "topic")]
    all: bool,
}

impl Docs {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let parts = manual::parts(&BUILT_IN);
        if self.all {
            print(&manual::page(&parts, language));
            return Ok(());
        }
        let wanted = self.topic.join(" ");
        if wanted.trim().is_empty() {
            print(&manual::contents(&parts, language));
            print(language.pick(
                "`perennial docs TOPIC` explains one of them, `perennial docs --all` all.\n",
                "`perennial docs 主题` 解释其中一条，`perennial docs --all` 输出全部。\n",
            ));
            return Ok(());
        }
        match manual::find(&parts, &wanted) {
            Ok(topics) => {
                let shown: Vec<String> = topics
                    .iter()
                    .map(|topic| manual::shown(topic, language))
                    .collect();
                print(&shown.join("\n"));
                Ok(())
            }
            Err(missed) => Err(Failure::usage(
                unknown(&wanted, &missed).in_language(language),
            )),
        }
    }
}

fn unknown(wanted: &str, missed: &Missed) -> Said {
    match &missed.meant {
        Some(meant) => Said::new(
            format!("the reference has no `{wanted}`; did you mean `{meant}`?"),
            format!("参考里没有 `{wanted}`；是不是 `{meant}`？"),
        ),
        None => Said::new(
            format!("the reference has no `{wanted}`; `perennial docs` lists what there is"),
            format!("参考里没有 `{wanted}`；`perennial docs` 列出全部主题"),
        ),
    }
}
