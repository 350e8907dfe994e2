//! Sections of rules and policies: schedules, actions, limits and the rest.

use pest::iterators::Pair;

use super::build::{Builder, child, has};
use super::glue::respaced;
use crate::language::diagnostics::{Edit, did_you_mean, parse as say};
use crate::language::grammar::Rule;
use crate::language::keywords::is_chinese;
use crate::language::syntax::{
    Action, Argument, Arm, ArmKind, Audience, Budget, BudgetAmount, Limit, LimitScope, Name,
    Period, Quiet, Schedule, Section, SectionKind, Shift, Split, StartWith, Step, Timing, Wait,
    Weekday,
};

/// The section a piece holds, by the grammar rule it was parsed with.
pub fn section(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Section {
    let keyword = pair
        .clone()
        .into_inner()
        .next()
        .map_or_else(|| builder.span(pair), |word| builder.span(&word));
    let kind = match pair.as_rule() {
        Rule::note_piece => SectionKind::Note(builder.text_in(pair)),
        Rule::owner_piece => SectionKind::Owner(builder.text_in(pair)),
        Rule::formerly_piece => SectionKind::Formerly(builder.text_in(pair)),
        Rule::audience_piece => SectionKind::Audience(audience(builder, pair)),
        Rule::active_piece => SectionKind::Active {
            from: child(pair, Rule::first_day).map(|day| builder.date_in(&day)),
            to: child(pair, Rule::last_day).map(|day| builder.date_in(&day)),
        },
        Rule::schedule_piece => SectionKind::Schedule(schedule(builder, pair)),
        Rule::when_piece => SectionKind::When(builder.condition_in(pair)),
        Rule::unless_piece => SectionKind::Unless(builder.condition_in(pair)),
        Rule::stop_when_piece => SectionKind::StopWhen(builder.condition_in(pair)),
        Rule::goal_piece => SectionKind::Goal(builder.condition_in(pair)),
        Rule::then_piece => SectionKind::Then(actions_in(builder, pair)),
        Rule::wait_piece => SectionKind::Wait(wait(builder, pair)),
        Rule::split_piece => SectionKind::Split(split(builder, pair)),
        Rule::holdout_piece => SectionKind::Holdout(builder.percent_in(pair)),
        Rule::limit_piece => SectionKind::Limit(limit(builder, pair)),
        Rule::cooldown_piece => SectionKind::Cooldown(builder.duration_in(pair)),
        Rule::budget_piece => SectionKind::Budget(budget(builder, pair)),
        Rule::prefer_piece => {
            let value = child(pair, Rule::sum).expect("the grammar puts a value here");
            SectionKind::Prefer(builder.sum(value))
        }
        Rule::start_with_piece => SectionKind::StartWith(if has(pair, Rule::kw_everyone) {
            StartWith::Everyone
        } else {
            StartWith::Newcomers
        }),
        Rule::group_piece => SectionKind::Group {
            name: builder.text_in(pair),
            pick: child(pair, Rule::number).map(|number| builder.number(&number)),
        },
        Rule::priority_piece => SectionKind::Priority(builder.number_in(pair)),
        Rule::late_piece => SectionKind::Late(builder.duration_in(pair)),
        _ => SectionKind::Quiet(quiet(builder, pair)),
    };
    Section {
        kind,
        keyword,
        span: builder.span(pair),
    }
}

fn audience(builder: &Builder<'_>, pair: &Pair<'_, Rule>) -> Audience {
    if let Some(event) = child(pair, Rule::name) {
        Audience::Event(builder.name(&event))
    } else if let Some(segment) = child(pair, Rule::string) {
        Audience::Segment(builder.text(&segment))
    } else {
        Audience::Customer
    }
}

fn schedule(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Schedule {
    let customer_time = has(pair, Rule::kw_customer_time);
    let timing = pair
        .clone()
        .into_inner()
        .find(|inner| !matches!(inner.as_rule(), Rule::kw_schedule | Rule::colon))
        .expect("the grammar puts a timing behind the keyword");
    let kind = match timing.as_rule() {
        Rule::daily => Timing::Daily {
            at: builder.time_in(&timing),
        },
        Rule::weekly => {
            let on = timing
                .clone()
                .into_inner()
                .filter_map(|inner| weekday(inner.as_rule()))
                .collect();
            Timing::Weekly {
                on,
                at: builder.time_in(&timing),
            }
        }
        Rule::monthly => {
            let days = timing
                .clone()
                .into_inner()
                .filter(|inner| inner.as_rule() == Rule::number);
            let on = days.map(|day| builder.number(&day)).collect();
            Timing::Monthly {
                on,
                at: builder.time_in(&timing),
            }
        }
        Rule::cron => Timing::Cron(builder.text_in(&timing)),
        Rule::at_once => Timing::AtOnce,
        _ => festival(builder, &timing),
    };
    Schedule {
        timing: kind,
        customer_time,
        span: builder.span(pair),
    }
}

fn festival(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Timing {
    let mut festival = child(pair, Rule::name)
        .map(|name| builder.name(&name))
        .expect("the grammar names the day");
    let shift = child(pair, Rule::duration).map(|by| Shift {
        by: builder.duration(&by),
        before: has(pair, Rule::kw_before) || has(pair, Rule::kw_ago),
    });
    let at = builder.time_in(pair);
    if shift.is_none() && !has(pair, Rule::kw_on) {
        let words = ["daily", "weekly", "monthly", "每天", "每周", "每月"];
        let meant = did_you_mean(&festival.text, words).or_else(|| {
            words
                .into_iter()
                .find(|word| is_chinese(word) && nearly(word, &festival.text))
        });
        if let Some(meant) = meant {
            builder.report(say::misspelt(festival.span, &festival.text, meant));
            return match meant {
                "daily" | "每天" => Timing::Daily { at },
                "weekly" | "每周" => Timing::Weekly { on: Vec::new(), at },
                _ => Timing::Monthly { on: Vec::new(), at },
            };
        }
    }
    if let Some(spaced) = respaced(&festival.text, |_| false) {
        let edit = Edit {
            span: festival.span,
            text: spaced.clone(),
        };
        builder.report(say::glued(festival.span, &festival.text, vec![edit]));
        // The rest is looked up as what it will be.
        spaced
            .split(' ')
            .next()
            .unwrap_or_default()
            .clone_into(&mut festival.text);
    }
    Timing::Festival {
        festival,
        shift,
        at,
    }
}

/// `每填` for `每天`: two letters, of which the first is right.
fn nearly(word: &str, written: &str) -> bool {
    word.chars().count() == 2
        && written.chars().count() == 2
        && word.chars().next() == written.chars().next()
}

fn weekday(rule: Rule) -> Option<Weekday> {
    Some(match rule {
        Rule::kw_monday => Weekday::Monday,
        Rule::kw_tuesday => Weekday::Tuesday,
        Rule::kw_wednesday => Weekday::Wednesday,
        Rule::kw_thursday => Weekday::Thursday,
        Rule::kw_friday => Weekday::Friday,
        Rule::kw_saturday => Weekday::Saturday,
        Rule::kw_sunday => Weekday::Sunday,
        _ => return None,
    })
}

/// The actions of the pair's first `actions` child.
fn actions_in(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Vec<Action> {
    child(pair, Rule::actions)
        .map(|actions| actions_of(builder, actions))
        .unwrap_or_default()
}

fn actions_of(builder: &mut Builder<'_>, pair: Pair<'_, Rule>) -> Vec<Action> {
    pair.into_inner()
        .filter(|inner| inner.as_rule() == Rule::action)
        .map(|inner| action(builder, &inner))
        .collect()
}

pub fn action(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Action {
    let words: Vec<Name> = child(pair, Rule::action_words)
        .map(|words| {
            words
                .into_inner()
                .filter(|word| word.as_rule() == Rule::name)
                .map(|word| builder.name(&word))
                .collect()
        })
        .unwrap_or_default();
    let template = child(pair, Rule::string).map(|text| builder.text(&text));
    Action {
        words,
        template,
        arguments: builder.arguments_in(pair),
        span: builder.span(pair),
    }
}

pub fn arguments_of(builder: &mut Builder<'_>, pair: Pair<'_, Rule>) -> Vec<Argument> {
    let mut arguments = Vec::new();
    for argument in pair
        .into_inner()
        .filter(|inner| inner.as_rule() == Rule::argument)
    {
        let span = builder.span(&argument);
        let name = child(&argument, Rule::word).map(|word| builder.name(&word));
        let value = child(&argument, Rule::sum).expect("the grammar puts a value here");
        arguments.push(Argument {
            name,
            value: builder.sum(value),
            span,
        });
    }
    arguments
}

fn wait(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Wait {
    let delay = builder.duration_in(pair);
    let Some(branch) = child(pair, Rule::if_step) else {
        return Wait {
            delay,
            step: Step::Then(actions_in(builder, pair)),
        };
    };
    let condition = builder.condition_in(&branch);
    let mut lists = branch
        .into_inner()
        .filter(|inner| inner.as_rule() == Rule::actions);
    let then = lists
        .next()
        .map(|actions| actions_of(builder, actions))
        .unwrap_or_default();
    let or_else = lists
        .next()
        .map(|actions| actions_of(builder, actions))
        .unwrap_or_default();
    Wait {
        delay,
        step: Step::If {
            condition,
            then,
            or_else,
        },
    }
}

fn split(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Split {
    let name = builder.text_in(pair);
    let by = child(pair, Rule::path).map(|path| builder.path(&path));
    let mut arms = Vec::new();
    for arm in pair
        .clone()
        .into_inner()
        .filter(|inner| inner.as_rule() == Rule::arm)
    {
        let share = builder.percent_in(&arm);
        let kind = match child(&arm, Rule::variant) {
            Some(variant) => ArmKind::Variant {
                name: builder.text_in(&variant),
                then: actions_in(builder, &variant),
            },
            None => ArmKind::Holdout,
        };
        arms.push(Arm {
            share,
            kind,
            span: builder.span(&arm),
        });
    }
    Split { name, by, arms }
}

fn limit(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Limit {
    let scope = child(pair, Rule::limit_scope).map_or(LimitScope::Rule, |scope| {
        match child(&scope, Rule::name) {
            Some(channel) => LimitScope::Channel(builder.name(&channel)),
            None => LimitScope::Any,
        }
    });
    let times = builder.number_in(pair);
    let period = child(pair, Rule::period).and_then(|period| child(&period, Rule::every));
    let period = period.map_or(Period::Lifetime, |every| {
        Period::Every(builder.duration(&every))
    });
    Limit {
        scope,
        times,
        period,
        span: builder.span(pair),
    }
}

fn budget(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Budget {
    let amount = match (child(pair, Rule::money), child(pair, Rule::pieces)) {
        (Some(money), _) => BudgetAmount::Money(builder.money(&money)),
        (None, pieces) => {
            let pieces = pieces.expect("the grammar puts an amount here");
            let of = child(&pieces, Rule::name)
                .map(|name| builder.name(&name))
                .expect("the grammar says of what");
            BudgetAmount::Pieces {
                count: builder.number_in(&pieces),
                of,
            }
        }
    };
    let period = child(pair, Rule::every).map(|every| builder.duration(&every));
    Budget {
        amount,
        period,
        span: builder.span(pair),
    }
}

fn quiet(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Quiet {
    let mut times = pair
        .clone()
        .into_inner()
        .filter(|inner| inner.as_rule() == Rule::time);
    let from = times
        .next()
        .map(|time| builder.time(&time))
        .expect("the grammar puts a time here");
    let to = times
        .next()
        .map(|time| builder.time(&time))
        .expect("the grammar puts a second time here");
    Quiet {
        from,
        to,
        customer_time: has(pair, Rule::kw_customer_time),
        span: builder.span(pair),
    }
}
