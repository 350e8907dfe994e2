//! The sections of a rule: each in its place, what is missing or doubled named, the small ones lowered.

use super::mistakes;
use super::scope::Lower;
use crate::language::checked::{Audience, Group, Limit, Period, StartWith};
use crate::language::said::Said;
use crate::language::sections::{Repeats, of as defined};
use crate::language::source::Span;
use crate::language::split::ItemKind;
use crate::language::syntax::{
    self, Action, Date, Duration, DurationUnit, Expr, LimitScope, Number, Percent, RuleItem,
    Section, SectionKind, Text,
};
use crate::model::calendar::Day;
use crate::model::kind::MILLION;
use std::collections::BTreeMap;

/// A rule's sections, each where it was first written.
#[derive(Default)]
pub(super) struct Sections<'t> {
    pub audience: Option<&'t syntax::Audience>,
    pub active: Option<(&'t Section, Option<Date>, Option<Date>)>,
    pub schedule: Option<&'t syntax::Schedule>,
    pub when: Option<&'t Expr>,
    pub unless: Option<&'t Expr>,
    pub then: Option<(Span, &'t [Action])>,
    pub waits: Vec<(Span, &'t syntax::Wait)>,
    pub stop_when: Option<(Span, &'t Expr)>,
    pub goal: Option<(Span, &'t Expr)>,
    pub split: Option<(Span, &'t syntax::Split)>,
    pub holdout: Option<(Span, &'t Percent)>,
    pub limits: Vec<&'t syntax::Limit>,
    pub cooldown: Option<&'t Duration>,
    pub budgets: Vec<(Span, &'t syntax::Budget)>,
    pub prefer: Option<(Span, &'t Expr)>,
    pub start_with: Option<(Span, syntax::StartWith)>,
    pub group: Option<(&'t Text, Option<&'t Number>)>,
    pub priority: Option<&'t Number>,
    pub late: Option<&'t Duration>,
    pub formerly: Vec<&'t Text>,
}

/// Puts each section in its place and reports those that are doubled or belong elsewhere.
pub(super) fn sort<'t>(item: &'t RuleItem, lower: &mut Lower<'_>) -> Sections<'t> {
    let mut sections = Sections::default();
    let mut first: BTreeMap<&'static str, Span> = BTreeMap::new();
    for section in &item.sections {
        let at = section.keyword;
        if is_second(section, ItemKind::Rule, &mut first, lower) {
            continue;
        }
        match &section.kind {
            SectionKind::Note(_) | SectionKind::Owner(_) => {}
            SectionKind::Formerly(text) => sections.formerly.push(text),
            SectionKind::Audience(audience) => sections.audience = Some(audience),
            SectionKind::Active { from, to } => sections.active = Some((section, *from, *to)),
            SectionKind::Schedule(schedule) => sections.schedule = Some(schedule),
            SectionKind::When(when) => sections.when = Some(when),
            SectionKind::Unless(unless) => sections.unless = Some(unless),
            SectionKind::Then(then) => sections.then = Some((at, then)),
            SectionKind::Wait(wait) => sections.waits.push((at, wait)),
            SectionKind::StopWhen(condition) => sections.stop_when = Some((at, condition)),
            SectionKind::Goal(condition) => sections.goal = Some((at, condition)),
            SectionKind::Split(split) => sections.split = Some((at, split)),
            SectionKind::Holdout(share) => sections.holdout = Some((at, share)),
            SectionKind::Limit(limit) => sections.limits.push(limit),
            SectionKind::Cooldown(duration) => sections.cooldown = Some(duration),
            SectionKind::Budget(budget) => sections.budgets.push((at, budget)),
            SectionKind::Prefer(value) => sections.prefer = Some((at, value)),
            SectionKind::StartWith(who) => sections.start_with = Some((section.span, *who)),
            SectionKind::Group { name, pick } => sections.group = Some((name, pick.as_ref())),
            SectionKind::Priority(number) => sections.priority = Some(number),
            SectionKind::Late(duration) => sections.late = Some(duration),
            // The parser has reported it: it belongs to policies.
            SectionKind::Quiet(_) => lower.report.unread = true,
        }
    }
    sections
}

/// Reports the second of a section that an item has at most once; whether it is one.
pub(super) fn is_second(
    section: &Section,
    kind: ItemKind,
    first: &mut BTreeMap<&'static str, Span>,
    lower: &mut Lower<'_>,
) -> bool {
    let keyword = keyword(&section.kind);
    let mut known = defined(kind).iter();
    let Some(Repeats::Once(help)) = known
        .find(|def| def.keyword == keyword)
        .map(|def| def.repeats)
    else {
        return false;
    };
    let at = section.keyword;
    if let Some(first) = first.get(keyword) {
        let word = lower.words(at);
        let twice = mistakes::sections::section_twice(at, &word, *first, help);
        lower.report.say(twice);
        return true;
    }
    first.insert(keyword, at);
    false
}

/// The word that opens a section, as the table of sections names it.
fn keyword(kind: &SectionKind) -> &'static str {
    match kind {
        SectionKind::Note(_) => "kw_note",
        SectionKind::Owner(_) => "kw_owner",
        SectionKind::Formerly(_) => "kw_formerly",
        SectionKind::Audience(_) => "kw_audience",
        SectionKind::Active { .. } => "kw_active",
        SectionKind::Schedule(_) => "kw_schedule",
        SectionKind::When(_) => "kw_when",
        SectionKind::Unless(_) => "kw_unless",
        SectionKind::Then(_) => "kw_then",
        SectionKind::Wait(_) => "kw_wait",
        SectionKind::StopWhen(_) => "kw_stop_when",
        SectionKind::Goal(_) => "kw_goal",
        SectionKind::Split(_) => "kw_split",
        SectionKind::Holdout(_) => "kw_holdout",
        SectionKind::Limit(_) => "kw_limit",
        SectionKind::Cooldown(_) => "kw_cooldown",
        SectionKind::Budget(_) => "kw_budget",
        SectionKind::Prefer(_) => "kw_prefer",
        SectionKind::StartWith(_) => "kw_start_with",
        SectionKind::Group { .. } => "kw_group",
        SectionKind::Priority(_) => "kw_priority",
        SectionKind::Late(_) => "kw_late",
        SectionKind::Quiet(_) => "kw_quiet",
    }
}

impl Lower<'_> {
    pub fn require(&mut self, item: &RuleItem, sections: &Sections<'_>) {
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
            sections.then.is_some() || sections.split.is_some() || !sections.waits.is_empty(),
            ("then", "则"),
            (
                "say what to do: `then add tag \"vip\"`",
                "写明要做什么：`则 添加 标签 \"vip\"`",
            ),
        );
    }

    pub fn audience(&mut self, audience: Option<&syntax::Audience>) -> Option<Audience> {
        match audience {
            // The segment's condition becomes a part of `when`.
            None | Some(syntax::Audience::Customer | syntax::Audience::Segment(_)) => {
                Some(Audience::Customer)
            }
            Some(syntax::Audience::Event(name)) => self.event(name).map(Audience::Event),
        }
    }

    pub fn active(
        &mut self,
        at: &Section,
        from: Option<Date>,
        to: Option<Date>,
    ) -> Option<(Day, Day)> {
        let first = from.map_or(Some(Day::MIN), |date| self.day(&date));
        let last = to.map_or(Some(Day::MAX), |date| self.day(&date));
        let (first, last) = (first?, last?);
        if first > last {
            let (from, to) = (first.to_string(), last.to_string());
            return self.fail(mistakes::sections::active_backwards(at.span, &from, &to));
        }
        Some((first, last))
    }

    pub fn limit(&mut self, limit: &syntax::Limit) -> Option<Limit> {
        if limit.scope != LimitScope::Rule {
            return self.fail(mistakes::policies::channel_limit_in_rule(limit.span));
        }
        let (times, per) = self.times(limit)?;
        Some(Limit { times, per })
    }

    /// How often, and per what.
    pub fn times(&mut self, limit: &syntax::Limit) -> Option<(u32, Period)> {
        let times = self.whole(&limit.times, ("a limit", "次数"), 1);
        let per = match &limit.period {
            syntax::Period::Lifetime => Some(Period::Lifetime),
            syntax::Period::Every(duration) => self.period(duration),
        };
        Some((times? as u32, per?))
    }

    /// `per year` and its like follow the calendar; any other length rolls.
    pub fn period(&mut self, duration: &Duration) -> Option<Period> {
        let length = self.some_length(duration)?;
        Some(match (duration.count, duration.unit) {
            (1, DurationUnit::Year) => Period::Year,
            (1, DurationUnit::Month) => Period::Month,
            (1, DurationUnit::Week) => Period::Week,
            (1, DurationUnit::Day) => Period::Day,
            _ => Period::Rolling(length),
        })
    }

    pub fn group(&mut self, name: &Text, pick: Option<&Number>) -> Option<Group> {
        let pick = pick.map_or(Some(1), |pick| {
            self.whole(pick, ("`pick`", "`取` 后面的数"), 1)
        })?;
        Some(Group {
            name: name.text.trim().to_owned(),
            pick: pick as u32,
        })
    }

    pub fn start_with(&mut self, start: Option<(Span, syntax::StartWith)>) -> StartWith {
        match start {
            Some((at, syntax::StartWith::Everyone)) => {
                let title = self.title.clone();
                let later = mistakes::later::start_with_everyone(at, &title);
                self.report.later.push(later);
                StartWith::Everyone
            }
            Some((_, syntax::StartWith::Newcomers)) | None => StartWith::Newcomers,
        }
    }

    pub fn priority(&mut self, number: &Number) -> Option<i64> {
        if number.micros % MILLION != 0 {
            return self.fail(mistakes::kinds::not_whole(
                number.span,
                &Said::new("a priority", "优先级"),
                0,
            ));
        }
        Some(number.micros / MILLION)
    }
}
