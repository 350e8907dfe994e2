//! Why, or why not: every condition with its value, then every gate of the decision in order.

use super::decisions::{Gate, Outcome, Reason, Standing, closed};
use super::interpret::{self, AtomEvidence, judge};
use super::subject::Subject;
use crate::actions::compose::compose;
use crate::language::checked::{Atom, AtomId, CheckedRule, Expr, Test};
use crate::language::said::Said;
use crate::model::calendar::Zone;
use crate::model::kind::{Kind, MILLION};
use crate::model::moment::HOUR_MS;
use crate::model::truth::Truth;
use crate::model::value::Value;

/// One subject and one rule at one tick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub truth: Truth,
    pub conditions: Vec<Condition>,
    /// Whether the rule was true for the subject before the tick: then there is no entry.
    pub true_before: bool,
    /// In order, up to all of them; groups are answered where the decision was made.
    pub gates: Vec<GateAnswer>,
}

/// One condition of the rule, as the author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub text: String,
    pub in_unless: bool,
    pub truth: Truth,
    /// What its left side comes to, as people read it.
    pub value: Said,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateAnswer {
    pub gate: Gate,
    /// `None` where the gate is open.
    pub closed: Option<Outcome>,
}

/// Explains a rule for a subject at a tick, from the facts as they are known now.
pub fn explain(
    rule: &CheckedRule,
    rule_no: u32,
    subject_no: u32,
    subject: &Subject<'_>,
    standing: &Standing<'_>,
    true_before: bool,
) -> Explanation {
    let (facts, context) = (subject.facts, subject.context);
    let verdict = judge(rule, facts, context);
    let gates = Gate::ALL
        .into_iter()
        .filter(|gate| *gate != Gate::Group)
        .map(|gate| GateAnswer {
            gate,
            closed: if gate == Gate::Compose {
                not_composed(rule, subject)
            } else {
                closed(gate, rule, Some((rule_no, subject_no)), standing)
            },
        })
        .collect();
    Explanation {
        truth: verdict.truth(),
        conditions: conditions(rule, &verdict.atoms, facts.zone),
        true_before,
        gates,
    }
}

/// The rule's conditions with this evidence: of a moment ago, or of a decision long made.
pub fn conditions(rule: &CheckedRule, evidence: &[AtomEvidence], zone: Zone) -> Vec<Condition> {
    let parts = rule.parts();
    let kinds = AtomKinds::of(rule);
    parts
        .atoms
        .iter()
        .zip(evidence)
        .enumerate()
        .map(|(at, (atom, evidence))| Condition {
            text: atom.text.clone(),
            in_unless: atom.in_unless,
            truth: evidence.truth,
            value: match &evidence.left {
                interpret::Outcome::Missing => Said::new(
                    format!("{} missing", atom.reads.join(", ")),
                    format!("{} 缺失", atom.reads.join("、")),
                ),
                interpret::Outcome::Unknown => Said::new(
                    "not known yet: the feed is not complete, or a filter met missing data",
                    "尚不清楚：数据还没到齐，或筛选条件遇到缺失的字段",
                ),
                interpret::Outcome::Value(value) => {
                    let (kind, counts) = kinds.of_atom(at);
                    let shown = value.show(kind, zone);
                    if counts && evidence.truth == Truth::Unknown {
                        Said::new(
                            format!(
                                "{shown} found so far, but the events are not complete up to the tick"
                            ),
                            format!("目前找到 {shown} 条，但到这一刻的数据还没到齐"),
                        )
                    } else if counts {
                        Said::new(format!("{shown} found"), format!("找到 {shown} 条"))
                    } else {
                        said(value, kind, zone)
                    }
                }
            },
        })
        .collect()
}

/// A value as people read it: in Chinese with the options' labels and the units' names.
pub fn said(value: &Value, kind: &Kind, zone: Zone) -> Said {
    let english = value.show(kind, zone);
    let chinese = match (kind, value.int()) {
        (Kind::YesNo, Some(yes)) => if yes == 0 { "否" } else { "是" }.to_owned(),
        (Kind::Level(options) | Kind::Choice(options), Some(at)) => {
            let option = usize::try_from(at)
                .ok()
                .and_then(|at| options.words.get(at));
            let label = option.and_then(|option| option.label.clone());
            label.unwrap_or_else(|| english.clone())
        }
        (Kind::Duration, Some(packed)) => match (packed / MILLION, packed % MILLION) {
            (0, days) => format!("{days} 天"),
            (months, 0) => format!("{months} 个月"),
            (months, days) => format!("{months} 个月 {days} 天"),
        },
        (Kind::Hours, Some(ms)) => match (ms / HOUR_MS, ms / 60_000 % 60) {
            (hours, 0) => format!("{hours} 小时"),
            (0, minutes) => format!("{minutes} 分钟"),
            (hours, minutes) => format!("{hours} 小时 {minutes} 分钟"),
        },
        _ => return Said::same(english),
    };
    Said::new(english, chinese)
}

fn not_composed(rule: &CheckedRule, subject: &Subject<'_>) -> Option<Outcome> {
    let actions = &rule.parts().actions;
    let why = actions
        .iter()
        .find_map(|action| compose(action, subject).err())?;
    Some(Outcome::Suppressed(Reason::NotComposed(why.to_string())))
}

/// The kind of each atom's left side, and whether it is a count of events found.
struct AtomKinds {
    kinds: Vec<(Kind, bool)>,
}

impl AtomKinds {
    fn of(rule: &CheckedRule) -> Self {
        let parts = rule.parts();
        let mut kinds = vec![(Kind::Whole, false); parts.atoms.len()];
        collect(&parts.when, &mut kinds);
        if let Some(unless) = &parts.unless {
            collect(unless, &mut kinds);
        }
        Self { kinds }
    }

    fn of_atom(&self, at: usize) -> (&Kind, bool) {
        self.kinds
            .get(at)
            .map_or((&Kind::Whole, false), |(kind, counts)| (kind, *counts))
    }
}

fn collect(test: &Test, kinds: &mut [(Kind, bool)]) {
    match test {
        Test::Constant(_) => {}
        Test::Not(inner) => collect(inner, kinds),
        Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|part| collect(part, kinds)),
        Test::Atom(id, atom) => {
            if let Some(place) = id.and_then(|AtomId(at)| kinds.get_mut(usize::from(at))) {
                *place = left_kind(atom);
            }
        }
    }
}

fn left_kind(atom: &Atom) -> (Kind, bool) {
    let of = |expr: &Expr| (expr.kind.clone(), false);
    match atom {
        Atom::Flag(item)
        | Atom::Compare { left: item, .. }
        | Atom::In { item, .. }
        | Atom::Between { item, .. }
        | Atom::Contains { list: item, .. }
        | Atom::Known(item)
        | Atom::Missing(item)
        | Atom::Birthday { item, .. }
        | Atom::Within { item, .. } => of(item),
        Atom::CompareCount { .. } | Atom::Has(_) | Atom::No(_) => (Kind::Whole, true),
    }
}
