//! One rule by itself.

use super::cells::Cells;
use super::conditions::{Finding, findings};
use super::tree::Node;
use super::{Around, caps, consent, costs, journey, missing};
use crate::language::checked::{Audience, CheckedRule, RuleParts, Rulebook, Test};
use crate::language::diagnostics::{Diagnostic, analysis as said};
use crate::language::said::Said;
use crate::language::source::Span;
use crate::model::calendar::Day;
use crate::model::schema::{Field, Schema};

/// A rule's conditions as trees over one table of cells.
pub struct Conditions<'r> {
    pub cells: Cells<'r>,
    pub when: Node<'r>,
    pub unless: Option<Node<'r>>,
    /// `when`, and that `unless` does not hold: where all are yes, the rule is true.
    roots: Vec<Node<'r>>,
}

impl<'r> Conditions<'r> {
    pub fn of(parts: &'r RuleParts, schema: &'r Schema) -> Self {
        let mut cells = Cells::new(schema, subject(parts.audience), today(parts));
        let when = Node::of(&parts.when, &parts.atoms, &mut cells);
        let unless = parts
            .unless
            .as_ref()
            .map(|unless| Node::of(unless, &parts.atoms, &mut cells));
        let mut roots = vec![when.clone()];
        roots.extend(
            parts
                .unless
                .as_ref()
                .map(|unless| Node::denied(unless, &parts.atoms, &mut cells)),
        );
        Self {
            cells,
            when,
            unless,
            roots,
        }
    }

    pub fn roots(&self) -> &[Node<'r>] {
        &self.roots
    }
}

/// The event type a rule is about.
pub fn subject(audience: Audience) -> Option<usize> {
    match audience {
        Audience::Customer => None,
        Audience::Event(kind) => Some(kind),
    }
}

/// Business dates at the same instant differ by two days at most between zones.
const ZONES_APART: i64 = 2;

/// The dates a customer may have on the clock while the rule is active.
pub fn today(parts: &RuleParts) -> Option<(i64, i64)> {
    let (first, last) = parts.active?;
    let open = |day: Day| day == Day::MIN || day == Day::MAX;
    let from = if open(first) {
        i64::from(Day::MIN.0)
    } else {
        i64::from(first.0) - ZONES_APART
    };
    let to = if open(last) {
        i64::from(Day::MAX.0)
    } else {
        i64::from(last.0) + ZONES_APART
    };
    Some((from, to))
}

pub fn analyse(
    rule: &CheckedRule,
    rulebook: &Rulebook,
    around: &Around,
    into: &mut Vec<Diagnostic>,
) {
    let parts = rule.parts();
    let conditions = Conditions::of(parts, &rulebook.schema);
    let found = findings(
        &conditions.when,
        conditions.unless.as_ref(),
        &conditions.cells,
    );
    into.extend(
        found
            .iter()
            .map(|finding| told(finding, parts, &rulebook.schema)),
    );
    if found.is_empty() {
        missing::look(parts, &conditions, around, into);
    }
    consent::look(parts, &conditions, into);
    caps::look(parts, around, into);
    costs::look(parts, around, into);
    journey::look(parts, &rulebook.schema, into);
}

fn told(finding: &Finding<'_>, parts: &RuleParts, schema: &Schema) -> Diagnostic {
    let place = |node: &Node<'_>| node.span.unwrap_or(parts.span);
    match finding {
        Finding::Never(node) => said::never(place(node)),
        Finding::Apart(a, b) if a.same_words(b) => said::never(place(a)),
        Finding::Apart(a, b) => {
            let (first, second) = in_order(place(a), place(b));
            said::apart(first, second)
        }
        Finding::NoneOfAll(node) => said::none_of_all(place(node)),
        Finding::Always(node) => said::always(place(node)),
        Finding::WhenKnown(node) => said::when_known(place(node), &names(node.test, parts, schema)),
        Finding::Implied(part, by) => said::implied(place(part), place(by)),
        Finding::Covered(part, by) => said::covered(place(part), place(by)),
        Finding::Dead(part, around) => {
            let around: Vec<Span> = around.iter().map(&place).collect();
            said::dead(place(part), &around)
        }
        Finding::NeverActs(unless) => said::never_acts(place(unless), &parts.title),
        Finding::HoldsNobody(unless) => said::holds_nobody(place(unless)),
    }
}

fn in_order(a: Span, b: Span) -> (Span, Span) {
    if a.place() <= b.place() {
        (a, b)
    } else {
        (b, a)
    }
}

/// What a condition reads, as people know it, in backticks.
fn names(test: &Test, parts: &RuleParts, schema: &Schema) -> Said {
    let mut reads: Vec<&str> = Vec::new();
    collect(test, parts, &mut reads);
    reads.sort_unstable();
    reads.dedup();
    let mut english = Vec::new();
    let mut chinese = Vec::new();
    for read in reads {
        let name = name_of(read, schema);
        english.push(format!("`{}`", name.english));
        chinese.push(format!("`{}`", name.chinese));
    }
    if english.is_empty() {
        return Said::new("what it reads", "所读的数据");
    }
    Said::new(english.join(" and "), chinese.join(" 和 "))
}

fn collect<'p>(test: &Test, parts: &'p RuleParts, into: &mut Vec<&'p str>) {
    match test {
        Test::Constant(_) => {}
        Test::Not(inner) => collect(inner, parts, into),
        Test::All(all) | Test::Any(all) => all.iter().for_each(|test| collect(test, parts, into)),
        Test::Atom(id, _) => {
            let info = id.and_then(|id| parts.atoms.get(usize::from(id.0)));
            into.extend(info.iter().flat_map(|info| &info.reads).map(String::as_str));
        }
    }
}

/// A field's name for readers of each language; `read` is `name` or `event.name`.
fn name_of(read: &str, schema: &Schema) -> Said {
    let label =
        |name: &str, label: &Option<String>| label.clone().unwrap_or_else(|| name.to_owned());
    let chinese = match read.split_once('.') {
        Some((event, field)) => schema
            .event(event)
            .and_then(|at| schema.events.get(at))
            .map(|kind| {
                let found = kind.field(field).and_then(|at| kind.fields.get(at));
                let field = found.map_or_else(|| field.to_owned(), |f| label(&f.name, &f.label));
                format!("{}.{field}", label(&kind.name, &kind.label))
            }),
        None => schema
            .attribute(read)
            .and_then(|at| schema.customer.get(at))
            .map(|field| label(&field.name, &field.label)),
    };
    Said::new(read, chinese.unwrap_or_else(|| read.to_owned()))
}

/// A field's name for readers of each language.
pub fn named(field: &Field) -> Said {
    let chinese = field.label.clone().unwrap_or_else(|| field.name.clone());
    Said::new(field.name.clone(), chinese)
}
