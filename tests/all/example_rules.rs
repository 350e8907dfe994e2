//! The rules of the examples and of the benchmarks: clean, and the same in both languages; and every row of
//! the examples' data as the schema wants it.

use std::path::Path;

use perennial::actions::{ACTIONS, HANDED_ON};
use perennial::functions::FUNCTIONS;
use perennial::language::check::{Checked, Settings, check};
use perennial::language::checked::{CheckedRule, RuleParts, Rulebook};
use perennial::language::diagnostics::render::render_all;
use perennial::language::parse;
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};
use perennial::language::vocabulary::Vocabulary;
use perennial::model::calendar::Zone;
use perennial::model::kind::Kind;
use perennial::model::money::Currency;
use perennial::model::schema::{Field, Schema};
use perennial::sources::cells::{Reading, parse_cell};
use perennial::sources::columns::{Mapping, Shape, Target};
use perennial::sources::{Format, Next, Row, Rows};
use perennial::triggers::TRIGGERS;

#[test]
fn the_cdnow_rules_are_the_same_in_both_languages() {
    let settings = settings("USD", "America/New_York");
    let read = |rules| rulebook(&["examples/cdnow/rules/schema.rules", rules], settings);
    let english = read("examples/cdnow/rules/cdnow.en.rules");
    assert_eq!(english.rules.len(), 9);
    same(&english, &read("examples/cdnow/zh/cdnow.zh.rules"));
}

#[test]
fn the_shop_rules_are_the_same_in_both_languages() {
    let settings = settings("CNY", "Asia/Shanghai");
    let read = |rules| rulebook(&["examples/shop/rules/schema.rules", rules], settings);
    let english = read("examples/shop/rules/shop.en.rules");
    assert_eq!(english.rules.len(), 5);
    same(&english, &read("examples/shop/zh/shop.zh.rules"));
}

#[test]
fn the_rules_of_the_readme_are_the_same_in_both_languages() {
    let readme = read("README.md");
    let blocks: Vec<&str> = readme
        .split("```")
        .skip(1)
        .step_by(2)
        .map(str::trim_start)
        .filter(|block| block.starts_with("rule ") || block.starts_with("规则 "))
        .collect();
    assert_eq!(blocks.len(), 4, "two rules, each in both languages");
    let projects = [
        ("examples/cdnow/rules/schema.rules", "USD"),
        ("rules/starter/schema.rules", "CNY"),
    ];
    for (pair, (schema, currency)) in blocks.chunks(2).zip(projects) {
        let in_one = |block: &str| {
            let texts = [(schema, read(schema)), ("README.md", block.to_owned())];
            rulebook_of(&texts, settings(currency, "Asia/Shanghai"))
        };
        same(&in_one(pair[0]), &in_one(pair[1]));
    }
}

#[test]
fn the_twenty_rules_of_the_benchmarks_are_clean() {
    let files = ["benches/rules/schema.rules", "benches/rules/twenty.rules"];
    assert_eq!(
        rulebook(&files, settings("CNY", "Asia/Shanghai"))
            .rules
            .len(),
        20
    );
}

#[test]
fn every_row_of_the_examples_is_what_the_schema_says() {
    let cdnow = settings("USD", "America/New_York");
    let schema = rulebook(&["examples/cdnow/rules/schema.rules"], cdnow).schema;
    assert_eq!(
        rows(
            "examples/cdnow/data/customers.csv",
            &Shape::Customers(&schema),
            &schema.customer,
            cdnow.zone
        ),
        2_357
    );
    let events = |file: &str, event: &str, schema: &Schema, zone| {
        let event = schema.event(event).expect("the schema has this event");
        rows(
            file,
            &Shape::Events(schema, event),
            &schema.events[event].fields,
            zone,
        )
    };
    assert_eq!(
        events(
            "examples/cdnow/data/purchases.csv",
            "purchase",
            &schema,
            cdnow.zone
        ),
        6_919
    );

    let shop = settings("CNY", "Asia/Shanghai");
    let schema = rulebook(&["examples/shop/rules/schema.rules"], shop).schema;
    assert_eq!(
        rows(
            "examples/shop/data/customers.csv",
            &Shape::Customers(&schema),
            &schema.customer,
            shop.zone
        ),
        200
    );
    assert!(
        events(
            "examples/shop/data/purchases.csv",
            "purchase",
            &schema,
            shop.zone
        ) > 1_000
    );
    assert!(
        events(
            "examples/shop/data/complaints.csv",
            "complaint",
            &schema,
            shop.zone
        ) > 60
    );
}

/// Reads a whole file and gives the number of its rows; each field is there or may be missing.
fn rows(file: &str, shape: &Shape<'_>, fields: &[Field], zone: Zone) -> u32 {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let input = std::fs::File::open(path).expect("the example is part of the project");
    let mut rows = Rows::open(input, Format::Csv, shape, &Mapping::default())
        .expect("the header is understood");
    let columns = rows.columns().clone();
    let reading = Reading { zone, dates: None };
    let (mut row, mut count) = (Row::default(), 0);
    loop {
        match rows.next(&mut row).expect("the file can be read") {
            Next::Row => count += 1,
            Next::Bad(bad) => panic!("{file}: {bad:?}"),
            Next::End => return count,
        }
        for (index, target) in columns.present() {
            let cell = row.cell(index).expect("every row has all cells");
            let (kind, may_lack) = match target {
                Target::Id | Target::Customer => (&Kind::Text, false),
                Target::At => (&Kind::Instant, false),
                Target::AmendedAt => (&Kind::Instant, true),
                Target::Field(field) => {
                    let field = &fields[field];
                    (&field.kind, field.optional || field.missing_as.is_some())
                }
            };
            if cell.is_empty() {
                assert!(may_lack, "{file}:{}: {target:?} is missing", row.line);
            } else if let Err(bad) = parse_cell(kind, cell, reading) {
                panic!("{file}:{}: `{cell}` {}", row.line, bad.0);
            }
        }
    }
}

/// All that a rule means; what is written to people differs.
fn same(english: &Rulebook, chinese: &Rulebook) {
    assert_eq!(english.rules.len(), chinese.rules.len());
    for (english, chinese) in by_line(english).into_iter().zip(by_line(chinese)) {
        let title = &english.title;
        assert_eq!(english.audience, chinese.audience, "{title}");
        assert_eq!(english.active, chinese.active, "{title}");
        assert_eq!(english.schedule, chinese.schedule, "{title}");
        assert_eq!(english.when, chinese.when, "{title}");
        assert_eq!(english.unless, chinese.unless, "{title}");
        assert_eq!(english.limits, chinese.limits, "{title}");
        assert_eq!(english.cooldown, chinese.cooldown, "{title}");
        assert_eq!(english.late, chinese.late, "{title}");
        assert_eq!(english.group, chinese.group, "{title}");
        assert_eq!(english.priority, chinese.priority, "{title}");
        let actions = [&english.actions, &chinese.actions].map(|actions| {
            actions
                .iter()
                .map(|action| {
                    let arguments: Vec<&str> = action
                        .arguments
                        .iter()
                        .map(|(name, _)| name.as_str())
                        .collect();
                    (action.action, arguments)
                })
                .collect::<Vec<_>>()
        });
        assert_eq!(actions[0], actions[1], "{title}");
    }
}

/// A rulebook is in the order of its titles, which differ between the languages; the files are not.
fn by_line(rulebook: &Rulebook) -> Vec<&RuleParts> {
    let mut rules: Vec<&RuleParts> = rulebook.rules.iter().map(CheckedRule::parts).collect();
    rules.sort_by_key(|rule| rule.line);
    rules
}

fn rulebook(files: &[&str], settings: Settings) -> Rulebook {
    let texts: Vec<(&str, String)> = files.iter().map(|file| (*file, read(file))).collect();
    rulebook_of(&texts, settings)
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    std::fs::read_to_string(path).expect("the file is part of the project")
}

fn rulebook_of(texts: &[(&str, String)], settings: Settings) -> Rulebook {
    let vocabulary = Vocabulary {
        actions: ACTIONS,
        functions: FUNCTIONS,
        triggers: TRIGGERS,
        handed_on: HANDED_ON,
    };
    let sources: Vec<Source> = texts
        .iter()
        .zip(0..)
        .map(|((file, text), number)| Source::new(FileId(number), *file, text.as_str()))
        .collect();
    let (trees, mistakes): (Vec<_>, Vec<_>) = sources.iter().map(parse).unzip();
    let mistakes = mistakes.concat();
    assert!(
        mistakes.is_empty(),
        "{}",
        render_all(&mistakes, &sources, Language::English)
    );
    let pairs: Vec<_> = sources.iter().zip(&trees).collect();
    match check(&pairs, &settings, &vocabulary) {
        Ok(Checked {
            rulebook,
            warnings,
            later,
        }) => {
            assert!(later.is_empty());
            assert!(
                warnings.is_empty(),
                "{}",
                render_all(&warnings, &sources, Language::English)
            );
            rulebook
        }
        Err(mistakes) => panic!("{}", render_all(&mistakes, &sources, Language::English)),
    }
}

fn settings(currency: &str, zone: &str) -> Settings {
    Settings {
        currency: Currency::parse(currency).expect("a currency"),
        zone: Zone::named(zone).expect("a zone"),
    }
}
