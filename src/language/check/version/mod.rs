//! The version of a rule: a hash of what it means, by names and not by positions, so that it is the
//! same in both languages and stays the same when the schema gains a field.

mod conditions;
mod journeys;

use crate::language::checked::{Argument, Audience, CheckedAction, Limit, Period, RuleParts};
use crate::language::inline::{InlineTemplate, Part};
use crate::model::calendar::{Day, Length, Span};
use crate::model::schedule::{Rhythm, Schedule};
use crate::model::schema::Schema;

/// Changes whenever the encoding does, so that old and new hashes never meet.
const ENCODING: u8 = 2;

pub(super) fn of(parts: &RuleParts, schema: &Schema) -> String {
    let mut encoder = Encoder {
        hash: blake3::Hasher::new(),
        schema,
        subject: match parts.audience {
            Audience::Customer => None,
            Audience::Event(at) => Some(at),
        },
        row: None,
    };
    encoder.tag(ENCODING);
    encoder.rule(parts);
    encoder.hash.finalize().to_hex().to_string()
}

struct Encoder<'a> {
    hash: blake3::Hasher,
    schema: &'a Schema,
    subject: Option<usize>,
    /// The event type whose filter is being written.
    row: Option<usize>,
}

impl Encoder<'_> {
    fn tag(&mut self, tag: u8) {
        self.hash.update(&[tag]);
    }

    fn int(&mut self, int: i64) {
        self.hash.update(&int.to_le_bytes());
    }

    /// Lengths come first, so that no two meanings run together.
    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.hash.update(text.as_bytes());
    }

    fn count(&mut self, count: usize) {
        self.int(count as i64);
    }

    fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.tag(u8::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn rule(&mut self, parts: &RuleParts) {
        self.text(&parts.title);
        self.count(parts.formerly.len());
        for title in &parts.formerly {
            self.text(title);
        }
        self.optional(self.subject, Self::event);
        self.optional(parts.active, |this, (first, last)| {
            this.day(first);
            this.day(last);
        });
        self.schedule(&parts.schedule);
        self.test(&parts.when);
        self.optional(parts.unless.as_ref(), Self::test);
        self.actions(&parts.actions);
        self.after_entry(parts);
        self.count(parts.limits.len());
        for limit in &parts.limits {
            self.limit(limit);
        }
        self.optional(parts.cooldown, Self::length);
        self.length(parts.late);
        self.optional(parts.group.as_ref(), |this, group| {
            this.text(&group.name);
            this.int(i64::from(group.pick));
        });
        self.int(parts.priority);
    }

    fn event(&mut self, at: usize) {
        let schema = self.schema;
        let event = schema.events.get(at);
        self.text(event.map_or("", |event| &event.name));
    }

    fn day(&mut self, day: Day) {
        self.int(i64::from(day.0));
    }

    fn span(&mut self, span: Span) {
        self.int(i64::from(span.months));
        self.int(i64::from(span.days));
    }

    fn length(&mut self, length: Length) {
        match length {
            Length::Exact(ms) => {
                self.tag(0);
                self.int(ms);
            }
            Length::Calendar(span) => {
                self.tag(1);
                self.span(span);
            }
        }
    }

    fn actions(&mut self, actions: &[CheckedAction]) {
        self.count(actions.len());
        for action in actions {
            self.text(action.action);
            self.optional(action.title.as_ref(), Self::template);
            self.count(action.arguments.len());
            for (name, argument) in &action.arguments {
                self.text(name);
                self.argument(argument);
            }
        }
    }

    fn limit(&mut self, limit: &Limit) {
        self.int(i64::from(limit.times));
        self.period(limit.per);
    }

    fn period(&mut self, period: Period) {
        match period {
            Period::Lifetime => self.tag(0),
            Period::Year => self.tag(1),
            Period::Month => self.tag(2),
            Period::Week => self.tag(3),
            Period::Day => self.tag(4),
            Period::Rolling(length) => {
                self.tag(5);
                self.length(length);
            }
        }
    }

    fn schedule(&mut self, schedule: &Schedule) {
        self.tag(u8::from(schedule.customer_time));
        let second = match &schedule.rhythm {
            Rhythm::Daily { second } => {
                self.tag(0);
                *second
            }
            Rhythm::Weekly { weekday, second } => {
                self.tag(1);
                self.int(i64::from(weekday.number()));
                *second
            }
            Rhythm::Monthly { day, second } => {
                self.tag(2);
                self.int(i64::from(*day));
                *second
            }
            Rhythm::Festival {
                festival,
                offset_days,
                second,
            } => {
                self.tag(3);
                self.text(festival.key());
                self.int(i64::from(*offset_days));
                *second
            }
            Rhythm::Cron(line) => {
                self.tag(4);
                for values in line.values() {
                    self.optional(values, |this, values| {
                        this.count(values.len());
                        this.hash.update(&values);
                    });
                }
                0
            }
            Rhythm::AtOnce => {
                self.tag(5);
                0
            }
        };
        self.int(i64::from(second));
    }

    fn argument(&mut self, argument: &Argument) {
        match argument {
            Argument::Expr(expr) => {
                self.tag(0);
                self.expr(expr);
            }
            Argument::Text(template) => {
                self.tag(1);
                self.template(template);
            }
            Argument::Word(word) => {
                self.tag(2);
                self.text(word);
            }
        }
    }

    fn template(&mut self, template: &InlineTemplate) {
        self.count(template.parts.len());
        for part in &template.parts {
            match part {
                Part::Text(text) => {
                    self.tag(0);
                    self.text(text);
                }
                Part::Placeholder(hole) => {
                    self.tag(1);
                    self.text(&hole.path);
                    self.optional(hole.or.as_deref(), Self::text);
                }
            }
        }
    }
}
