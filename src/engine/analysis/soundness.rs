//! *(an analysis never says what is not so)*: over random rules, whatever is found of a condition holds of
//! it wherever the reference interpreter looks.

use super::cells::Cells;
use super::conditions::{Finding, findings};
use super::tree::Node;
use crate::engine::equality::dice::Dice;
use crate::engine::equality::rules;
use crate::engine::equality::world::{self, World};
use crate::engine::facts::{Facts, TickContext};
use crate::engine::interpret::judge;
use crate::language::checked::{Audience, CheckedRule, RuleParts, Test};
use crate::model::calendar::LeapPolicy;
use crate::model::customer::Version;
use crate::model::moment::DAY_MS;
use crate::model::truth::Truth;
use proptest::prelude::{ProptestConfig, any, proptest};

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 8 * ProptestConfig::default().cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn findings_hold_of_every_customer(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        look(bytes);
    }
}

fn look(bytes: Vec<u8>) -> usize {
    let mut dice = Dice::new(bytes);
    let dice = &mut dice;
    let mut world = world::world(dice);
    promise(&mut world);
    let mut checked = 0;
    for _ in 0..8 {
        let rule = rules::rule(dice, &world);
        let leap = dice.pick(&[LeapPolicy::February28, LeapPolicy::March1]);
        // The customer's date is at most two days from the one in universal time.
        let day = world.tick.0.div_euclid(DAY_MS);
        let today = dice.chance(1, 2).then_some((day - 2, day + 2));
        checked += hold(&rule, &world, leap, today);
    }
    checked
}

/// Fields that every customer and every event has are declared to be always there.
fn promise(world: &mut World) {
    let there = |versions: &[Version], at: usize| {
        let mut values = versions.iter().map(|version| version.values.get(at));
        values.all(|value| value.is_some_and(Option::is_some))
    };
    let customers = &world.customers;
    for (at, field) in world.schema.customer.iter_mut().enumerate() {
        field.optional = !customers
            .iter()
            .all(|customer| there(&customer.profile, at));
    }
    for (kind, of) in world.schema.events.iter_mut().enumerate() {
        for (at, field) in of.fields.iter_mut().enumerate() {
            let mut events = customers.iter().flat_map(|customer| &customer.events);
            field.optional = !events.all(|event| event.kind != kind || there(&event.versions, at));
        }
    }
}

fn hold(rule: &CheckedRule, world: &World, leap: LeapPolicy, today: Option<(i64, i64)>) -> usize {
    let parts = rule.parts();
    let subject = match parts.audience {
        Audience::Customer => None,
        Audience::Event(kind) => Some(kind),
    };
    let mut cells = Cells::new(&world.schema, subject, today);
    let when = Node::of(&parts.when, &parts.atoms, &mut cells);
    let unless = parts
        .unless
        .as_ref()
        .map(|unless| Node::of(unless, &parts.atoms, &mut cells));
    let found = findings(&when, unless.as_ref(), &cells);
    for finding in &found {
        subjects(rule, world, leap, |facts, context| {
            let truth = |node: &Node<'_>| {
                let truth = truth_of(node.test, rule, facts, context);
                if node.negated { !truth } else { truth }
            };
            let holds = match finding {
                Finding::Never(node) | Finding::NoneOfAll(node) => truth(node) != Truth::Yes,
                Finding::Apart(a, b) => truth(a).and(truth(b)) != Truth::Yes,
                Finding::Always(node) => truth(node) == Truth::Yes,
                Finding::WhenKnown(node) => truth(node) != Truth::No,
                Finding::Implied(part, by) => truth(part).and(truth(by)) == truth(by),
                Finding::Covered(part, by) => truth(part).or(truth(by)) == truth(by),
                Finding::Dead(part, around) => {
                    let around = around
                        .iter()
                        .fold(Truth::Yes, |all, node| all.and(truth(node)));
                    around.and(truth(part)) != Truth::Yes
                }
                Finding::NeverActs(unless) => truth(&when).and(!truth(unless)) != Truth::Yes,
                Finding::HoldsNobody(unless) => {
                    truth(&when) != Truth::Yes || truth(unless) == Truth::No
                }
            };
            assert!(
                holds,
                "{finding:#?}\nof rule {:#?}\nunless {:#?}\nschema {:#?}\nfacts {facts:#?}\nat {:?}",
                parts.when, parts.unless, world.schema, world.tick
            );
        });
    }
    found.len()
}

fn truth_of(
    test: &Test,
    rule: &CheckedRule,
    facts: &Facts<'_>,
    context: &TickContext<'_>,
) -> Truth {
    let alone = CheckedRule::made_up(RuleParts {
        when: test.clone(),
        unless: None,
        ..rule.parts().clone()
    });
    judge(&alone, facts, context).when
}

fn subjects(
    rule: &CheckedRule,
    world: &World,
    leap: LeapPolicy,
    mut each: impl FnMut(&Facts<'_>, &TickContext<'_>),
) {
    let context = TickContext {
        at: world.tick,
        schema: &world.schema,
        project_zone: world.project_zone,
        leap,
        watermarks: &world.watermarks,
    };
    let audience = rule.parts().audience;
    for customer in world.customers.iter().take(12) {
        let numbers: Vec<u32> = match audience {
            Audience::Customer => vec![customer.slot],
            Audience::Event(kind) => {
                let events = customer.events.iter().filter(|event| event.kind == kind);
                events.map(|event| event.no).collect()
            }
        };
        for number in numbers {
            if let Some(facts) = Facts::of(customer, audience, Some(number), &context) {
                each(&facts, &context);
            }
        }
    }
}

/// The dice of the property above find things often enough for it to mean something.
#[test]
fn random_rules_have_findings() {
    let mut found = 0;
    for seed in 0..300_u32 {
        let bytes = (0..3000_u32)
            .map(|at| {
                (seed
                    .wrapping_mul(2_654_435_761)
                    .wrapping_add(at.wrapping_mul(40_503))
                    >> 7) as u8
            })
            .collect();
        found += look(bytes);
    }
    assert!(found > 300, "{found}");
}
