//! Rules: each section in its place, what is missing or doubled named.

use super::scope::Lower;
use super::{Book, Report, Reported, mistakes, version};
use crate::language::checked::{
    Audience, CheckedAction, CheckedRule, Group, Limit, Period, RuleParts, StartWith,
};
use crate::language::diagnostics::Diagnostic;
use crate::language::said::Said;
use crate::language::source::{Source, Span};
use crate::language::syntax::{
    self, Action, Date, Duration, DurationUnit, Expr, Item, LimitScope, Number, RuleFile, RuleItem,
    Section, SectionKind, Text,
};
use crate::model::calendar::{Day, Length, Span as CalendarSpan};
use crate::model::kind::MILLION;
use std::collections::{BTreeMap, BTreeSet};

/// Every rule of every file, in order of title.
pub(super) fn lower_all(
    files: &[(&Source, &RuleFile)],
    book: &Book<'_>,
    report: &mut Report,
) -> Vec<CheckedRule> {
    let mut titles: BTreeMap<&str, Span> = BTreeMap::new();
    let mut rules = Vec::new();
    for (source, file) in files {
        for item in &file.items {
            let Item::Rule(item) = item else { continue };
            report.unread |= item.damaged;
            let title = item.title.text.trim();
            if title.is_empty() {
                report.say(mistakes::sections::no_title(item.title.span));
            } else if let Some(first) = titles.get(title) {
                report.say(mistakes::sections::title_twice(
                    item.title.span,
                    title,
                    *first,
                ));
            } else {
                titles.insert(title, item.title.span);
            }
            rules.extend(lower(item, source, book, report));
        }
    }
    for (_, file) in files {
        for item in &file.items {
            if let Item::Rule(item) = item {
                check_formerly(item, &titles, report);
            }
        }
    }
    rules.sort_by(|a, b| a.parts.title.cmp(&b.parts.title));
    rules
}

fn check_formerly(item: &RuleItem, titles: &BTreeMap<&str, Span>, report: &mut Report) {
    for section in &item.sections {
        if let SectionKind::Formerly(text) = &section.kind
            && let Some(other) = titles.get(text.text.trim())
        {
            report.say(mistakes::sections::formerly_taken(
                text.span, &text.text, *other,
            ));
        }
    }
}

/// The sections this version runs, each where it was last written.
#[derive(Default)]
struct Sections<'t> {
    audience: Option<&'t syntax::Audience>,
    active: Option<(&'t Section, Option<Date>, Option<Date>)>,
    schedule: Option<&'t syntax::Schedule>,
    when: Option<&'t Expr>,
    unless: Option<&'t Expr>,
    then: Option<&'t [Action]>,
    cooldown: Option<&'t Duration>,
    late: Option<&'t Duration>,
    group: Option<(&'t Text, Option<&'t Number>)>,
    priority: Option<&'t Number>,
    limits: Vec<&'t syntax::Limit>,
    formerly: Vec<&'t Text>,
    /// Other sections bring actions, which are refused: a rule without `then` is no second mistake.
    acts_otherwise: bool,
}

fn lower(
    item: &RuleItem,
    source: &Source,
    book: &Book<'_>,
    report: &mut Report,
) -> Option<CheckedRule> {
    let reported = report.diagnostics.len();
    let mut lower = Lower::new(*book, source, report, Audience::Customer);
    let sections = sort_sections(item, &mut lower);
    lower.require(item, &sections);
    let audience = lower.audience(sections.audience);
    let schedule = sections
        .schedule
        .and_then(|schedule| lower.schedule(schedule));
    let active = sections
        .active
        .map(|(at, from, to)| lower.active(at, from, to).ok_or(Reported))
        .transpose();
    let limits: Vec<Option<Limit>> = sections
        .limits
        .iter()
        .map(|limit| lower.limit(limit))
        .collect();
    let cooldown = sections
        .cooldown
        .map(|duration| lower.length(duration).ok_or(Reported))
        .transpose();
    let late = match sections.late {
        Some(duration) => lower.length(duration),
        None => Some(Length::Calendar(CalendarSpan::days(1))),
    };
    let group = sections
        .group
        .map(|(name, pick)| lower.group(name, pick).ok_or(Reported))
        .transpose();
    let priority = match sections.priority {
        Some(number) => lower.priority(number),
        None => Some(0),
    };
    // What the names of these parts mean hangs on the audience.
    lower.audience = audience?;
    let when = sections.when.and_then(|when| lower.test(when));
    lower.in_unless = true;
    let unless = sections
        .unless
        .map(|unless| lower.test(unless).ok_or(Reported))
        .transpose();
    let atoms = std::mem::take(&mut lower.atoms);
    let actions = sections.then.and_then(|then| lower.actions(then));
    if atoms.len() > usize::from(u16::MAX) {
        lower
            .report
            .say(mistakes::sections::too_many_conditions(item.title.span));
    }
    say_once(report, reported);
    let clean = !report
        .diagnostics
        .iter()
        .skip(reported)
        .any(Diagnostic::is_error);
    let (true, false) = (clean, item.damaged) else {
        return None;
    };
    let mut parts = RuleParts {
        title: item.title.text.trim().to_owned(),
        formerly: sections
            .formerly
            .iter()
            .map(|text| text.text.trim().to_owned())
            .collect(),
        file: source.name.clone(),
        line: source.line_at(item.span.start) as u32,
        span: item.title.span,
        version: String::new(),
        audience: audience?,
        segment: None,
        active: active.ok()?,
        schedule: schedule?,
        when: when?,
        unless: unless.ok()?,
        atoms,
        actions: actions?,
        split: None,
        journey: None,
        stop_when: None,
        goal: None,
        holdout: None,
        limits: limits.into_iter().collect::<Option<Vec<_>>>()?,
        cooldown: cooldown.ok()?,
        late: late?,
        group: group.ok()?,
        priority: priority?,
        budgets: Vec::new(),
        prefer: None,
        start_with: StartWith::Newcomers,
    };
    parts.version = version::of(&parts, &book.names.schema);
    Some(CheckedRule { parts })
}

/// A name nobody knows is one mistake, however often the rule uses it.
fn say_once(report: &mut Report, from: usize) {
    let mut said: BTreeSet<String> = BTreeSet::new();
    let mut at = 0;
    report.diagnostics.retain(|diagnostic| {
        at += 1;
        at <= from
            || !matches!(diagnostic.code, "E0201" | "E0202" | "E0204")
            || said.insert(diagnostic.message.english.clone())
    });
}

/// Puts each section in its place and refuses those that are doubled or not run yet.
fn sort_sections<'t>(item: &'t RuleItem, lower: &mut Lower<'_>) -> Sections<'t> {
    let mut sections = Sections::default();
    let mut first: BTreeMap<&'static str, Span> = BTreeMap::new();
    for section in &item.sections {
        if let Some((name, help)) = once(&section.kind) {
            if let Some(first) = first.get(name) {
                let word = lower.words(section.keyword);
                let at = section.keyword;
                lower
                    .report
                    .say(mistakes::sections::section_twice(at, &word, *first, help));
                continue;
            }
            first.insert(name, section.keyword);
        }
        let refused = match &section.kind {
            SectionKind::Note(_) | SectionKind::Owner(_) => continue,
            SectionKind::Formerly(text) => {
                sections.formerly.push(text);
                continue;
            }
            SectionKind::Audience(audience) => {
                sections.audience = Some(audience);
                continue;
            }
            SectionKind::Active { from, to } => {
                sections.active = Some((section, *from, *to));
                continue;
            }
            SectionKind::Schedule(schedule) => {
                sections.schedule = Some(schedule);
                continue;
            }
            SectionKind::When(when) => {
                sections.when = Some(when);
                continue;
            }
            SectionKind::Unless(unless) => {
                sections.unless = Some(unless);
                continue;
            }
            SectionKind::Then(then) => {
                sections.then = Some(then);
                continue;
            }
            SectionKind::Limit(limit) => {
                sections.limits.push(limit);
                continue;
            }
            SectionKind::Cooldown(duration) => {
                sections.cooldown = Some(duration);
                continue;
            }
            SectionKind::Group { name, pick } => {
                sections.group = Some((name, pick.as_ref()));
                continue;
            }
            SectionKind::Priority(number) => {
                sections.priority = Some(number);
                continue;
            }
            SectionKind::Late(duration) => {
                sections.late = Some(duration);
                continue;
            }
            SectionKind::Wait(_) => {
                sections.acts_otherwise = true;
                mistakes::later::wait(section.keyword)
            }
            SectionKind::Split(_) => {
                sections.acts_otherwise = true;
                mistakes::later::split(section.keyword)
            }
            SectionKind::StopWhen(_) => mistakes::later::stop_when(section.keyword),
            SectionKind::Goal(_) => mistakes::later::goal(section.keyword),
            SectionKind::Holdout(_) => mistakes::later::holdout(section.keyword),
            SectionKind::Budget(_) => mistakes::later::budget(section.keyword),
            SectionKind::Prefer(_) => mistakes::later::prefer(section.keyword),
            SectionKind::StartWith(_) => mistakes::later::start_with(section.keyword),
            SectionKind::Quiet(_) => {
                let word = lower.words(section.keyword);
                mistakes::sections::not_in_rule(section.keyword, &word)
            }
        };
        lower.report.say(refused);
    }
    sections
}

/// The sections a rule has at most once, and what to do about a second.
fn once(kind: &SectionKind) -> Option<(&'static str, (&'static str, &'static str))> {
    let keep = ("keep one of them", "只保留一个");
    Some(match kind {
        SectionKind::Note(_) => ("note", keep),
        SectionKind::Owner(_) => ("owner", keep),
        SectionKind::Audience(_) => ("audience", keep),
        SectionKind::Active { .. } => ("active", keep),
        SectionKind::Schedule(_) => (
            "schedule",
            (
                "keep one, or make a second rule for the other time",
                "只保留一个；另一个时间另写一条规则",
            ),
        ),
        SectionKind::When(_) => (
            "when",
            (
                "join the conditions with `and` or `or`",
                "用 `且` 或 `或` 把条件连起来",
            ),
        ),
        SectionKind::Unless(_) => (
            "unless",
            ("join the conditions with `or`", "用 `或` 把条件连起来"),
        ),
        SectionKind::Then(_) => (
            "then",
            ("join the actions with `and`", "用 `并` 把动作连起来"),
        ),
        SectionKind::Cooldown(_) => ("cooldown", keep),
        SectionKind::Late(_) => ("late", keep),
        SectionKind::Group { .. } => ("group", keep),
        SectionKind::Priority(_) => ("priority", keep),
        _ => return None,
    })
}

impl Lower<'_> {
    fn require(&mut self, item: &RuleItem, sections: &Sections<'_>) {
        if item.damaged {
            return;
        }
        let title = item.title.text.trim();
        let mut missing = |is_there: bool, section: (&str, &str), help: (&str, &str)| {
            if !is_there {
                let at = item.title.span;
                self.report.say(mistakes::sections::missing_section(
                    at,
                    title,
                    &section.into(),
                    help,
                ));
            }
        };
        missing(
            sections.schedule.is_some(),
            ("schedule", "时间"),
            (
                "say when to look: `schedule daily at 09:00`",
                "写明什么时候检查：`时间 每天 09:00`",
            ),
        );
        missing(
            sections.when.is_some(),
            ("when", "当"),
            (
                "say what must become true: `when birthday is today`",
                "写明要满足什么条件：`当 生日 是 今天`",
            ),
        );
        missing(
            sections.then.is_some() || sections.acts_otherwise,
            ("then", "则"),
            (
                "say what to do: `then add tag \"vip\"`",
                "写明要做什么：`则 添加 标签 \"vip\"`",
            ),
        );
    }

    fn audience(&mut self, audience: Option<&syntax::Audience>) -> Option<Audience> {
        match audience {
            None | Some(syntax::Audience::Customer) => Some(Audience::Customer),
            Some(syntax::Audience::Segment(title)) => {
                self.report
                    .say(mistakes::later::audience_segment(title.span));
                // The rest of the rule is about customers all the same.
                Some(Audience::Customer)
            }
            Some(syntax::Audience::Event(name)) => self.event(name).map(Audience::Event),
        }
    }

    fn active(&mut self, at: &Section, from: Option<Date>, to: Option<Date>) -> Option<(Day, Day)> {
        let first = from.map_or(Some(Day::MIN), |date| self.day(&date));
        let last = to.map_or(Some(Day::MAX), |date| self.day(&date));
        let (first, last) = (first?, last?);
        if first > last {
            let (from, to) = (first.to_string(), last.to_string());
            return self.fail(mistakes::sections::active_backwards(at.span, &from, &to));
        }
        Some((first, last))
    }

    fn limit(&mut self, limit: &syntax::Limit) -> Option<Limit> {
        if limit.scope != LimitScope::Rule {
            return self.fail(mistakes::later::channel_limit(limit.span));
        }
        let times = self.whole(&limit.times, ("a limit", "次数"), 1);
        let per = match &limit.period {
            syntax::Period::Lifetime => Some(Period::Lifetime),
            syntax::Period::Every(duration) => self.period(duration),
        };
        Some(Limit {
            times: times? as u32,
            per: per?,
        })
    }

    /// `per year` and its like follow the calendar; any other length rolls.
    fn period(&mut self, duration: &Duration) -> Option<Period> {
        let length = self.some_length(duration)?;
        Some(match (duration.count, duration.unit) {
            (1, DurationUnit::Year) => Period::Year,
            (1, DurationUnit::Month) => Period::Month,
            (1, DurationUnit::Week) => Period::Week,
            (1, DurationUnit::Day) => Period::Day,
            _ => Period::Rolling(length),
        })
    }

    fn group(&mut self, name: &Text, pick: Option<&Number>) -> Option<Group> {
        let pick = pick.map_or(Some(1), |pick| {
            self.whole(pick, ("`pick`", "`取` 后面的数"), 1)
        })?;
        Some(Group {
            name: name.text.trim().to_owned(),
            pick: pick as u32,
        })
    }

    fn priority(&mut self, number: &Number) -> Option<i64> {
        if number.micros % MILLION != 0 {
            return self.fail(mistakes::kinds::not_whole(
                number.span,
                &Said::new("a priority", "优先级"),
                0,
            ));
        }
        Some(number.micros / MILLION)
    }

    fn actions(&mut self, then: &[Action]) -> Option<Vec<CheckedAction>> {
        let actions: Vec<Option<CheckedAction>> =
            then.iter().map(|action| self.action(action)).collect();
        actions.into_iter().collect()
    }
}
