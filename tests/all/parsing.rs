//! The parser against depth, length and garbage.

use std::fmt::Write;

use perennial::language::diagnostics::render::render_all;
use perennial::language::parse;
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};
use perennial::language::syntax::{ExprKind, Item, RuleFile, SectionKind};
use proptest::prelude::*;

fn codes(text: &str) -> Vec<&'static str> {
    parse(&Source::new(FileId(0), "", text))
        .1
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}

fn nested(depth: usize, inside: &str, closed: usize) -> String {
    format!(
        "rule \"deep\"\n  when {}{inside}{}\n  then add tag \"deep\"\n",
        "(".repeat(depth),
        ")".repeat(closed)
    )
}

#[test]
fn sixty_four_brackets_are_read_and_more_are_refused() {
    assert!(codes(&nested(64, "a is 1", 64)).is_empty());
    assert_eq!(codes(&nested(65, "a is 1", 65)), ["E0111"]);
    assert_eq!(codes(&nested(5_000, "a is 1", 5_000)), ["E0111"]);
}

/// Each of these took a naive grammar minutes; they are here to hang when the grammar is unfactored.
#[test]
fn deep_mistakes_are_found_at_once() {
    assert_eq!(codes(&nested(64, "a is", 64)), ["E0101"]);
    assert_eq!(codes(&nested(64, "a is 1", 63)), ["E0103"]);
    assert_eq!(codes(&nested(64, "a is 1", 0)), ["E0103"]);
    let lists = format!("{}1{}", "[".repeat(64), "]".repeat(64));
    assert!(codes(&format!("rule \"deep\"\n  when a in {lists}")).is_empty());
    let all = format!("{}a{}", "all of (".repeat(64), ")".repeat(64));
    assert!(codes(&format!("rule \"deep\"\n  when {all}")).is_empty());
}

#[test]
fn long_chains_do_not_nest() {
    let chain = |joint: &str, count: usize| {
        format!(
            "rule \"long\"\n  when a{}",
            format!("{joint}a").repeat(count)
        )
    };
    assert!(codes(&chain(" and ", 5_000)).is_empty());
    assert!(codes(&chain(" + ", 64)).is_empty());
    assert_eq!(codes(&chain(" + ", 65)), ["E0111"]);
    assert_eq!(
        codes(&format!("rule \"long\"\n  when {}a", "not ".repeat(5_000))),
        ["E0111"]
    );
    let glued = |count: usize| format!("规则 \"长\"\n  当 {}", "且".repeat(count));
    assert_eq!(codes(&glued(5_000)), ["E0123"]);
    assert_eq!(codes(&glued(90)).len(), 1);
}

#[test]
fn layout_carries_no_meaning() {
    let plain = "rule \"a\"\n  when tier is gold and city is \"x\"\n  then send email \"b\" (c: 1)\n  limit 1 per year\n";
    let read = |text: &str| {
        let source = Source::new(FileId(0), "", text);
        let (tree, diagnostics) = parse(&source);
        assert!(
            diagnostics.is_empty(),
            "{}",
            render_all(&diagnostics, &[source], Language::English)
        );
        tree
    };
    let tree = read(plain);
    assert_eq!(tree.items.len(), 1);
    assert_eq!(tree, read(&plain.replace('\n', "\r\n")));
    assert_eq!(tree, read(&format!("\u{feff}{plain}")));
    assert_eq!(tree, read(&plain.replace("  ", "\t")));
    assert_eq!(tree, read(&plain.replace("  ", "\u{3000}")));
    assert_eq!(tree, read(&plain.replace(' ', "\u{a0}")));
    assert_eq!(
        tree,
        read(&plain.replace("  ", "").replace(" and ", "\n# why\nand\n"))
    );
    assert_eq!(
        tree,
        read(
            &plain
                .replace("\"b\" (", "\"b\"\n(")
                .replace("c: 1", "\nc: 1,\n")
        )
    );
    assert_eq!(
        tree,
        read(
            &plain
                .replace("when", "When")
                .replace("then", "THEN")
                .replace('(', "（")
                .replace(')', "）")
        )
    );
    assert_eq!(tree, read(&plain.replace(": ", "：").replace('"', "”")));
}

#[test]
fn a_bad_line_does_not_hide_the_others() {
    let text = "rule \"a\"\n  when tier is\n  then send email\n  limit x\n\nrule \"b\"\n  when tier is gold\n  then add tag \"x\"\n";
    let (tree, diagnostics) = parse(&Source::new(FileId(0), "", text));
    assert_eq!(diagnostics.len(), 2);
    let [Item::Rule(first), Item::Rule(second)] = tree.items.as_slice() else {
        panic!("two rules")
    };
    assert!(first.damaged && !second.damaged);
    assert_eq!((first.sections.len(), second.sections.len()), (1, 2));
}

/// The condition of `rule "x" when …`.
fn condition(text: &str) -> ExprKind {
    let source = Source::new(FileId(0), "", format!("rule \"x\"\n  when {text}\n"));
    let (tree, diagnostics) = parse(&source);
    assert!(
        diagnostics.is_empty(),
        "{}",
        render_all(&diagnostics, &[source], Language::English)
    );
    let RuleFile { items } = tree;
    let Some(Item::Rule(rule)) = items.into_iter().next() else {
        panic!("a rule")
    };
    let Some(SectionKind::When(expr)) =
        rule.sections.into_iter().next().map(|section| section.kind)
    else {
        panic!("when")
    };
    expr.kind
}

#[test]
fn two_ways_to_write_one_meaning() {
    for (one, other) in [
        ("a >= ¥5,000", "a ≥ 5000元"),
        ("a > ￥1.5万", "a > ¥15,000"),
        ("a is ６００万元", "a 是 ¥6,000,000"),
        ("a > 70%", "a ＞ ７０ ％"),
        ("a > CNY 100", "a > CNY 100.00"),
        ("x in 3 days", "x 在 3 天 后"),
        ("x within next 7 days", "x 在 未来 7 天 内"),
        ("x within last 3 months", "x 在 近3个月内"),
        ("x before 24 hours ago", "x 早于 24小时前"),
        ("x after 2026-01-31", "x 晚于 2026年1月31日"),
        ("x is 02-29", "x 是 2月29日"),
        ("x is not gold", "x 不是 gold"),
        ("x not in [1, 2]", "x 不属于 【1、2】"),
        ("x is in [1, 2]", "x in [1, 2,]"),
        ("x between 30 and 75", "x 介于 30至75"),
        ("x not between 1 and 2", "x is not between 1 and 2"),
        ("x is not known", "x is missing"),
        ("not a and b", "非 a 且 b"),
        ("all of (a, b)", "a and b"),
        ("any of (a, b)", "任一满足（a，b）"),
        ("has p (last 90 days)", "有 p（近90天）"),
        ("no p (since entry)", "没有 p（自从进入时）"),
        ("has no p", "无 p"),
        (
            "count(p, between 2026-01-01 and 2026-02-01) > 2",
            "次数（p，介于 2026-01-01 至 2026-02-01）> 2",
        ),
        (
            "max(p.amount, since 2026-01-01) > 2",
            "最大（p.amount，自 2026-01-01 起）> 2",
        ),
        ("a (default: \"x\") is \"y\"", "a（默认：「x」）是 ”y“"),
        ("(a + b) * 2 > -c", "（a ＋ b）× 2 ＞ －c"),
        ("a is yes", "a 是 是"),
        ("p.amount > 1", "p．amount > 1"),
        ("ＡＢＣ is 1", "ABC is 1"),
    ] {
        assert_eq!(condition(one), condition(other), "{one} | {other}");
    }
}

const SCENARIOS: [&str; 3] = [
    include_str!("../../examples/scenarios/scenarios.en.rules"),
    include_str!("../../examples/scenarios/scenarios.zh.rules"),
    include_str!("../../examples/scenarios/schema.rules"),
];

/// Bits of rules, so that random texts get past the first word.
fn bits() -> impl Strategy<Value = String> {
    let bit = prop::sample::select(vec![
        "rule \"a\"\n",
        "规则 \"甲\"\n",
        "test \"t\"\n",
        "customer\n",
        "event e: ",
        "segment \"s\": ",
        "policy\n",
        "when ",
        "当",
        "则",
        "then ",
        "wait 7 days ",
        "split \"s\" ",
        "45% variant \"A\" ",
        "given ",
        "expect ",
        "第 0 天：",
        "limit ",
        "1 per year ",
        "每年1次",
        "生日",
        "是今天",
        "且",
        " and ",
        " or ",
        "(",
        "（",
        ")",
        "）",
        "[",
        "]",
        "\"",
        "“",
        "'",
        ">=",
        "＝",
        "¥100 ",
        "600万元",
        "2026-02-30 ",
        "09:00 ",
        "7m ",
        "近90天",
        "has purchase ",
        "count(",
        "a.b ",
        "is ",
        "not ",
        "#",
        "\n",
        "\r\n",
        "\u{3000}",
        ",",
        "：",
        "%",
        "\u{feff}",
        "\0",
        "🎂",
        "e\u{301}",
        "send email ",
    ]);
    prop::collection::vec(bit, 0..60).prop_map(|bits| bits.concat())
}

/// Whatever comes in, every message can be shown and every fix can be made.
fn survives(source: &Source) {
    let (_, diagnostics) = parse(source);
    let shown = render_all(
        &diagnostics,
        std::slice::from_ref(source),
        Language::English,
    );
    assert_eq!(shown.is_empty(), diagnostics.is_empty());
    for fix in diagnostics.iter().flat_map(|diagnostic| &diagnostic.fixes) {
        fix.apply(source.text());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&Source::from_bytes(FileId(0), "x", &bytes));
    }

    #[test]
    fn any_words_are_survived(text in bits()) {
        survives(&Source::new(FileId(0), "x", text));
    }

    #[test]
    fn any_truncation_is_survived(which in 0..3_usize, at in 0..6_000_usize) {
        let text = SCENARIOS[which];
        survives(&Source::from_bytes(FileId(0), "x", &text.as_bytes()[..at.min(text.len())]));
    }

    #[test]
    fn any_hole_is_survived(which in 0..3_usize, at in 0..6_000_usize, length in 1..40_usize) {
        let mut letters: Vec<char> = SCENARIOS[which].chars().collect();
        let at = at.min(letters.len());
        letters.drain(at..(at + length).min(letters.len()));
        survives(&Source::new(FileId(0), "x", letters.into_iter().collect::<String>()));
    }
}

/// Many rules in one file: here so that a quadratic reader is felt.
#[test]
fn a_thousand_rules_are_read() {
    let mut text = String::new();
    for number in 0..1_000 {
        let _ = write!(
            text,
            "rule \"r{number}\"\n  schedule daily at 09:00\n  when tier >= gold and count(purchase, last 90 days, amount > ¥50) >= 2\n  unless has complaint (last 7 days)\n  then send email \"m\" (subject: \"Hello\")\n  limit 1 per year\n"
        );
    }
    let (tree, diagnostics) = parse(&Source::new(FileId(0), "", text));
    assert_eq!((tree.items.len(), diagnostics.len()), (1_000, 0));
}
