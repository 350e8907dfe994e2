//! A value for everything that a possible case leaves open, as plain as can be.

use super::cells::{Cell, Cells};
use super::sets::{Allowed, GREATEST, Ints, LEAST, Values};
use super::solve::State;
use crate::language::checked::{Expr, ExprNode};
use crate::model::calendar::{Birthday, Day, LunarBirthday, LunarDate, Zone};
use crate::model::kind::Kind;
use crate::model::moment::{HOUR_MS, MINUTE_MS, Moment};
use crate::model::value::Value;
use std::collections::BTreeMap;

/// When and where a case is played.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    pub tick: Moment,
    pub zone: Zone,
}

impl Scene {
    pub fn today(&self) -> Day {
        self.zone.day_of(self.tick)
    }
}

/// What a case says of one field.
#[derive(Default)]
struct Said<'s> {
    value: Option<&'s Allowed>,
    from_today: Option<&'s Ints>,
    from_tick: Option<&'s Ints>,
    day_of: Option<&'s Ints>,
    celebration: Option<&'s Ints>,
    holds: Vec<Value>,
}

/// Values for the fields `wanted` picks out, by position; `None` where a field is to be missing. Nothing
/// where some field cannot be satisfied.
pub fn picked<'r>(
    cells: &Cells<'r>,
    state: &State,
    scene: Scene,
    wanted: impl Fn(&Expr) -> Option<usize>,
) -> Option<BTreeMap<usize, Option<Value>>> {
    let mut said: BTreeMap<usize, (&'r Expr, Said<'_>)> = BTreeMap::new();
    let mut orders = Vec::new();
    for (id, cell) in cells.all() {
        let Some(allowed) = state.get(id) else {
            continue;
        };
        if let Cell::Order(left, right) = cell {
            orders.push((left, right, ints(allowed)?));
            for side in [left, right] {
                if let Some(at) = wanted(side) {
                    said.entry(at).or_insert_with(|| (side, Said::default()));
                }
            }
            continue;
        }
        let (Cell::Value(expr)
        | Cell::FromToday(expr)
        | Cell::FromTick(expr)
        | Cell::DayOf(expr)
        | Cell::Celebration(expr)
        | Cell::Contains(expr, _)) = cell
        else {
            continue;
        };
        let Some(at) = wanted(expr) else { continue };
        let (_, of) = said.entry(at).or_insert_with(|| (expr, Said::default()));
        match cell {
            Cell::Value(_) => of.value = Some(allowed),
            Cell::FromToday(_) => of.from_today = Some(ints(allowed)?),
            Cell::FromTick(_) => of.from_tick = Some(ints(allowed)?),
            Cell::DayOf(_) => of.day_of = Some(ints(allowed)?),
            Cell::Celebration(_) => of.celebration = Some(ints(allowed)?),
            Cell::Contains(_, item) if ints(allowed)?.contains(1) => of.holds.push(item.clone()),
            _ => {}
        }
    }
    let mut values = BTreeMap::new();
    for (at, (expr, said)) in &said {
        let chosen = match value(&expr.kind, said, scene)? {
            Chosen::Missing => None,
            Chosen::Is(value) => Some(value),
        };
        values.insert(*at, chosen);
    }
    for (left, right, order) in orders {
        put_in_order(cells, state, (left, right), order, &wanted, &mut values);
    }
    Some(values)
}

fn ints(allowed: &Allowed) -> Option<&Ints> {
    match &allowed.values {
        Values::Ints(ints) => Some(ints),
        _ => None,
    }
}

/// What is chosen for a field.
enum Chosen {
    Missing,
    Is(Value),
}

/// Nothing where no value fits.
fn value(kind: &Kind, said: &Said<'_>, scene: Scene) -> Option<Chosen> {
    let everything = Allowed::known(Values::Any);
    let allowed = said.value.unwrap_or(&everything);
    if allowed.values.is_empty() {
        return allowed.missing.then_some(Chosen::Missing);
    }
    let all = Ints::all();
    let own = ints(allowed).unwrap_or(&all);
    let int = match kind {
        Kind::Text => {
            return Some(Chosen::Is(match &allowed.values {
                Values::Texts(texts) if texts.inside => Value::Text(texts.listed.first()?.clone()),
                Values::Texts(texts) => {
                    let other = ["A", "B", "C", "D"].into_iter();
                    Value::text(other.into_iter().find(|word| texts.contains(word))?)
                }
                _ => Value::text("A"),
            }));
        }
        Kind::List(_) => return Some(Chosen::Is(Value::List(said.holds.clone()))),
        Kind::Birthday | Kind::LunarBirthday => birthday(kind, said, scene)?,
        Kind::Date => {
            let today = i128::from(scene.today().0);
            let apart = said.from_today.unwrap_or(&all);
            let moved = shifted(apart, today);
            plainest(&own.and(&moved), today)?
        }
        Kind::Instant => instant(own, said, scene)?,
        _ => plainest(own, 0)?,
    };
    Some(Chosen::Is(Value::Int(int)))
}

fn shifted(ints: &Ints, by: i128) -> Ints {
    let ranges = ints.ranges().iter();
    ranges.fold(Ints::default(), |all, (from, to)| {
        let from = if *from == LEAST { LEAST } else { from + by };
        let to = if *to == GREATEST { GREATEST } else { to + by };
        all.or(&Ints::range(from, to))
    })
}

/// `middle` where it is allowed, else the end nearest to it.
fn plainest(ints: &Ints, middle: i128) -> Option<i64> {
    if ints.contains(middle) {
        return i64::try_from(middle).ok();
    }
    let ends = ints.ranges().iter().flat_map(|(from, to)| [*from, *to]);
    let nearest = ends.min_by_key(|end| (end - middle).abs())?;
    i64::try_from(nearest).ok()
}

fn birthday(kind: &Kind, said: &Said<'_>, scene: Scene) -> Option<i64> {
    let days = said.celebration.map_or(Some(0), |days| plainest(days, 0))?;
    // Half a year away is as good as never.
    let day = scene
        .today()
        .plus_days(i32::try_from(days.clamp(-180, 180)).ok()?);
    if *kind == Kind::LunarBirthday {
        let date = LunarDate::of(day);
        return Some(LunarBirthday::new(None, date.month, date.leap, date.day)?.packed());
    }
    let (_, month, of_month) = day.year_month_day();
    Some(Birthday::new(None, month, of_month)?.packed())
}

fn instant(own: &Ints, said: &Said<'_>, scene: Scene) -> Option<i64> {
    let Scene { tick, zone } = scene;
    let today = scene.today();
    let mut tried = vec![tick.0, tick.0 - HOUR_MS];
    let mut add = |ints: Option<&Ints>, to_ms: &dyn Fn(i64) -> i64| {
        let ranges = ints.into_iter().flat_map(Ints::ranges);
        for end in ranges.flat_map(|(from, to)| [*from, *to]) {
            if let Ok(end) = i64::try_from(end)
                && end != i64::MIN
                && end != i64::MAX
            {
                let at = to_ms(end);
                let minute = at.div_euclid(MINUTE_MS) * MINUTE_MS;
                tried.extend([minute, at, at.saturating_add(12 * HOUR_MS)]);
            }
        }
    };
    add(said.from_tick, &|ms| tick.0.saturating_add(ms));
    add(said.from_today, &|days| {
        zone.start_of(today.plus_days(days.clamp(-4_000_000, 4_000_000) as i32))
            .0
    });
    add(said.day_of, &|day| zone.start_of(Day::clamped(day)).0);
    add(Some(own), &|ms| ms);
    tried.into_iter().find(|at| {
        let day = i128::from(zone.day_of(Moment(*at)).0);
        let holds = |ints: Option<&Ints>, value: i128| ints.is_none_or(|ints| ints.contains(value));
        own.contains(i128::from(*at))
            && holds(said.from_tick, i128::from(*at) - i128::from(tick.0))
            && holds(said.from_today, day - i128::from(today.0))
            && holds(said.day_of, day)
    })
}

/// Moves the second of two fields, or else the first, so that they compare as they should.
fn put_in_order<'r>(
    cells: &Cells<'r>,
    state: &State,
    (left, right): (&'r Expr, &'r Expr),
    order: &Ints,
    wanted: &impl Fn(&Expr) -> Option<usize>,
    values: &mut BTreeMap<usize, Option<Value>>,
) {
    let int = |expr: &Expr, values: &BTreeMap<usize, Option<Value>>| match &expr.node {
        ExprNode::Constant(value) => value.int(),
        _ => values.get(&wanted(expr)?)?.as_ref()?.int(),
    };
    for (fixed, moved, turned) in [(left, right, false), (right, left, true)] {
        let (Some(at), Some(stays), Some(now)) =
            (wanted(moved), int(fixed, values), int(moved, values))
        else {
            continue;
        };
        let sign = |moved: i64| {
            let (a, b) = if turned {
                (moved, stays)
            } else {
                (stays, moved)
            };
            a.cmp(&b) as i128
        };
        if order.contains(sign(now)) {
            return;
        }
        let own = cells
            .all()
            .find(|(_, cell)| *cell == Cell::Value(moved))
            .and_then(|(id, _)| state.get(id).or(cells.universe(id)))
            .and_then(ints);
        for next in [stays, stays.saturating_add(1), stays.saturating_sub(1)] {
            if order.contains(sign(next)) && own.is_none_or(|own| own.contains(i128::from(next))) {
                values.insert(at, Some(Value::Int(next)));
                return;
            }
        }
    }
}
