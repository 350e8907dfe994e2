//! Topics out of definitions.

use super::{ArgumentLine, Entry, Frame, Topic};
use crate::language::keywords;
use crate::language::said::{Language, Said};
use crate::language::sections::{Repeats, SectionDef};
use crate::language::vocabulary::{
    ActionDef, Bilingual, FunctionDef, Param, TitleRule, TriggerDef,
};

const ONCE: Bilingual = Bilingual::new("Stands at most once.", "最多写一次。");
const OFTEN: Bilingual = Bilingual::new("May stand several times.", "可以写多次。");
const HANDS_ON: Bilingual = Bilingual::new(
    "Arguments under names of your own are handed to the template.",
    "可以加自定义名称的参数，交给模板使用。",
);

pub(super) fn entry(entry: &Entry, frame: Frame) -> Topic {
    Topic {
        name: entry.name,
        keywords: words(entry.keywords),
        form: Said::from(entry.form),
        meaning: Said::from(entry.meaning),
        arguments: Vec::new(),
        remarks: Vec::new(),
        examples: entry.examples.to_vec(),
        shown_in: frame,
        runs: true,
    }
}

pub(super) fn section(def: &SectionDef, frame: Frame) -> Topic {
    let remark = match def.repeats {
        Repeats::Once(_) => ONCE,
        Repeats::Often => OFTEN,
    };
    Topic {
        name: def.name(),
        keywords: words(&[&[def.keyword], def.words].concat()),
        form: Said::from(def.form),
        meaning: Said::from(def.meaning),
        arguments: Vec::new(),
        remarks: vec![remark],
        examples: def.examples.to_vec(),
        shown_in: frame,
        runs: def.runs,
    }
}

pub(super) fn trigger(def: &TriggerDef) -> Topic {
    Topic {
        name: def.name,
        keywords: words(def.keywords),
        form: lines(def.signature),
        meaning: Said::from(def.summary),
        arguments: Vec::new(),
        remarks: Vec::new(),
        examples: vec![def.example],
        shown_in: Frame::Condition,
        runs: true,
    }
}

pub(super) fn function(def: &FunctionDef) -> Topic {
    let keyword = format!("kw_{}", def.name.english);
    Topic {
        name: def.name,
        keywords: keywords::of_rule(&keyword).into_iter().collect(),
        form: lines(def.signature),
        meaning: Said::from(def.summary),
        arguments: Vec::new(),
        remarks: Vec::new(),
        examples: vec![def.example],
        shown_in: Frame::Condition,
        runs: true,
    }
}

pub(super) fn action(def: &ActionDef) -> Topic {
    Topic {
        name: def.words,
        keywords: Vec::new(),
        form: Said::new(
            form_of(def, Language::English),
            form_of(def, Language::Chinese),
        ),
        meaning: Said::from(def.summary),
        arguments: def.params.iter().map(argument).collect(),
        remarks: if def.hands_on_more {
            vec![HANDS_ON]
        } else {
            Vec::new()
        },
        examples: vec![def.example],
        shown_in: Frame::Action,
        runs: def.runs,
    }
}

fn argument(param: &Param) -> ArgumentLine {
    ArgumentLine {
        name: param.name,
        takes: param.takes.words(),
        required: param.required,
        summary: param.summary,
    }
}

/// `send coupon "‹the coupon's code›" (value: …, valid: …)`.
fn form_of(def: &ActionDef, language: Language) -> String {
    let mut form = def.words.in_language(language).to_owned();
    if let TitleRule::Name(what) | TitleRule::Text(what) = def.title {
        form.push_str(&format!(" \"‹{}›\"", what.in_language(language)));
    }
    if def.params.is_empty() {
        return form;
    }
    let (open, colon, comma, close) =
        language.pick((" (", ": ", ", ", ")"), ("（", "：", "，", "）"));
    let params: Vec<String> = def
        .params
        .iter()
        .map(|param| format!("{}{colon}…", param.name.in_language(language)))
        .collect();
    form.push_str(open);
    form.push_str(&params.join(comma));
    form.push_str(close);
    form
}

/// Signatures put the ways to write a thing beside each other; here each has its line.
fn lines(signature: Bilingual) -> Said {
    Said::new(
        signature.english.replace(" · ", "\n"),
        signature.chinese.replace(" · ", "\n"),
    )
}

fn words(rules: &[&str]) -> Vec<&'static keywords::Keyword> {
    rules
        .iter()
        .filter_map(|rule| keywords::of_rule(rule))
        .collect()
}
