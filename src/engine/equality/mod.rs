//! The engine's central test: columns and the reference interpreter agree, bit for bit, over random
//! schemas, rules, histories and clocks *(same decision on every evaluator)*.

pub(in crate::engine) mod dice;
pub(in crate::engine) mod rules;
pub(in crate::engine) mod world;

use super::bitmap::Bitmap;
use super::columns::{Asked, Columns, Entered, MemoryColumns, PassOptions, changed_after, pass};
use super::facts::{Facts, TickContext};
use super::interpret::judge;
use super::plan::Plan;
use crate::language::checked::{Audience, CheckedRule};
use crate::model::calendar::LeapPolicy;
use crate::model::customer::Customer;
use crate::model::moment::{DAY_MS, Moment};
use crate::model::truth::Truth;
use dice::Dice;
use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::test_runner::TestCaseError;
use world::World;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4 * ProptestConfig::default().cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn columns_and_interpreter_agree(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        agree(bytes)?;
    }
}

fn agree(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let mut dice = Dice::new(bytes);
    let dice = &mut dice;
    let world = world::world(dice);
    let rules: Vec<CheckedRule> = (0..=dice.below(4))
        .map(|_| rules::rule(dice, &world))
        .collect();
    let context = TickContext {
        at: world.tick,
        schema: &world.schema,
        project_zone: world.project_zone,
        leap: dice.pick(&[LeapPolicy::February28, LeapPolicy::March1]),
        watermarks: &world.watermarks,
    };
    let segments = segments(dice, &world)?;
    let segments: Vec<&dyn Columns> = segments.iter().map(|s| s as &dyn Columns).collect();
    let before: Vec<Bitmap> = rules.iter().map(|_| some_numbers(dice)).collect();
    let since = dice.pick(&[Moment(i64::MIN), Moment(world.tick.0 - 2 * DAY_MS)]);
    let asked: Vec<Asked<'_>> = before
        .iter()
        .map(|before| {
            let only_zone = dice.chance(1, 4).then(|| world::zone(dice));
            Asked {
                before: Some(before),
                since,
                only_zone,
            }
        })
        .collect();
    let options = PassOptions {
        threads: 1 + dice.below(2),
        block_rows: 64,
    };
    let references: Vec<&CheckedRule> = rules.iter().collect();
    let plan = Plan::new(&references, &world.schema);
    let found = pass(&plan, &segments, &asked, &context, options)
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    for ((rule, found), asked) in rules.iter().zip(&found).zip(&asked) {
        let before = asked
            .before
            .expect("every rule was asked with what was before");
        let mut wanted = super::columns::RuleTruth {
            unknown_atoms: vec![0; rule.parts().atoms.len()],
            ..Default::default()
        };
        for customer in &world.customers {
            for number in subjects(rule, customer, since) {
                let Some(facts) =
                    Facts::of(customer, rule.parts().audience, Some(number), &context)
                else {
                    continue;
                };
                if asked.only_zone.is_some_and(|zone| zone != facts.zone) {
                    continue;
                }
                let verdict = judge(rule, &facts, &context);
                wanted.looked_at += 1;
                match verdict.truth() {
                    Truth::Yes => {
                        wanted.yes.insert(number);
                        if !before.contains(number) {
                            let slot = customer.slot;
                            let evidence = verdict.atoms;
                            wanted.entered.push(Entered {
                                subject: number,
                                slot,
                                zone: facts.zone,
                                evidence,
                            });
                        }
                    }
                    Truth::Unknown => {
                        wanted.unknown.insert(number);
                        for (atom, count) in verdict.atoms.iter().zip(&mut wanted.unknown_atoms) {
                            *count += u64::from(atom.truth == Truth::Unknown);
                        }
                    }
                    Truth::No if before.contains(number) => wanted.left.push(number),
                    Truth::No => {}
                }
            }
        }
        wanted.entered.sort_by_key(|entered| entered.subject);
        wanted.left.sort_unstable();
        let same = wanted.yes == found.yes
            && wanted.unknown == found.unknown
            && wanted.looked_at == found.looked_at
            && wanted.entered == found.entered
            && wanted.left == found.left
            && wanted.unknown_atoms == found.unknown_atoms;
        if !same {
            return Err(TestCaseError::fail(format!(
                "interpreter {wanted:#?}\ncolumns {found:#?}\nrule when {:#?}\nunless {:#?}\nschema {:#?}\ncustomers {:#?}\nat {:?} in {:?}",
                rule.parts().when,
                rule.parts().unless,
                world.schema,
                world.customers,
                world.tick,
                world.project_zone,
            )));
        }
    }
    Ok(())
}

fn subjects(rule: &CheckedRule, customer: &Customer, since: Moment) -> Vec<u32> {
    match rule.parts().audience {
        Audience::Customer => vec![customer.slot],
        Audience::Event(kind) => {
            let events = customer.events.iter().filter(|event| event.kind == kind);
            events
                .filter(|event| event.at >= since)
                .map(|event| event.no)
                .collect()
        }
    }
}

fn some_numbers(dice: &mut Dice) -> Bitmap {
    if dice.chance(1, 2) {
        return Bitmap::new();
    }
    (0..64)
        .filter(|_| dice.chance(1, 2))
        .fold(Bitmap::new(), |mut numbers, number| {
            numbers.insert(number);
            numbers
        })
}

/// The customers as a run finds them: a base that is out of date for some, the touched ones beside it,
/// and those whose profile changed after the tick as they were then.
fn segments(dice: &mut Dice, world: &World) -> Result<Vec<MemoryColumns>, TestCaseError> {
    let (mut base, mut touched) = (Vec::new(), Vec::new());
    let stale = dice.chance(1, 2);
    for customer in &world.customers {
        if stale && dice.chance(1, 3) {
            touched.push(customer.clone());
            if dice.chance(1, 2) {
                let other = dice.pick(&world.customers);
                let events = if dice.chance(1, 2) {
                    other.events
                } else {
                    Vec::new()
                };
                let profile = other.profile;
                base.push(Customer {
                    profile,
                    events,
                    ..customer.clone()
                });
            }
        } else {
            base.push(customer.clone());
        }
    }
    let of = |customers: &[Customer], as_of| {
        MemoryColumns::of(&world.schema, customers, as_of)
            .map_err(|error| TestCaseError::fail(error.to_string()))
    };
    let mut all = vec![of(&base, None)?];
    if !touched.is_empty() {
        all.push(of(&touched, None)?);
    }
    let now: Vec<&dyn Columns> = all.iter().map(|segment| segment as &dyn Columns).collect();
    let late =
        changed_after(&now, world.tick).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let then: Vec<Customer> = world
        .customers
        .iter()
        .filter(|c| late.contains(&c.slot))
        .cloned()
        .collect();
    if !then.is_empty() {
        all.push(of(&then, Some(world.tick))?);
    }
    Ok(all)
}
