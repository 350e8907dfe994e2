//! Whole rulebooks through parse and check, in both languages: the same meaning gives the same versions.

use perennial::engine::vocabulary::BUILT_IN;
use perennial::language::check::{Checked, Settings, check};
use perennial::language::checked::{
    Atom, Audience, CheckedRule, Comparison, ExprNode, Period, Test, Window,
};
use perennial::language::diagnostics::Diagnostic;
use perennial::language::diagnostics::render::render_all;
use perennial::language::parse;
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};
use perennial::language::syntax::RuleFile;
use perennial::model::calendar::{Day, Length, Span, Zone};
use perennial::model::kind::Kind;
use perennial::model::money::Currency;
use std::collections::BTreeSet;
use std::fmt::Write;

pub fn settings(currency: Currency) -> Settings {
    Settings {
        currency,
        zone: Zone::named("Asia/Shanghai").expect("a zone of the database"),
    }
}

pub fn scenario_schema() -> String {
    read("examples/scenarios/schema.rules")
}

fn read(path: &str) -> String {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("the file is part of the project")
}

/// Parses texts as files in this order; none may have a mistake of its own.
pub fn parsed(texts: &[(&str, &str)]) -> Vec<(Source, RuleFile)> {
    let parse_one = |(at, (name, text)): (usize, &(&str, &str))| {
        let source = Source::new(FileId(at as u32), *name, *text);
        let (file, diagnostics) = parse(&source);
        let shown = render_all(
            &diagnostics,
            std::slice::from_ref(&source),
            Language::English,
        );
        assert!(diagnostics.is_empty(), "{shown}");
        (source, file)
    };
    texts.iter().enumerate().map(parse_one).collect()
}

pub fn checked(
    files: &[(Source, RuleFile)],
    settings: Settings,
) -> Result<Checked, Vec<Diagnostic>> {
    let files: Vec<(&Source, &RuleFile)> = files.iter().map(|(s, f)| (s, f)).collect();
    check(&files, &settings, &BUILT_IN)
}

fn must_check(files: &[(Source, RuleFile)], settings: Settings) -> Checked {
    checked(files, settings).unwrap_or_else(|diagnostics| {
        let sources: Vec<Source> = files.iter().map(|(source, _)| source.clone()).collect();
        panic!("{}", render_all(&diagnostics, &sources, Language::English))
    })
}

/// One rule over the scenario schema, by its sections.
fn rule(sections: &str) -> CheckedRule {
    let text = format!("rule \"r\"\n  schedule daily at 09:00\n{sections}\n  then add tag \"t\"\n");
    let schema = scenario_schema();
    let files = parsed(&[("schema.rules", &schema), ("r.rules", &text)]);
    must_check(&files, settings(Currency::CNY))
        .rulebook
        .rules
        .remove(0)
}

fn when(condition: &str) -> Test {
    rule(&format!("  when {condition}")).parts().when.clone()
}

fn atom(condition: &str) -> Atom {
    match when(condition) {
        Test::Atom(_, atom) => atom,
        other => panic!("{condition}: {other:?}"),
    }
}

/// The text with the n-th quoted string replaced by `"qn"`, so that two languages compare.
fn unquoted(text: &str) -> String {
    let mut out = String::new();
    // The same text is the same number: a segment is named where it is used.
    let mut known: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let mut rest = line.chars();
        while let Some(c) = rest.next() {
            if c == '"' || c == '“' {
                let closes = |c: &char| *c == '"' || *c == '”';
                let quoted: String = rest.by_ref().take_while(|c| !closes(c)).collect();
                let number = known.iter().position(|text| *text == quoted);
                let number = number.unwrap_or_else(|| {
                    known.push(quoted);
                    known.len() - 1
                });
                let _ = write!(out, "\"q{number}\"");
            } else {
                out.push(c);
            }
        }
        out.push('\n');
    }
    out
}

fn versions(checked: &Checked) -> Vec<(&str, &str)> {
    let rules = &checked.rulebook.rules;
    rules
        .iter()
        .map(|rule| (rule.title(), rule.parts().version.as_str()))
        .collect()
}

/// Both languages of an example give equal versions.
fn same_in_both(schema: &str, english: &str, chinese: &str, currency: Currency) {
    let schema = read(schema);
    let both = [english, chinese].map(|path| {
        let files = parsed(&[("schema.rules", &schema), (path, &unquoted(&read(path)))]);
        let whole = parsed(&[("schema.rules", &schema), (path, &read(path))]);
        must_check(&whole, settings(currency));
        must_check(&files, settings(currency))
    });
    assert!(!both[0].rulebook.rules.is_empty());
    assert_eq!(versions(&both[0]), versions(&both[1]));
}

#[test]
fn the_examples_mean_the_same_in_both_languages() {
    same_in_both(
        "examples/cdnow/rules/schema.rules",
        "examples/cdnow/rules/cdnow.en.rules",
        "examples/cdnow/zh/cdnow.zh.rules",
        Currency::USD,
    );
    same_in_both(
        "examples/shop/rules/schema.rules",
        "examples/shop/rules/shop.en.rules",
        "examples/shop/zh/shop.zh.rules",
        Currency::CNY,
    );
}

#[test]
fn the_bench_rules_check() {
    let (schema, rules) = (
        read("benches/rules/schema.rules"),
        read("benches/rules/twenty.rules"),
    );
    let files = parsed(&[("schema.rules", &schema), ("twenty.rules", &rules)]);
    assert_eq!(
        must_check(&files, settings(Currency::CNY))
            .rulebook
            .rules
            .len(),
        20
    );
}

/// What this version does not run, by code and line.
fn later(checked: &Checked, source: &Source) -> Vec<(&'static str, usize)> {
    let places = checked.later.iter();
    places
        .map(|diagnostic| {
            let line = source.position(diagnostic.span.start).line;
            (diagnostic.code, line)
        })
        .collect()
}

#[test]
fn the_scenarios_check_and_mean_the_same_in_both_languages() {
    let schema = scenario_schema();
    let both = ["en", "zh"].map(|language| {
        let text = read(&format!("examples/scenarios/scenarios.{language}.rules"));
        let whole = parsed(&[("schema.rules", &schema), ("scenarios.rules", &text)]);
        let whole = must_check(&whole, settings(Currency::CNY));
        assert!(whole.warnings.is_empty(), "{:?}", whole.warnings);
        let neutral = unquoted(&text);
        let files = parsed(&[("schema.rules", &schema), ("scenarios.rules", &neutral)]);
        let checked = must_check(&files, settings(Currency::CNY));
        let later = later(&checked, &files[1].0);
        (later, checked)
    });
    let [(later_en, english), (later_zh, chinese)] = both;
    assert_eq!(later_en, later_zh);
    assert_eq!(versions(&english), versions(&chinese));
    assert_eq!(english.rulebook.rules.len(), 11);
    let codes: BTreeSet<&str> = later_en.iter().map(|(code, _)| *code).collect();
    assert_eq!(
        codes.into_iter().collect::<Vec<_>>(),
        ["E0404", "E0405", "E0406", "E0407", "E0408", "E0414"]
    );
    let conditions = |checked: &Checked| {
        let segments = checked.rulebook.segments.iter();
        segments
            .map(|segment| segment.condition.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(conditions(&english).len(), 1);
    assert_eq!(conditions(&english), conditions(&chinese));
}

#[test]
fn the_order_of_files_never_matters() {
    let schema = scenario_schema();
    let one = "rule \"a\"\n schedule daily at 09:00\n when birthday is today\n then add tag \"t\"";
    let two = "rule \"b\"\n schedule daily at 09:00\n when no purchase (last 90 days)\n then add tag \"t\"";
    let forward = parsed(&[("1.rules", one), ("2.rules", &schema), ("3.rules", two)]);
    let mut backward = forward.clone();
    backward.reverse();
    let settings = settings(Currency::CNY);
    let (forward, backward) = (
        must_check(&forward, settings),
        must_check(&backward, settings),
    );
    assert_eq!(versions(&forward), versions(&backward));
    assert_eq!(forward.rulebook.schema, backward.rulebook.schema);
}

#[test]
fn versions_follow_the_meaning_and_nothing_else() {
    let version = |sections: &str| rule(sections).parts().version.clone();
    let base = version("  when tier >= gold and (city is known)\n  limit 1 per year");
    assert_eq!(
        base,
        version(
            "  note \"why\"\n  limit 1 per 1 year\n  priority 0\n  when gold <= 会员等级 and city is known"
        ),
    );
    assert_ne!(
        base,
        version("  when tier > gold and city is known\n  limit 1 per year")
    );
    assert_ne!(
        base,
        version("  when tier >= silver and city is known\n  limit 1 per year")
    );
    assert_ne!(
        base,
        version("  when tier >= gold and city is known\n  limit 2 per year")
    );
    assert_ne!(
        base,
        version("  when tier >= gold or city is known\n  limit 1 per year")
    );
    assert_eq!(
        version("  when marketing_consent is yes"),
        version("  when 同意营销"),
    );
}

#[test]
fn dates_and_instants() {
    let on = |days| Window::On { days };
    assert!(matches!(atom("joined_on is today"), Atom::Within { window, .. } if window == on(0)));
    assert!(matches!(atom("joined_on in 3 days"), Atom::Within { window, .. } if window == on(3)));
    assert!(matches!(
        atom("birthday in 3 days"),
        Atom::Birthday {
            lunar: false,
            from_days: 3,
            to_days: 3,
            ..
        }
    ));
    assert!(matches!(
        atom("lunar_birthday within next 1 week"),
        Atom::Birthday {
            lunar: true,
            from_days: 0,
            to_days: 7,
            ..
        }
    ));
    assert!(matches!(
        atom("birthday within last 7 days"),
        Atom::Birthday {
            from_days: -6,
            to_days: 0,
            ..
        }
    ));
    let plus = Span::days(-30);
    assert!(matches!(
        atom("joined_on before 30 days ago"),
        Atom::Compare { op: Comparison::Less, right, .. }
            if right.node == ExprNode::Today { plus } && right.kind == Kind::Date
    ));
    let filtered = |filter: &str| {
        let Atom::Has(query) = atom(&format!("has purchase ({filter})")) else {
            panic!()
        };
        let Some(Test::Atom(None, atom)) = query.filter.map(|filter| *filter) else {
            panic!()
        };
        atom
    };
    assert!(matches!(
        filtered("at before 24 hours ago"),
        Atom::Compare { op: Comparison::Less, right, .. }
            if right.node == ExprNode::Tick { plus_ms: -86_400_000 }
    ));
    assert!(matches!(
        filtered("at before 3 days ago"),
        Atom::Compare { op: Comparison::Less, right, .. }
            if right.node == ExprNode::DayStart { plus: Span::days(-3) }
    ));
    assert!(matches!(
        filtered("at after 3 days ago"),
        Atom::Compare { op: Comparison::GreaterOrEqual, right, .. }
            if right.node == ExprNode::DayStart { plus: Span::days(-2) }
    ));
    let zone = settings(Currency::CNY).zone;
    assert!(
        zone.start_of(Day::MIN) < zone.end_of(Day::MAX),
        "open ends stay ends"
    );
    let day = Day::new(2026, 1, 1).expect("a day");
    assert!(matches!(
        filtered("at after 2026-01-01"),
        Atom::Within { window: Window::Between(first, Day::MAX), .. } if first == day.plus_days(1)
    ));
    assert!(matches!(
        filtered("delivered_at within last 3 days"),
        Atom::Within {
            window: Window::Last(Length::Calendar(Span { months: 0, days: 3 })),
            ..
        }
    ));
}

#[test]
fn counts_on_either_side() {
    for condition in [
        "count(purchase, last 90 days) >= 2",
        "2 <= count(purchase, last 90 days)",
    ] {
        assert!(matches!(
            atom(condition),
            Atom::CompareCount {
                op: Comparison::GreaterOrEqual,
                ..
            }
        ));
    }
    let Test::All(parts) = when("count(purchase) between 2 and 5") else {
        panic!()
    };
    assert_eq!(parts.len(), 2);
}

#[test]
fn the_event_comes_before_the_customer() {
    let rule =
        rule("  audience purchase\n  when status is paid and tier >= gold and at after 3 days ago");
    let parts = rule.parts();
    assert!(matches!(parts.audience, Audience::Event(_)));
    let reads: Vec<&[String]> = parts
        .atoms
        .iter()
        .map(|atom| atom.reads.as_slice())
        .collect();
    assert_eq!(
        reads,
        [
            &["purchase.status".to_owned()][..],
            &["tier".to_owned()],
            &["purchase.at".to_owned()]
        ]
    );
}

#[test]
fn atoms_keep_the_authors_words() {
    let rule = rule(
        "  when   tier  >=  gold and no purchase (last 90 days,\n    amount > ¥50)\n  unless has complaint (last 7 days, severity >= high)",
    );
    let atoms = &rule.parts().atoms;
    let texts: Vec<(&str, bool)> = atoms
        .iter()
        .map(|a| (a.text.as_str(), a.in_unless))
        .collect();
    assert_eq!(
        texts,
        [
            ("tier >= gold", false),
            ("no purchase (last 90 days, amount > ¥50)", false),
            ("has complaint (last 7 days, severity >= high)", true),
        ]
    );
    assert_eq!(atoms[1].reads, ["purchase", "purchase.amount"]);
}

#[test]
fn limits_and_defaults() {
    let rule = rule(
        "  when tier >= gold\n  limit 1 per year\n  limit 2 per 30 days\n  limit 5 lifetime\n  cooldown 14 days",
    );
    let parts = rule.parts();
    let days = |days| Length::Calendar(Span::days(days));
    let limits: Vec<(u32, Period)> = parts.limits.iter().map(|l| (l.times, l.per)).collect();
    assert_eq!(
        limits,
        [
            (1, Period::Year),
            (2, Period::Rolling(days(30))),
            (5, Period::Lifetime)
        ]
    );
    assert_eq!(
        (parts.cooldown, parts.late, parts.priority),
        (Some(days(14)), days(1), 0)
    );
    assert_eq!((parts.active, parts.group.as_ref()), (None, None));
}

#[test]
fn a_thousand_rules() {
    let mut text = String::new();
    for at in 0..1000 {
        let _ = write!(
            text,
            "rule \"r{at}\"\n  schedule daily at 09:00\n  when no purchase (last {} days) and count(purchase, last 24 months) >= 2 and tier >= gold\n  unless has complaint (last 7 days, severity >= high)\n  then send coupon \"C{at}\" (value: ¥20, valid: 10 days) and send email \"e\" (subject: \"Hi {{name or 'you'}}\")\n  limit 1 per year\n",
            at + 1
        );
    }
    let schema = scenario_schema();
    let files = parsed(&[("schema.rules", &schema), ("r.rules", &text)]);
    let begun = std::time::Instant::now();
    let checked = must_check(&files, settings(Currency::CNY));
    println!("1,000 rules checked in {:?}", begun.elapsed());
    assert_eq!(checked.rulebook.rules.len(), 1000);
    let mut versions: Vec<&str> = versions(&checked).into_iter().map(|(_, v)| v).collect();
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions.len(), 1000);
}
