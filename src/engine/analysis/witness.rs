//! A customer of whom several conditions are true at once: made from a possible case, and believed only
//! when the reference interpreter agrees.

use super::cells::{Cell, Cells};
use super::links::contained;
use super::picks::{Scene, picked};
use super::sets::{Allowed, GREATEST, Ints, Values};
use super::solve::{Answer, Solver, State};
use crate::engine::facts::{Facts, TickContext};
use crate::engine::interpret::judge;
use crate::engine::span::event_bounds;
use crate::language::checked::{Aggregate, CheckedRule, EventField, Expr, ExprNode, Query};
use crate::model::calendar::LeapPolicy;
use crate::model::customer::{Customer, Event, Version, Watermarks};
use crate::model::kind::{Kind, MILLION};
use crate::model::moment::{DAY_MS, HOUR_MS, Moment};
use crate::model::schema::Schema;
use crate::model::truth::Truth;
use crate::model::value::Value;

/// A customer at a tick.
#[derive(Clone, Debug)]
pub struct Witness {
    pub customer: Customer,
    pub scene: Scene,
    /// The event the rules are about, where they are about events.
    pub subject: Option<Event>,
    /// The attributes that matter, by position; some of them are to be missing.
    pub attributes: Vec<usize>,
}

/// More events than this make no example.
const EVENTS_MAX: i128 = 20;

/// A customer of whom all these rules are true at the tick, where one can be found.
pub fn witness(
    rules: &[&CheckedRule],
    schema: &Schema,
    scene: Scene,
    leap: LeapPolicy,
) -> Option<Witness> {
    let first = rules.first()?.parts();
    let today = i64::from(scene.today().0);
    let mut cells = Cells::new(
        schema,
        super::rule::subject(first.audience),
        Some((today, today)),
    );
    let mut formulas = Vec::new();
    for rule in rules {
        let parts = rule.parts();
        formulas.push(cells.yes(&parts.when));
        formulas.extend(parts.unless.as_ref().map(|unless| cells.no(unless)));
    }
    let formulas: Vec<_> = formulas.iter().collect();
    let Answer::Possible(state) = Solver::new(&cells).solve(&formulas) else {
        return None;
    };
    [false, true].into_iter().find_map(|oldest| {
        let found = built(&cells, &state, scene, oldest)?;
        holds(&found, rules, schema, leap).then_some(found)
    })
}

/// Whether every rule is true of the customer.
fn holds(found: &Witness, rules: &[&CheckedRule], schema: &Schema, leap: LeapPolicy) -> bool {
    let watermarks = Watermarks(vec![Some(found.scene.tick); schema.events.len()]);
    let context = TickContext {
        at: found.scene.tick,
        schema,
        project_zone: found.scene.zone,
        leap,
        watermarks: &watermarks,
    };
    rules.iter().all(|rule| {
        let number = found.subject.as_ref().map(|event| event.no);
        let facts = Facts::of(&found.customer, rule.parts().audience, number, &context);
        facts.is_some_and(|facts| judge(rule, &facts, &context).truth() == Truth::Yes)
    })
}

/// A customer as the case says. Events are put at the oldest or at the latest end of their windows.
fn built(cells: &Cells<'_>, state: &State, scene: Scene, oldest: bool) -> Option<Witness> {
    let schema = cells.schema;
    let attribute = |expr: &Expr| match expr.node {
        ExprNode::Attribute(at) => Some(at),
        _ => None,
    };
    let attributes = picked(cells, state, scene, attribute)?;
    let mut values = vec![None; schema.customer.len()];
    for (at, value) in &attributes {
        if let Some(place) = values.get_mut(*at) {
            place.clone_from(value);
        }
    }
    let mut events = Vec::new();
    let subject = match cells.subject {
        None => None,
        Some(kind) => {
            let (at, values) = fields(cells, state, scene, kind, |expr| match expr.node {
                ExprNode::Subject(field) => Some(field),
                _ => None,
            })?;
            let at = at.unwrap_or(Moment(scene.tick.0 - HOUR_MS));
            let event = event(kind, 0, at, values);
            events.push(event.clone());
            Some(event)
        }
    };
    for (query, wanted) in questions(cells, state)? {
        let there = wanted_of(&events, query, cells, scene);
        for _ in there..wanted {
            let at = place(query, cells, state, scene, oldest)?;
            let values = row(query, cells, state, scene)?;
            let no = events.len() as u32;
            events.push(event(query.event, no, at, values));
        }
    }
    events.sort_by_key(|event| (event.kind, event.at, event.no));
    let profile = vec![Version {
        from: Moment(i64::MIN),
        values,
    }];
    Some(Witness {
        customer: Customer {
            slot: 0,
            id: "example".into(),
            profile,
            events,
        },
        scene,
        subject,
        attributes: attributes.into_keys().collect(),
    })
}

fn event(kind: usize, no: u32, at: Moment, values: Vec<Option<Value>>) -> Event {
    Event {
        kind,
        no,
        id: format!("example-{no}").into(),
        at,
        versions: vec![Version { from: at, values }],
    }
}

/// The fields of an event, and when it happened where that is said.
fn fields(
    cells: &Cells<'_>,
    state: &State,
    scene: Scene,
    kind: usize,
    field: impl Fn(&Expr) -> Option<EventField>,
) -> Option<(Option<Moment>, Vec<Option<Value>>)> {
    let count = cells.schema.events.get(kind)?.fields.len();
    let found = picked(cells, state, scene, |expr| match field(expr)? {
        EventField::Property(at) => Some(at),
        EventField::At => Some(count),
    })?;
    let mut values = vec![None; count];
    let mut at = None;
    for (place, value) in found {
        match values.get_mut(place) {
            Some(place) => *place = value,
            None => at = value.and_then(|value| value.int()).map(Moment),
        }
    }
    Some((at, values))
}

/// The questions with how many events each must find, the narrower before the wider.
fn questions<'r>(cells: &Cells<'r>, state: &State) -> Option<Vec<(&'r Query, i128)>> {
    let mut asked: Vec<(&Query, i128)> = Vec::new();
    for (id, cell) in cells.all() {
        let (Cell::Count(query), Some(allowed)) = (cell, state.get(id)) else {
            continue;
        };
        let Values::Ints(counts) = &allowed.values else {
            continue;
        };
        let least = counts.and(&Ints::range(0, GREATEST)).hull()?.0;
        if least > EVENTS_MAX {
            return None;
        }
        asked.push((query, least));
    }
    let width = |query: &Query| {
        asked
            .iter()
            .filter(|(other, _)| contained(other, query))
            .count()
    };
    let mut widths: Vec<(usize, &Query, i128)> = asked
        .iter()
        .map(|(query, least)| (width(query), *query, *least))
        .collect();
    widths.sort_by_key(|(width, _, _)| *width);
    Some(
        widths
            .into_iter()
            .map(|(_, query, least)| (query, least))
            .collect(),
    )
}

/// How many of the events made so far lie in the window of the question and were made for one like it.
fn wanted_of(events: &[Event], query: &Query, cells: &Cells<'_>, scene: Scene) -> i128 {
    let Some(bounds) = event_bounds(query.window, scene.zone, scene.tick, None) else {
        return 0;
    };
    // With a filter of its own, nothing made for another is sure to pass.
    let plain = query.filter.is_none();
    let made = events.iter().filter(|event| {
        event.kind == query.event
            && (bounds.from..=bounds.to).contains(&event.at.0)
            && (plain || cells.subject != Some(event.kind))
    });
    if plain { made.count() as i128 } else { 0 }
}

/// An instant in the question's window that is in none where nothing may be found.
fn place(
    query: &Query,
    cells: &Cells<'_>,
    state: &State,
    scene: Scene,
    oldest: bool,
) -> Option<Moment> {
    let bounds = event_bounds(query.window, scene.zone, scene.tick, None)?;
    let empty: Vec<_> = cells
        .all()
        .filter_map(|(id, cell)| {
            let (Cell::Count(other), Some(allowed)) = (cell, state.get(id)) else {
                return None;
            };
            let none = *allowed == Allowed::ints(Ints::one(0));
            (none && other.event == query.event && other.filter.is_none())
                .then(|| event_bounds(other.window, scene.zone, scene.tick, None))?
        })
        .collect();
    let noon = |ms: i64| ms.saturating_add(12 * HOUR_MS);
    let mut tried = vec![
        scene.tick.0 - HOUR_MS,
        scene.tick.0,
        noon(bounds.from),
        bounds.from,
    ];
    // Just before each window that must stay empty.
    tried.extend(
        empty
            .iter()
            .map(|empty| empty.from.saturating_sub(DAY_MS / 2)),
    );
    tried.extend(empty.iter().map(|empty| empty.from.saturating_sub(1)));
    if oldest {
        tried.rotate_left(2);
    }
    tried
        .into_iter()
        .filter(|at| (bounds.from..=bounds.to).contains(at))
        .find(|at| {
            !empty
                .iter()
                .any(|empty| (empty.from..=empty.to).contains(at))
        })
        .map(Moment)
}

/// The fields of an event that the question finds, with the values that are wanted of it.
fn row<'r>(
    query: &'r Query,
    cells: &Cells<'r>,
    state: &State,
    scene: Scene,
) -> Option<Vec<Option<Value>>> {
    let mut of_row = cells.of_row(query.event);
    let mut row_state = State::default();
    if let Some(filter) = &query.filter {
        let yes = of_row.yes(filter);
        match Solver::new(&of_row).solve(&[&yes]) {
            Answer::Possible(found) => row_state = found,
            Answer::Impossible | Answer::TooLong => return None,
        }
    }
    let (_, mut values) = fields(&of_row, &row_state, scene, query.event, |expr| {
        match expr.node {
            ExprNode::Row(field) => Some(field),
            _ => None,
        }
    })?;
    for (id, cell) in cells.all() {
        let (Cell::Value(expr), Some(allowed)) = (cell, state.get(id)) else {
            continue;
        };
        let ExprNode::Aggregate {
            op,
            field: Some(EventField::Property(at)),
            query: of,
        } = &expr.node
        else {
            continue;
        };
        if *of != *query || *op == Aggregate::Count {
            continue;
        }
        let value = match &allowed.values {
            Values::Ints(ints) => {
                let least = ints.ranges().iter().find(|(_, to)| *to >= 0)?.0.max(0);
                let kind = &cells.schema.events.get(of.event)?.fields.get(*at)?.kind;
                // The average of whole numbers is counted in millionths.
                let scale = if *op == Aggregate::Average && *kind == Kind::Whole {
                    i128::from(MILLION)
                } else {
                    1
                };
                let least = least.div_euclid(scale) + i128::from(least.rem_euclid(scale) != 0);
                Value::Int(i64::try_from(least).ok()?)
            }
            Values::Texts(texts) => {
                Value::Text(texts.listed.first().filter(|_| texts.inside)?.clone())
            }
            Values::None | Values::Any => continue,
        };
        if let Some(place) = values.get_mut(*at) {
            *place = Some(value);
        }
    }
    Some(values)
}
