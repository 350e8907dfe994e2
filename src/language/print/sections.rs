//! The sections of rules and policies.

use super::Printer;
use super::names;
use super::sheet::Place;
use crate::language::syntax::{
    ArmKind, Audience, Budget, BudgetAmount, Duration, Expr, ExprKind, Limit, LimitScope, Period,
    Quiet, Schedule, SectionKind, Split, StartWith, Step, Text, Time, Timing, Wait, Weekday,
};

impl Printer<'_> {
    pub(super) fn section(&mut self, kind: &SectionKind) {
        self.indent = 3;
        match kind {
            SectionKind::Note(text) => self.with_text("kw_note", text),
            SectionKind::Owner(text) => self.with_text("kw_owner", text),
            SectionKind::Formerly(text) => self.with_text("kw_formerly", text),
            SectionKind::Audience(audience) => self.audience(audience),
            SectionKind::Active { from, to } => {
                self.keyword("kw_active");
                if let Some(from) = from {
                    self.keyword("kw_from");
                    let text = self.literal(from.span);
                    self.sheet.word(&text);
                }
                match to {
                    Some(to) => {
                        let until = if from.is_some() { "to" } else { "until" };
                        self.say(until, "至");
                        let text = self.literal(to.span);
                        self.sheet.word(&text);
                    }
                    None => self.say("", "起"),
                }
            }
            SectionKind::Schedule(schedule) => self.schedule(schedule),
            SectionKind::When(condition) => self.condition("kw_when", condition),
            SectionKind::Unless(condition) => self.condition("kw_unless", condition),
            SectionKind::StopWhen(condition) => self.condition("kw_stop_when", condition),
            SectionKind::Goal(condition) => self.condition("kw_goal", condition),
            SectionKind::Then(actions) => {
                self.keyword("kw_then");
                self.actions(actions);
            }
            SectionKind::Wait(wait) => self.wait(wait),
            SectionKind::Split(split) => self.split(split),
            SectionKind::Holdout(share) => {
                self.keyword("kw_holdout");
                let text = self.literal(share.span);
                self.sheet.word(&text);
            }
            SectionKind::Limit(limit) => self.limit(limit),
            SectionKind::Cooldown(length) => self.with_length("kw_cooldown", length),
            SectionKind::Budget(budget) => self.budget(budget),
            SectionKind::Prefer(value) => self.condition("kw_prefer", value),
            SectionKind::StartWith(with) => {
                self.keyword("kw_start_with");
                self.keyword(match with {
                    StartWith::Newcomers => "kw_newcomers",
                    StartWith::Everyone => "kw_everyone",
                });
            }
            SectionKind::Group { name, pick } => {
                self.with_text("kw_group", name);
                if let Some(pick) = pick {
                    self.keyword("kw_pick");
                    let text = self.literal(pick.span);
                    self.sheet.word(&text);
                }
            }
            SectionKind::Priority(number) => {
                self.keyword("kw_priority");
                let text = self.literal(number.span);
                self.sheet.word(&text);
            }
            SectionKind::Late(length) => self.with_length("kw_late", length),
            SectionKind::Quiet(quiet) => self.quiet(quiet),
        }
    }

    fn with_text(&mut self, keyword: &str, text: &Text) {
        self.keyword(keyword);
        let text = self.quoted(text);
        self.sheet.word(&text);
    }

    fn with_length(&mut self, keyword: &str, length: &Duration) {
        self.keyword(keyword);
        let text = self.duration(length);
        self.sheet.word(&text);
    }

    fn condition(&mut self, keyword: &str, condition: &Expr) {
        self.keyword(keyword);
        // Behind `goal` these would make the line go on with the one before.
        if keyword == "kw_goal" && self.runs_on(condition) {
            self.colon();
        }
        self.expr(condition, None);
    }

    fn runs_on(&self, expr: &Expr) -> bool {
        if self.in_brackets(expr.span) {
            return false;
        }
        match &expr.kind {
            ExprKind::Negate(_) | ExprKind::InSegment { .. } => true,
            ExprKind::Not(inner) => matches!(inner.kind, ExprKind::InSegment { .. }),
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                parts.first().is_some_and(|first| self.runs_on(first))
            }
            ExprKind::Compare { left: first, .. }
            | ExprKind::Arithmetic { left: first, .. }
            | ExprKind::In { value: first, .. }
            | ExprKind::Between { value: first, .. }
            | ExprKind::Known { value: first, .. }
            | ExprKind::Within { value: first, .. } => self.runs_on(first),
            _ => false,
        }
    }

    fn audience(&mut self, audience: &Audience) {
        self.keyword("kw_audience");
        match audience {
            Audience::Customer => self.keyword("kw_customer"),
            Audience::Segment(title) => {
                self.keyword("kw_customer");
                self.keyword("kw_in");
                self.keyword("kw_segment");
                let title = self.quoted(title);
                self.sheet.word(&title);
            }
            Audience::Event(event) => self.event_name(event),
        }
    }

    fn schedule(&mut self, schedule: &Schedule) {
        self.keyword("kw_schedule");
        match &schedule.timing {
            Timing::Daily { at } => {
                self.keyword("kw_daily");
                self.at(at);
            }
            Timing::Weekly { on, at } => {
                let days: Vec<String> = on.iter().map(|day| self.weekday(*day)).collect();
                let days = days.join(self.language.pick(", ", "、"));
                if on.is_empty() {
                    self.keyword("kw_weekly");
                } else {
                    self.say(&format!("weekly on {days}"), &format!("每周{days}"));
                }
                self.at(at);
            }
            Timing::Monthly { on, at } => {
                let days: Vec<String> = on.iter().map(|day| self.literal(day.span)).collect();
                self.keyword("kw_monthly");
                if !on.is_empty() {
                    self.say(
                        &format!("on {}", days.join(", ")),
                        &format!("{} 日", days.join(" 日、")),
                    );
                }
                self.at(at);
            }
            Timing::Festival {
                festival,
                shift,
                at,
            } => {
                let name = match self.dictionary {
                    Some(_) if self.translates => names::festival(&festival.text, self.language),
                    _ => &festival.text,
                };
                match shift {
                    None => self.say(&format!("on {name}"), &format!("{name} 当天")),
                    Some(shift) => {
                        let by = self.duration(&shift.by);
                        let (english, chinese) = if shift.before {
                            ("before", "前")
                        } else {
                            ("after", "后")
                        };
                        self.say(
                            &format!("on {by} {english} {name}"),
                            &format!("{name} {chinese} {by}"),
                        );
                    }
                }
                self.at(at);
            }
            Timing::Cron(line) => self.with_text("kw_cron", line),
            Timing::AtOnce => self.keyword("kw_at_once"),
        }
        if schedule.customer_time {
            self.keyword("kw_customer_time");
        }
    }

    fn at(&mut self, time: &Time) {
        self.say("at", "");
        let text = self.literal(time.span);
        self.sheet.word(&text);
    }

    fn weekday(&self, day: Weekday) -> String {
        let (english, chinese) = match day {
            Weekday::Monday => ("monday", "一"),
            Weekday::Tuesday => ("tuesday", "二"),
            Weekday::Wednesday => ("wednesday", "三"),
            Weekday::Thursday => ("thursday", "四"),
            Weekday::Friday => ("friday", "五"),
            Weekday::Saturday => ("saturday", "六"),
            Weekday::Sunday => ("sunday", "日"),
        };
        self.language.pick(english, chinese).to_owned()
    }

    fn wait(&mut self, wait: &Wait) {
        self.indent = 4;
        self.with_length("kw_wait", &wait.delay);
        match &wait.step {
            Step::Then(actions) => {
                self.say("then", "然后");
                self.actions(actions);
            }
            Step::If {
                condition,
                then,
                or_else,
            } => {
                self.comma();
                self.keyword("kw_if");
                self.expr(condition, None);
                self.comma();
                let start = self.word_after(condition.span.end as usize);
                self.soft_at(start, start, true);
                self.keyword("kw_then");
                self.actions(then);
                if let (Some(last), false) = (then.last(), or_else.is_empty()) {
                    let start = self.word_after(last.span.end as usize);
                    self.sheet.begin(start, Place::Line { indent: 4 });
                    self.keyword("kw_or_else");
                    self.indent = 5;
                    self.actions(or_else);
                }
            }
        }
    }

    fn split(&mut self, split: &Split) {
        self.with_text("kw_split", &split.name);
        if let Some(by) = &split.by {
            self.keyword("kw_by");
            self.path(by);
        }
        self.indent = 5;
        for arm in &split.arms {
            self.sheet
                .begin(arm.span.start as usize, Place::Line { indent: 4 });
            let share = self.literal(arm.share.span);
            self.sheet.word(&share);
            match &arm.kind {
                ArmKind::Variant { name, then } => {
                    self.with_text("kw_variant", name);
                    self.keyword("kw_then");
                    self.actions(then);
                }
                ArmKind::Holdout => self.keyword("kw_holdout"),
            }
        }
    }

    fn limit(&mut self, limit: &Limit) {
        self.keyword("kw_limit");
        match &limit.scope {
            LimitScope::Rule => {}
            LimitScope::Any => self.keyword("kw_any"),
            LimitScope::Channel(channel) => {
                let channel = if self.translates {
                    names::channel(&channel.text, self.language)
                } else {
                    &channel.text
                };
                self.sheet.word(channel);
            }
        }
        let times = self.literal(limit.times.span);
        let period = match &limit.period {
            Period::Lifetime => self.language.pick("lifetime", "终身").to_owned(),
            Period::Every(length) => self.every(length),
        };
        self.say(
            &format!("{times} {period}"),
            &format!("{period} {times} 次"),
        );
    }

    /// `per year`, `per 7 days`.
    fn every(&self, length: &Duration) -> String {
        let length = self.duration(length);
        let joined = length.starts_with(|c: char| c.is_ascii_digit());
        let blank = if joined { " " } else { "" };
        self.language
            .pick(format!("per {length}"), format!("每{blank}{length}"))
    }

    fn budget(&mut self, budget: &Budget) {
        self.keyword("kw_budget");
        let amount = match &budget.amount {
            BudgetAmount::Money(money) => self.literal(money.span),
            BudgetAmount::Pieces { count, of } => {
                let of = if self.translates {
                    names::pieces(&of.text, self.language)
                } else {
                    &of.text
                };
                format!("{} {of}", self.literal(count.span))
            }
        };
        match &budget.period {
            None => self.sheet.word(&amount),
            Some(length) => {
                let period = self.every(length);
                self.say(&format!("{amount} {period}"), &format!("{period} {amount}"));
            }
        }
    }

    fn quiet(&mut self, quiet: &Quiet) {
        self.keyword("kw_quiet");
        self.keyword("kw_from");
        let from = self.literal(quiet.from.span);
        self.sheet.word(&from);
        self.keyword("kw_until");
        let to = self.literal(quiet.to.span);
        self.sheet.word(&to);
        if quiet.customer_time {
            self.keyword("kw_customer_time");
        }
    }
}
