//! The ten scenarios in English and in Chinese: both parse clean and mean the same.

use std::collections::BTreeMap;

use perennial::language::diagnostics::render::render_all;
use perennial::language::parse;
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};
use perennial::language::syntax::*;

fn read(name: &str) -> RuleFile {
    let path = format!("{}/examples/scenarios/{name}", env!("CARGO_MANIFEST_DIR"));
    let source = Source::new(FileId(0), name, std::fs::read_to_string(path).unwrap());
    let (file, diagnostics) = parse(&source);
    assert!(
        diagnostics.is_empty(),
        "{}",
        render_all(&diagnostics, &[source], Language::English)
    );
    file
}

#[test]
fn both_languages_give_the_same_tree() {
    let names = Neutral {
        keys: keys(&read("schema.rules")),
    };
    let (mut english, mut chinese) = (read("scenarios.en.rules"), read("scenarios.zh.rules"));
    assert_eq!(english.items.len(), 15);
    names.file(&mut english);
    names.file(&mut chinese);
    for (english, chinese) in english.items.iter().zip(&chinese.items) {
        assert_eq!(english, chinese);
    }
    assert_eq!(english, chinese);
}

#[test]
fn the_schema_has_every_field() {
    let schema = read("schema.rules");
    let Item::Customer(customer) = &schema.items[0] else {
        panic!("the customer comes first")
    };
    assert_eq!(customer.fields.len(), 20);
    let consent = &customer.fields[18];
    assert_eq!(consent.name.text, "marketing_consent");
    assert_eq!(consent.kind.kind, FieldKind::YesNo);
    assert!(matches!(
        consent.missing_as.as_ref().map(|value| &value.kind),
        Some(ExprKind::YesNo(false))
    ));
    let Item::Event(purchase) = &schema.items[1] else {
        panic!("purchase comes next")
    };
    assert_eq!(purchase.fields.len(), 4);
    assert!(purchase.fields[3].optional);
    assert_eq!(
        purchase.fresh_within.map(|fresh| (fresh.count, fresh.unit)),
        Some((26, DurationUnit::Hour))
    );
}

/// Labels, and the words of the festivals, to their keys.
fn keys(schema: &RuleFile) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::from([("春节".to_owned(), "spring_festival".to_owned())]);
    let mut add = |name: &Name, label: &Option<Text>| {
        let label = label
            .as_ref()
            .expect("the scenarios' schema labels everything");
        keys.insert(label.text.clone(), name.text.clone());
    };
    for item in &schema.items {
        let fields = match item {
            Item::Customer(customer) => &customer.fields,
            Item::Event(event) => {
                add(&event.name, &event.label);
                &event.fields
            }
            _ => panic!("the schema holds schema items only"),
        };
        for field in fields {
            add(&field.name, &field.label);
            if let FieldKind::Level(options) | FieldKind::Choice(options) = &field.kind.kind {
                for option in options {
                    add(&option.name, &option.label);
                }
            }
        }
    }
    keys
}

fn erase(text: &mut Text) {
    text.text.clear();
}

/// Takes out of a tree what the two languages may say differently.
struct Neutral {
    keys: BTreeMap<String, String>,
}

impl Neutral {
    fn file(&self, file: &mut RuleFile) {
        for item in &mut file.items {
            match item {
                Item::Segment(segment) => {
                    erase(&mut segment.title);
                    self.expr(segment.condition.as_mut().unwrap());
                }
                Item::Rule(rule) => {
                    erase(&mut rule.title);
                    rule.sections
                        .iter_mut()
                        .for_each(|section| self.section(&mut section.kind));
                }
                Item::Test(test) => {
                    erase(&mut test.title);
                    test.steps.iter_mut().for_each(|step| self.step(step));
                }
                _ => panic!("the scenarios hold segments, rules and tests"),
            }
        }
    }

    fn name(&self, name: &mut Name) {
        if let Some(key) = self.keys.get(&name.text) {
            name.text.clone_from(key);
        }
    }

    fn path(&self, path: &mut Path) {
        path.names.iter_mut().for_each(|name| self.name(name));
    }

    fn section(&self, section: &mut SectionKind) {
        match section {
            SectionKind::Note(text)
            | SectionKind::Group { name: text, .. }
            | SectionKind::Audience(Audience::Segment(text)) => erase(text),
            SectionKind::Audience(Audience::Event(event)) => self.name(event),
            SectionKind::Schedule(Schedule {
                timing: Timing::Festival { festival, .. },
                ..
            }) => self.name(festival),
            SectionKind::When(expr)
            | SectionKind::Unless(expr)
            | SectionKind::StopWhen(expr)
            | SectionKind::Goal(expr) => self.expr(expr),
            SectionKind::Then(actions) => self.actions(actions),
            SectionKind::Wait(wait) => match &mut wait.step {
                Step::Then(actions) => self.actions(actions),
                Step::If {
                    condition,
                    then,
                    or_else,
                } => {
                    self.expr(condition);
                    self.actions(then);
                    self.actions(or_else);
                }
            },
            SectionKind::Split(split) => {
                self.path(split.by.as_mut().unwrap());
                for arm in &mut split.arms {
                    if let ArmKind::Variant { then, .. } = &mut arm.kind {
                        self.actions(then);
                    }
                }
            }
            _ => {}
        }
    }

    fn actions(&self, actions: &mut [Action]) {
        for action in actions.iter_mut() {
            self.action(action);
        }
    }

    fn action(&self, action: &mut Action) {
        action.words.iter_mut().for_each(|word| word.text.clear());
        action.template.iter_mut().for_each(erase);
        for argument in &mut action.arguments {
            argument.name.as_mut().unwrap().text.clear();
            match &mut argument.value.kind {
                // A word of the action's own, such as a channel, unless the schema knows it.
                ExprKind::Path(path) if !self.knows(&path.names[0].text) => {
                    path.names[0].text.clear();
                }
                _ => self.expr(&mut argument.value),
            }
        }
    }

    fn knows(&self, name: &str) -> bool {
        self.keys.contains_key(name) || self.keys.values().any(|key| key == name)
    }

    fn query(&self, query: &mut EventQuery) {
        self.name(&mut query.event);
        query.field.iter_mut().for_each(|field| self.name(field));
        query
            .filters
            .iter_mut()
            .for_each(|filter| self.expr(filter));
    }

    fn expr(&self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::And(all) | ExprKind::Or(all) | ExprKind::List(all) => {
                for one in all.iter_mut() {
                    self.expr(one);
                }
            }
            ExprKind::Compare { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::In { value, list, .. } => {
                self.expr(value);
                self.expr(list);
            }
            ExprKind::Between { value, .. }
            | ExprKind::Known { value, .. }
            | ExprKind::Within { value, .. } => self.expr(value),
            ExprKind::Has { query, .. } | ExprKind::Aggregate { query, .. } => self.query(query),
            ExprKind::Path(path) => self.path(path),
            ExprKind::Text(text) => erase(text),
            _ => {}
        }
    }

    fn step(&self, step: &mut TestStep) {
        match step {
            TestStep::Given(given) => given.iter_mut().for_each(|given| self.given(given)),
            TestStep::Expect { what, .. } => {
                for expectation in what {
                    match expectation {
                        Expectation::Rule { title, .. } => erase(title),
                        Expectation::Action { action, .. } => self.action(action),
                    }
                }
            }
        }
    }

    fn given(&self, given: &mut Given) {
        match given {
            Given::Today { .. } | Given::OnSuppressionList { .. } => {}
            Given::Fact { path, value, .. } => {
                self.path(path);
                for value in value.iter_mut() {
                    self.expr(value);
                }
            }
            Given::Event { event, fields, .. } => {
                self.name(event);
                for field in fields {
                    field.name.iter_mut().for_each(|name| self.name(name));
                    self.expr(&mut field.value);
                }
            }
        }
    }
}
