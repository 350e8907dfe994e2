//! Rules at random that a checker would let pass: kinds agree, fields exist.

use super::dice::Dice;
use super::world::{World, kinds, span, value};
use crate::language::checked::{
    Aggregate, Atom, AtomId, AtomInfo, Audience, CheckedRule, Comparison, EventField, Expr,
    ExprNode, Query, RuleParts, StartWith, Test, Window,
};
use crate::language::source::Span as SourceSpan;
use crate::model::arithmetic::{Operation, average_kind, result_kind};
use crate::model::calendar::{Day, Length, Span};
use crate::model::kind::Kind;
use crate::model::moment::{DAY_MS, HOUR_MS};
use crate::model::schedule::{Rhythm, Schedule};
use crate::model::value::Value;

struct Author<'a> {
    dice: &'a mut Dice,
    world: &'a World,
    subject: Option<usize>,
    row: Option<usize>,
    atoms: u16,
}

pub(in crate::engine) fn rule(dice: &mut Dice, world: &World) -> CheckedRule {
    let audience = if dice.chance(1, 3) {
        Audience::Event(dice.below(world.schema.events.len()))
    } else {
        Audience::Customer
    };
    let subject = match audience {
        Audience::Customer => None,
        Audience::Event(kind) => Some(kind),
    };
    let mut author = Author {
        dice,
        world,
        subject,
        row: None,
        atoms: 0,
    };
    let when = author.test(2);
    let unless = author.dice.chance(1, 3).then(|| author.test(1));
    let atom = AtomInfo {
        text: String::new(),
        span: SourceSpan::default(),
        in_unless: false,
        reads: Vec::new(),
    };
    CheckedRule::made_up(RuleParts {
        title: "rule".into(),
        formerly: Vec::new(),
        file: "made.rules".into(),
        line: 1,
        span: SourceSpan::default(),
        version: String::new(),
        audience,
        active: None,
        schedule: Schedule {
            rhythm: Rhythm::Daily { second: 0 },
            customer_time: false,
        },
        when,
        unless,
        atoms: vec![atom; usize::from(author.atoms)],
        segment: None,
        actions: Vec::new(),
        split: None,
        journey: None,
        stop_when: None,
        goal: None,
        holdout: None,
        limits: Vec::new(),
        cooldown: None,
        late: Length::Calendar(Span::days(1)),
        group: None,
        priority: 0,
        budgets: Vec::new(),
        prefer: None,
        start_with: StartWith::Newcomers,
    })
}

impl Author<'_> {
    fn test(&mut self, depth: usize) -> Test {
        match if depth == 0 { 0 } else { self.dice.below(8) } {
            5 => Test::Not(Box::new(self.test(depth - 1))),
            6 => Test::All(self.tests(depth - 1)),
            7 => Test::Any(self.tests(depth - 1)),
            4 if self.dice.chance(1, 4) => Test::Constant(self.dice.chance(1, 2)),
            _ => {
                let atom = self.atom(depth);
                let id = self.row.is_none().then(|| {
                    self.atoms += 1;
                    AtomId(self.atoms - 1)
                });
                Test::Atom(id, atom)
            }
        }
    }

    fn tests(&mut self, depth: usize) -> Vec<Test> {
        (0..=self.dice.below(3)).map(|_| self.test(depth)).collect()
    }

    fn atom(&mut self, depth: usize) -> Atom {
        if self.subject.is_some() && self.row.is_some() && self.dice.chance(1, 3) {
            return self.meeting();
        }
        match self.dice.below(15) {
            0 | 1 => {
                let left = self.any_expr(depth + 1);
                let op = self.comparison(&left.kind);
                let right = self.comparable(&left.kind, depth);
                Atom::Compare { op, left, right }
            }
            2 | 3 => Atom::Has(self.query(depth)),
            4 => Atom::No(self.query(depth)),
            5 | 6 => {
                let op = self.comparison(&Kind::Whole);
                let query = self.query(depth);
                Atom::CompareCount {
                    op,
                    query,
                    right: self.comparable(&Kind::Whole, depth),
                }
            }
            7 => {
                let item = self.any_expr(depth);
                let mut set: Vec<Value> = (0..=self.dice.below(4))
                    .map(|_| self.constant(&item.kind))
                    .collect();
                set.sort();
                set.dedup();
                Atom::In { item, set }
            }
            8 => {
                let item = self.ordered_expr(depth + 1);
                let low = self.comparable(&item.kind, depth);
                let high = self.comparable(&item.kind, depth);
                Atom::Between { item, low, high }
            }
            9 => Atom::Known(self.any_expr(depth)),
            10 => Atom::Missing(self.any_expr(depth + 1)),
            11 => Atom::Flag(self.expr(&Kind::YesNo, depth)),
            12 => {
                let of = self.dice.pick(&[Kind::Text, Kind::Whole]);
                let list = self.expr(&Kind::List(Box::new(of.clone())), depth);
                Atom::Contains {
                    list,
                    item: self.constant(&of),
                }
            }
            13 => {
                let lunar = self.dice.chance(1, 2);
                let kind = if lunar {
                    Kind::LunarBirthday
                } else {
                    Kind::Birthday
                };
                let item = self.expr(&kind, depth);
                let from_days = self.dice.below(5) as i32 - 1;
                let to_days = from_days + self.dice.pick(&[0, 0, 1, 40, 400, -1]);
                Atom::Birthday {
                    item,
                    lunar,
                    from_days,
                    to_days,
                }
            }
            _ => {
                let kind = self.dice.pick(&[Kind::Date, Kind::Instant]);
                let item = self.expr(&kind, depth);
                let mut window = self.window();
                if self.dice.chance(1, 3) {
                    window = Window::Next(self.length());
                }
                Atom::Within { item, window }
            }
        }
    }

    /// The event a filter looks at against the event the rule is about.
    fn meeting(&mut self) -> Atom {
        let kind = self.dice.pick(&[Kind::Instant, Kind::Whole, Kind::Text]);
        let op = self.comparison(&kind);
        let side = |of: Option<usize>, subject: bool, dice: &mut Dice, world: &World| {
            let fields = of
                .map(|event| fields_of(world, event, &kind))
                .unwrap_or_default();
            let node = match (fields.is_empty(), subject) {
                (true, _) => ExprNode::Constant(value(dice, &kind, world.tick)),
                (false, true) => ExprNode::Subject(dice.pick(&fields)),
                (false, false) => ExprNode::Row(dice.pick(&fields)),
            };
            Expr {
                node,
                kind: kind.clone(),
            }
        };
        let left = side(self.row, false, self.dice, self.world);
        let right = side(self.subject, true, self.dice, self.world);
        Atom::Compare { op, left, right }
    }

    fn comparison(&mut self, kind: &Kind) -> Comparison {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        if kind.is_ordered() {
            self.dice
                .pick(&[GreaterOrEqual, Less, LessOrEqual, Equal, NotEqual, Greater])
        } else {
            self.dice.pick(&[Equal, NotEqual])
        }
    }

    fn any_expr(&mut self, depth: usize) -> Expr {
        if depth > 0 && self.dice.chance(1, 3) {
            let kind = self
                .dice
                .pick(&[Kind::Whole, Kind::Number, Kind::Instant, Kind::Text]);
            if let Some(node) = self.aggregate(&kind, depth - 1) {
                return Expr { kind, node };
            }
        }
        let kind = if self.dice.chance(2, 3) {
            let fields = &self.world.schema.customer;
            fields[self.dice.below(fields.len())].kind.clone()
        } else {
            self.dice.pick(&kinds())
        };
        self.expr(&kind, depth)
    }

    fn ordered_expr(&mut self, depth: usize) -> Expr {
        let ordered: Vec<Kind> = kinds().into_iter().filter(Kind::is_ordered).collect();
        let kind = self.dice.pick(&ordered);
        self.expr(&kind, depth)
    }

    /// An expression that may stand on the other side of a comparison.
    fn comparable(&mut self, kind: &Kind, depth: usize) -> Expr {
        let kind = match kind {
            Kind::Whole if self.dice.chance(1, 4) => Kind::Number,
            Kind::Number if self.dice.chance(1, 4) => Kind::Whole,
            same => same.clone(),
        };
        if self.dice.chance(1, 3) {
            return self.expr(&kind, depth);
        }
        Expr {
            node: ExprNode::Constant(self.constant(&kind)),
            kind,
        }
    }

    fn constant(&mut self, kind: &Kind) -> Value {
        value(self.dice, kind, self.world.tick)
    }

    fn expr(&mut self, kind: &Kind, depth: usize) -> Expr {
        let mut nodes = self.leaves(kind);
        if depth > 0 {
            nodes.extend(self.compounds(kind, depth - 1));
        }
        if nodes.is_empty() || self.dice.chance(1, 12) {
            nodes = vec![ExprNode::Constant(self.constant(kind))];
        }
        Expr {
            node: self.dice.pick(&nodes),
            kind: kind.clone(),
        }
    }

    fn leaves(&mut self, kind: &Kind) -> Vec<ExprNode> {
        let schema = &self.world.schema;
        let attributes = schema
            .customer
            .iter()
            .enumerate()
            .filter(|(_, f)| f.kind == *kind);
        let mut nodes: Vec<ExprNode> = attributes.map(|(at, _)| ExprNode::Attribute(at)).collect();
        for (event, of) in [(self.subject, 0), (self.row, 1)] {
            let Some(event) = event else { continue };
            let fields = fields_of(self.world, event, kind);
            nodes.extend(fields.into_iter().map(|field| match of {
                0 => ExprNode::Subject(field),
                _ => ExprNode::Row(field),
            }));
        }
        match kind {
            Kind::Date => nodes.push(ExprNode::Today {
                plus: span(self.dice),
            }),
            Kind::Instant => {
                nodes.push(ExprNode::DayStart {
                    plus: span(self.dice),
                });
                nodes.push(ExprNode::Tick {
                    plus_ms: -(self.dice.below(50) as i64) * HOUR_MS,
                });
            }
            _ => {}
        }
        nodes
    }

    fn compounds(&mut self, kind: &Kind, depth: usize) -> Vec<ExprNode> {
        let mut nodes = Vec::new();
        if self.dice.chance(1, 2) {
            let of = Box::new(self.expr(kind, depth));
            nodes.push(ExprNode::Default {
                of,
                value: self.constant(kind),
            });
        }
        if kind.is_summable() && self.dice.chance(1, 2) {
            nodes.push(ExprNode::Negate(Box::new(self.expr(kind, depth))));
            nodes.extend(self.sum_or_product(kind, depth));
        }
        if self.dice.chance(2, 3) {
            nodes.extend(self.aggregate(kind, depth));
        }
        nodes
    }

    fn sum_or_product(&mut self, kind: &Kind, depth: usize) -> Option<ExprNode> {
        use Operation::{Add, Divide, Multiply, Subtract};
        let op = self.dice.pick(&[Add, Subtract, Multiply, Divide]);
        let kinds = kinds();
        let mut pairs = Vec::new();
        for left in &kinds {
            for right in &kinds {
                if result_kind(op, left, right).as_ref() == Some(kind) {
                    pairs.push((left.clone(), right.clone()));
                }
            }
        }
        if pairs.is_empty() {
            return None;
        }
        let (left, right) = self.dice.pick(&pairs);
        Some(ExprNode::Arithmetic {
            op,
            left: Box::new(self.expr(&left, depth)),
            right: Box::new(self.expr(&right, depth)),
        })
    }

    fn aggregate(&mut self, kind: &Kind, depth: usize) -> Option<ExprNode> {
        let query = self.query(depth);
        let mut ways = Vec::new();
        if *kind == Kind::Whole {
            ways.push((Aggregate::Count, None));
        }
        let whole = Kind::Whole;
        for of in [kind, &whole] {
            for field in fields_of(self.world, query.event, of) {
                if *of == whole && average_kind(&whole) == *kind {
                    ways.push((Aggregate::Average, Some(field)));
                }
                if of != kind {
                    continue;
                }
                ways.push((Aggregate::Latest, Some(field)));
                ways.push((Aggregate::First, Some(field)));
                if kind.is_ordered() {
                    ways.push((Aggregate::Max, Some(field)));
                    ways.push((Aggregate::Min, Some(field)));
                }
                if kind.is_summable() {
                    ways.push((Aggregate::Sum, Some(field)));
                    if average_kind(kind) == *kind {
                        ways.push((Aggregate::Average, Some(field)));
                    }
                }
            }
        }
        if *kind == Kind::Whole {
            let all = &self.world.schema.events[query.event].fields;
            ways.extend(
                (0..all.len()).map(|at| (Aggregate::Count, Some(EventField::Property(at)))),
            );
        }
        if ways.is_empty() {
            return None;
        }
        let (op, field) = self.dice.pick(&ways);
        Some(ExprNode::Aggregate { op, field, query })
    }

    fn query(&mut self, depth: usize) -> Query {
        let event = self.dice.below(self.world.schema.events.len());
        let window = self.window();
        let filter = (depth > 0 && self.dice.chance(2, 3)).then(|| {
            let outer = self.row.replace(event);
            let filter = Box::new(self.test(depth - 1));
            self.row = outer;
            filter
        });
        Query {
            event,
            window,
            filter,
        }
    }

    fn window(&mut self) -> Window {
        let today = self.world.tick.0.div_euclid(DAY_MS) as i32;
        let day = |dice: &mut Dice| Day(today + dice.below(10) as i32 - 6);
        match self.dice.below(7) {
            0 => Window::All,
            6 => Window::SinceEntry,
            1 | 2 => Window::Last(self.length()),
            3 => Window::Since(day(self.dice)),
            4 => {
                let first = day(self.dice);
                Window::Between(first, Day(first.0 + self.dice.below(5) as i32 - 1))
            }
            _ => Window::On {
                days: self.dice.below(5) as i32 - 3,
            },
        }
    }

    fn length(&mut self) -> Length {
        match self.dice.below(3) {
            0 => Length::Exact(self.dice.below(60) as i64 * HOUR_MS),
            1 => Length::Calendar(Span::days(self.dice.below(9) as i32)),
            _ => Length::Calendar(Span::months(self.dice.below(3) as i32)),
        }
    }
}

fn fields_of(world: &World, event: usize, kind: &Kind) -> Vec<EventField> {
    let fields = &world.schema.events[event].fields;
    let properties = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.kind == *kind);
    let mut all: Vec<EventField> = properties.map(|(at, _)| EventField::Property(at)).collect();
    if *kind == Kind::Instant {
        all.push(EventField::At);
    }
    all
}
