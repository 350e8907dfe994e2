//! What became of entries and actions, in the words of either language.

use crate::actions::ACTIONS;
use crate::actions::compose::ComposeError;
use crate::cli::show;
use crate::engine::decisions::{Outcome, Reason};
use crate::engine::rehearse::{Act, Later, Place, Waiting};
use crate::language::checked::{Limit, Period, Rulebook};
use crate::language::said::{Language, Said};
use crate::language::vocabulary::ActionDef;
use crate::model::calendar::Length;
use crate::model::truth::Truth;

fn def_of(action: &str) -> Option<&'static ActionDef> {
    let mut defs = ACTIONS.iter();
    defs.find(|def| def.words.english == action).copied()
}

/// An action's words.
pub fn action(action: &str, language: Language) -> String {
    def_of(action).map_or_else(
        || action.to_owned(),
        |def| {
            let words = def.words;
            language.pick(words.english, words.chinese).to_owned()
        },
    )
}

/// A parameter's name; what is handed on to a template keeps the author's own.
pub fn parameter(action: &str, name: &str, language: Language) -> String {
    let param = def_of(action).and_then(|def| def.param(name));
    param.map_or_else(
        || name.to_owned(),
        |param| {
            let name = param.name;
            language.pick(name.english, name.chinese).to_owned()
        },
    )
}

/// An action as it was taken.
pub fn act(act: &Act, language: Language) -> String {
    let mut text = action(act.action, language);
    if let Some(title) = &act.title {
        text.push_str(&format!(" \"{title}\""));
    }
    let arguments: Vec<String> = act
        .arguments
        .iter()
        .map(|(name, value)| {
            let name = parameter(act.action, name, language);
            let missing = language.pick("missing", "缺失");
            let value = value
                .as_ref()
                .map_or(missing, |value| value.in_language(language));
            language.pick(format!("{name}: {value}"), format!("{name}：{value}"))
        })
        .collect();
    if !arguments.is_empty() {
        text.push_str(&language.pick(
            format!(" ({})", arguments.join(", ")),
            format!("（{}）", arguments.join("，")),
        ));
    }
    text
}

/// Why an entry was held back.
pub fn held(outcome: &Outcome, lacks: Option<&ComposeError>) -> Said {
    match outcome {
        Outcome::Granted(_) => Said::default(),
        Outcome::Expired => Said::new("the tick was handled too late", "处理得太迟"),
        Outcome::Suppressed(reason) => match (reason, lacks) {
            (Reason::NotComposed(_), Some(why)) => composed(why),
            (reason, _) => Said::new(
                show::reason(reason).trim_end_matches(" ()"),
                chinese(reason),
            ),
        },
    }
}

fn chinese(reason: &Reason) -> String {
    match reason {
        Reason::NoConsent => "客户未同意接收营销消息".to_owned(),
        Reason::Unsubscribed => "客户已退订".to_owned(),
        Reason::OnSuppressionList(_) => "客户在禁发名单上".to_owned(),
        Reason::LostGroup { winner } => format!("互斥组里选中了“{winner}”"),
        Reason::LimitReached(limit) => format!("已达到限制（{}）", self::limit(*limit).chinese),
        Reason::CoolingDown(length) => format!("还在冷却期（{}）", self::length(*length).chinese),
        Reason::NotComposed(why) => why.clone(),
    }
}

fn composed(why: &ComposeError) -> Said {
    let chinese = match why {
        ComposeError::MissingField { field } => {
            format!("这位客户没有 `{field}`，文字里也没有写用什么代替")
        }
        ComposeError::MissingArgument { argument } => {
            format!("这位客户的 `{argument}` 没有值")
        }
        ComposeError::NoAddress => "没有邮箱地址".to_owned(),
        ComposeError::TooLong { bytes } => format!("消息的字段有 {bytes} 字节，太长"),
        ComposeError::NoTemplate { template } => format!("没有模板 `{template}`"),
        ComposeError::NotRun { action } => {
            let words = self::action(action, Language::Chinese);
            format!("这个版本还不执行 `{words}`")
        }
    };
    Said::new(why.to_string(), chinese)
}

/// A limit as the language writes it.
pub fn limit(limit: Limit) -> Said {
    let times = limit.times;
    let per = match limit.per {
        Period::Lifetime => return Said::new(show::limit(limit), format!("终身 {times} 次")),
        Period::Year => "每年".to_owned(),
        Period::Month => "每月".to_owned(),
        Period::Week => "每周".to_owned(),
        Period::Day => "每天".to_owned(),
        Period::Rolling(length) => format!("每 {}", self::length(length).chinese),
    };
    Said::new(show::limit(limit), format!("{per} {times} 次"))
}

/// A length as the language writes it.
pub fn length(length: Length) -> Said {
    let (count, unit) = match length {
        Length::Exact(ms) if ms % 3_600_000 == 0 => (ms / 3_600_000, "小时"),
        Length::Exact(ms) => (ms / 60_000, "分钟"),
        Length::Calendar(span) if span.months == 0 => (i64::from(span.days), "天"),
        Length::Calendar(span) if span.months % 12 == 0 && span.days == 0 => {
            (i64::from(span.months / 12), "年")
        }
        Length::Calendar(span) => (i64::from(span.months), "个月"),
    };
    Said::new(show::length(length), format!("{count} {unit}"))
}

pub fn truth(truth: Truth, language: Language) -> &'static str {
    match truth {
        Truth::Yes => language.pick("yes", "是"),
        Truth::No => language.pick("no", "否"),
        Truth::Unknown => language.pick("unknown", "未知"),
    }
}

/// What a test waits for, and where that stands.
pub fn waiting(waiting: &Waiting, rulebook: &Rulebook, language: Language) -> String {
    let what = match waiting.what {
        Later::AtOnce => language.pick("at once", "立即").to_owned(),
        Later::Steps => language.pick("wait", "等待").to_owned(),
        Later::Split => language.pick("split", "分流").to_owned(),
        Later::Holdout => language.pick("holdout", "对照组").to_owned(),
        Later::Budget => language.pick("budget", "预算").to_owned(),
        Later::Policy => language.pick("policy", "总则").to_owned(),
        Later::Action(words) => action(words, language),
    };
    match waiting.place {
        Place::Rule(at) => rulebook.rules.get(at).map_or_else(
            || format!("`{what}`"),
            |rule| {
                let parts = rule.parts();
                let (title, file, line) = (&parts.title, &parts.file, parts.line);
                language.pick(
                    format!("`{what}` in rule \"{title}\" ({file}:{line})"),
                    format!("规则“{title}”里的 `{what}`（{file}:{line}）"),
                )
            },
        ),
        Place::Policy(at) => rulebook.policies.get(at).map_or_else(
            || format!("`{what}`"),
            |policy| {
                let (file, line) = (&policy.file, policy.line);
                language.pick(
                    format!("`{what}` ({file}:{line})"),
                    format!("`{what}`（{file}:{line}）"),
                )
            },
        ),
    }
}
