//! What a test gives: the customer, the events, and when the clock begins.

use super::givens;
use crate::language::check::mistakes::{self, test_items as say};
use crate::language::check::moments::Relative;
use crate::language::check::names::Names;
use crate::language::check::scope::{Field, Found, Lower, bare_name};
use crate::language::checked::EventField;
use crate::language::said::Said;
use crate::language::source::Span;
use crate::language::syntax::{self, EventTime, Expr, ExprKind, Given, TestItem};
use crate::model::calendar::{Birthday, Day, Length, LunarBirthday, LunarDate, Zone};
use crate::model::customer::{Customer, Event, Values, Version};
use crate::model::kind::Kind;
use crate::model::moment::Moment;
use crate::model::schema::{CUSTOMER_ID, EMAIL, MARKETING_CONSENT, TIME_ZONE, UNSUBSCRIBED};
use crate::model::value::Value;
use std::collections::BTreeMap;

/// Where a test's clock begins, and where it hangs.
pub(super) struct Clock {
    pub(super) starts: Moment,
    pub(super) day: Day,
    pub(super) in_day_ms: i64,
    pub(super) zone: Zone,
}

/// What is given, piece by piece.
pub(super) struct World {
    facts: Vec<Fact>,
    events: Vec<Event>,
    pub(super) suppressed: bool,
    /// When what is given happens, for what happens too late.
    pub(super) times: Vec<(Moment, Span)>,
}

struct Fact {
    attribute: usize,
    value: Option<Value>,
    from: Moment,
    span: Span,
}

/// Since ever.
const EVER: Moment = Moment(i64::MIN);

impl World {
    pub(super) fn new(names: &Names) -> Self {
        let mut facts = Vec::new();
        let mut base = |name: &str, value: Value| {
            if let Some(attribute) = names.schema.attribute(name) {
                facts.push(Fact {
                    attribute,
                    value: Some(value),
                    from: EVER,
                    span: Span::default(),
                });
            }
        };
        base(CUSTOMER_ID, Value::text("test"));
        base(EMAIL, Value::text("customer@example.com"));
        base(MARKETING_CONSENT, Value::Int(1));
        base(UNSUBSCRIBED, Value::Int(0));
        Self {
            facts,
            events: Vec::new(),
            suppressed: false,
            times: Vec::new(),
        }
    }

    /// The fact about this attribute at this time, if the test has given one.
    fn given(&self, attribute: usize, from: Moment) -> Option<&Fact> {
        let mut facts = self.facts.iter();
        facts.find(|fact| {
            fact.attribute == attribute
                && fact.from == from
                && fact.span.place() != Span::default().place()
        })
    }

    pub(super) fn customer(&mut self, names: &Names, starts: Moment) -> Customer {
        // What was given stands behind what is taken for granted, and so replaces it.
        self.facts.sort_by_key(|fact| fact.from);
        let mut values: Values = vec![None; names.schema.customer.len()];
        let mut profile: Vec<Version> = Vec::new();
        for of_time in self.facts.chunk_by(|a, b| a.from == b.from) {
            for fact in of_time {
                if let Some(place) = values.get_mut(fact.attribute) {
                    place.clone_from(&fact.value);
                }
            }
            let from = of_time.first().map_or(starts, |fact| fact.from);
            profile.push(Version {
                from,
                values: values.clone(),
            });
        }
        if profile.first().is_none_or(|first| first.from != EVER) {
            let nothing = Version {
                from: EVER,
                values: vec![None; names.schema.customer.len()],
            };
            profile.insert(0, nothing);
        }
        let mut events = std::mem::take(&mut self.events);
        events.sort_by_key(|event| (event.kind, event.at, event.no));
        Customer {
            slot: 0,
            id: "test".into(),
            profile,
            events,
        }
    }
}

impl Lower<'_> {
    /// The test's `today`, in the zone its customer lives in.
    pub(super) fn clock(&mut self, item: &TestItem) -> Clock {
        let mut today: Option<(&Expr, Span)> = None;
        let mut zone = self.book.settings.zone;
        for given in givens(item) {
            match given {
                Given::Today { value, span } => {
                    if let Some((_, first)) = today {
                        self.report.say(say::second_today(*span, first));
                    } else {
                        today = Some((value, *span));
                    }
                }
                Given::Fact {
                    path,
                    value: Some(value),
                    from: None,
                    ..
                } => zone = self.zone_given(path, value).unwrap_or(zone),
                _ => {}
            }
        }
        if today.is_none() && !item.damaged {
            self.report.say(say::no_today(item.title.span));
        }
        let (day, in_day_ms) = match today.map(|(value, _)| &value.kind) {
            Some(ExprKind::Date(date)) => (self.day(date), 0),
            Some(ExprKind::Instant { date, time }) => {
                (self.day(date), i64::from(time.seconds) * 1_000)
            }
            _ => (None, 0),
        };
        // Where there is none, the rest of the test is looked at as of some day.
        let day = day.unwrap_or(Day(20_000));
        Clock {
            starts: zone.resolve_ms(day, in_day_ms),
            day,
            in_day_ms,
            zone,
        }
    }

    /// The zone, where the fact is about it.
    fn zone_given(&mut self, path: &syntax::Path, value: &Expr) -> Option<Zone> {
        let (Found::Field(Field::Attribute(at)), ExprKind::Text(text)) =
            (self.find(path), &value.kind)
        else {
            return None;
        };
        if self.names().schema.attribute(TIME_ZONE) != Some(at) {
            return None;
        }
        match Zone::named(&text.text) {
            Ok(zone) => Some(zone),
            Err(unknown) => {
                let wrong = say::unknown_zone(text.span, &text.text, unknown.nearest());
                self.fail(wrong)
            }
        }
    }

    pub(super) fn given(&mut self, given: &Given, clock: &Clock, world: &mut World) {
        match given {
            Given::Today { .. } => {}
            Given::OnSuppressionList { .. } => world.suppressed = true,
            Given::Fact {
                path,
                value,
                from,
                span,
            } => {
                let attribute = self.attribute(path);
                let from = match from {
                    None => Some(EVER),
                    Some(at) => self.moment(at, clock),
                };
                let Some((attribute, from)) = attribute.zip(from) else {
                    return;
                };
                let names = self.names();
                let Some(field) = names.schema.customer.get(attribute) else {
                    return;
                };
                let value = match value {
                    None => None,
                    Some(value) => match self.given_value(value, &field.kind, clock) {
                        Some(value) => Some(value),
                        None => return,
                    },
                };
                if let Some(first) = world.given(attribute, from) {
                    let words = self.words(path.span);
                    let wrong = say::fact_twice(*span, &words, first.span);
                    self.report.say(wrong);
                    return;
                }
                world.times.push((from, *span));
                world.facts.push(Fact {
                    attribute,
                    value,
                    from,
                    span: *span,
                });
            }
            Given::Event {
                event,
                fields,
                at,
                span,
            } => {
                let moment = self.moment(at, clock);
                let Some(kind) = self.event(event) else {
                    return;
                };
                let values = self.event_values(kind, fields, clock);
                let Some((values, at)) = values.zip(moment) else {
                    return;
                };
                world.times.push((at, *span));
                let no = world
                    .events
                    .iter()
                    .filter(|event| event.kind == kind)
                    .count();
                world.events.push(Event {
                    kind,
                    no: no as u32,
                    id: (no + 1).to_string().into(),
                    at,
                    versions: vec![Version { from: at, values }],
                });
            }
        }
    }

    fn attribute(&mut self, path: &syntax::Path) -> Option<usize> {
        if let [event, field] = path.names.as_slice()
            && self.names().schema.event(&event.text).is_some()
        {
            let wrong = say::fact_of_event(path.span, &event.text, &field.text);
            return self.fail(wrong);
        }
        let found = self.find(path);
        if let (Found::Unknown(_), [field]) = (&found, path.names.as_slice())
            && let Some(event) = self.names().event_with(&field.text)
        {
            let wrong = say::fact_of_event(path.span, event, &field.text);
            return self.fail(wrong);
        }
        match found {
            Found::Field(Field::Attribute(at)) => Some(at),
            // A test is about a customer, so no event's field can be found.
            Found::Field(Field::Subject(..) | Field::Row(..)) | Found::Silent => None,
            Found::Unknown(wrong) => self.fail(*wrong),
        }
    }

    fn event_values(
        &mut self,
        kind: usize,
        fields: &[syntax::Argument],
        clock: &Clock,
    ) -> Option<Values> {
        let names = self.names();
        let event = names.event(kind)?;
        let mut values: Values = vec![None; event.fields.len()];
        let mut first: BTreeMap<usize, Span> = BTreeMap::new();
        let mut fits = true;
        for argument in fields {
            let Some(name) = &argument.name else {
                let known: Vec<&str> = event.fields.iter().map(|f| f.name.as_str()).collect();
                let wrong = say::event_field_unnamed(argument.span, &event.name, &known);
                self.report.say(wrong);
                fits = false;
                continue;
            };
            let at = match names.event_field(kind, &name.text) {
                Some(EventField::Property(at)) => at,
                Some(EventField::At) => {
                    self.report.say(say::time_of_event(name.span, &event.name));
                    fits = false;
                    continue;
                }
                None => {
                    fits = false;
                    if !names.is_silent(&name.text) {
                        let near = names.near_event_field(&name.text, kind);
                        self.report.say(mistakes::names::unknown_event_field(
                            name.span,
                            &name.text,
                            &event.name,
                            near,
                        ));
                    }
                    continue;
                }
            };
            if let Some(first) = first.insert(at, argument.span) {
                let wrong = mistakes::actions::argument_twice(
                    argument.span,
                    &Said::same(&name.text),
                    first,
                );
                self.report.say(wrong);
                fits = false;
                continue;
            }
            let value = event
                .fields
                .get(at)
                .and_then(|field| self.given_value(&argument.value, &field.kind, clock));
            fits &= value.is_some();
            if let Some(place) = values.get_mut(at) {
                *place = value;
            }
        }
        fits.then_some(values)
    }

    /// A value of exactly this kind; days and hours are counted from the test's `today`.
    fn given_value(&mut self, expr: &Expr, kind: &Kind, clock: &Clock) -> Option<Value> {
        if let Some(relative) = self.relative(expr) {
            let value = match (relative.ok()?, kind) {
                (Relative::Day(span), Kind::Date) => i64::from(clock.day.plus(span).0),
                (Relative::Day(span), Kind::Instant) => {
                    clock
                        .zone
                        .resolve_ms(clock.day.plus(span), clock.in_day_ms)
                        .0
                }
                (Relative::Day(span), Kind::Birthday) => {
                    let (_, month, day) = clock.day.plus(span).year_month_day();
                    Birthday::new(None, month, day)?.packed()
                }
                (Relative::Day(span), Kind::LunarBirthday) => {
                    let date = LunarDate::of(clock.day.plus(span));
                    LunarBirthday::new(None, date.month, date.leap, date.day)?.packed()
                }
                (Relative::Exact(ms), Kind::Instant) => clock.starts.plus_ms(ms).0,
                (Relative::Exact(_), Kind::Date) => {
                    let words = self.words(expr.span);
                    return self.fail(mistakes::moments::hours_against_date(expr.span, &words));
                }
                (Relative::Day(_), _) => {
                    let wrong = self.mismatch(expr, &Kind::Date, expr.span, kind);
                    return self.fail(wrong);
                }
                (Relative::Exact(_), _) => {
                    let wrong = self.mismatch(expr, &Kind::Instant, expr.span, kind);
                    return self.fail(wrong);
                }
            };
            return Some(Value::Int(value));
        }
        match (&expr.kind, kind) {
            // A day by itself stands for its first moment.
            (ExprKind::Date(date), Kind::Instant) => {
                Some(Value::Int(clock.zone.start_of(self.day(date)?).0))
            }
            _ => match bare_name(expr) {
                Some(name) => self.word_of(name, kind, None),
                None => self.constant(expr, kind),
            },
        }
    }

    fn moment(&mut self, at: &EventTime, clock: &Clock) -> Option<Moment> {
        Some(match at {
            EventTime::Today => clock.starts,
            EventTime::Ago(duration) => match self.length(duration)? {
                Length::Exact(ms) => clock.starts.plus_ms(-ms),
                Length::Calendar(span) => clock
                    .zone
                    .resolve_ms(clock.day.minus(span), clock.in_day_ms),
            },
            EventTime::On(date, None) => clock.zone.start_of(self.day(date)?),
            EventTime::On(date, Some(time)) => clock.zone.resolve(self.day(date)?, time.seconds),
        })
    }
}
