//! Inline templates: what parses, what each mistake says, what rendering gives.

use super::*;

fn hole(template: &str) -> Placeholder {
    let parsed = InlineTemplate::parse(template).expect(template);
    parsed
        .placeholders()
        .next()
        .expect("one placeholder")
        .clone()
}

fn rendered(template: &str) -> Result<String, MissingField> {
    InlineTemplate::parse(template)
        .expect(template)
        .render(|path| match path {
            "name" | "姓名" => Some("李雷".into()),
            "order.amount" => Some("¥50".into()),
            _ => None,
        })
}

fn mistakes(template: &str) -> Vec<(&str, InlineMistake)> {
    InlineTemplate::parse(template)
        .expect_err(template)
        .into_iter()
        .map(|error| {
            (
                template.get(error.span).expect("on characters"),
                error.mistake,
            )
        })
        .collect()
}

#[test]
fn both_languages_and_every_quote_say_the_same() {
    for text in [
        "{name or 'friend'}",
        "{ name  or  'friend' }",
        "{name 或 'friend'}",
        "{name 或'friend'}",
        "{name or'friend'}",
        "{name or ‘friend’}",
        "{name or ’friend’}",
        "{name or “friend”}",
        "{name or 「friend」}",
        "{name or \"friend\"}",
        "｛name or 'friend'｝",
        "{ｎａｍｅ or 'friend'}",
    ] {
        let hole = hole(text);
        assert_eq!(
            (hole.path.as_str(), hole.or.as_deref()),
            ("name", Some("friend")),
            "{text}"
        );
        assert_eq!(hole.span, 0..text.len(), "{text}");
    }
    let chinese = hole("{姓名 或 '亲爱的会员'}");
    assert_eq!(
        (chinese.path.as_str(), chinese.or.as_deref()),
        ("姓名", Some("亲爱的会员"))
    );
}

#[test]
fn names_that_begin_with_or_are_names() {
    assert_eq!(hole("{order.amount}").path, "order.amount");
    assert_eq!(hole("{ order . amount }").path, "order.amount");
    assert_eq!(hole("{or}").path, "or");
    assert_eq!(hole("{或许 or ''}").or.as_deref(), Some(""));
}

#[test]
fn spans_point_into_the_text() {
    let text = "生日快乐，{ 姓名 或 '会员' }！";
    let hole = hole(text);
    assert_eq!(text.get(hole.span), Some("{ 姓名 或 '会员' }"));
    assert_eq!(text.get(hole.path_span), Some("姓名"));
}

#[test]
fn holes_are_filled_or_fall_back_or_are_named() {
    assert_eq!(
        rendered("Hi {name}, {order.amount}!").unwrap(),
        "Hi 李雷, ¥50!"
    );
    assert_eq!(rendered("{nick or 'it''s {you}'}").unwrap(), "it's {you}");
    assert_eq!(rendered("{nick}").unwrap_err().path, "nick");
    assert_eq!(rendered("").unwrap(), "");
}

#[test]
fn doubled_braces_are_text() {
    assert_eq!(rendered("{{name}} {{{name}}}").unwrap(), "{name} {李雷}");
    assert_eq!(rendered("100%").unwrap(), "100%");
}

#[test]
fn a_value_is_never_read_as_a_template() {
    let template = InlineTemplate::parse("{name}").unwrap();
    assert_eq!(
        template.render(|_| Some("{evil}{{".into())).unwrap(),
        "{evil}{{"
    );
}

#[test]
fn every_mistake_is_named_where_it_is() {
    use InlineMistake::{
        Empty, FallbackUnclosed, FallbackUnquoted, Glued, NotAName, StrayClose, Unclosed,
        Unexpected,
    };
    let found = |s: &str| s.to_owned();
    for (text, expected) in [
        ("Hi {name", vec![("{", Unclosed)]),
        ("Hi {name, {name}", vec![("{", Unclosed)]),
        ("Hi name}!", vec![("}", StrayClose)]),
        ("a {} b { } c", vec![("{}", Empty), ("{ }", Empty)]),
        (
            "{first name}",
            vec![(
                "name",
                Unexpected {
                    found: found("name"),
                },
            )],
        ),
        (
            "{name orange}",
            vec![(
                "orange",
                Unexpected {
                    found: found("orange"),
                },
            )],
        ),
        ("{order.}", vec![("{order.}", Empty)]),
        (
            "{1st}",
            vec![(
                "1st",
                NotAName {
                    found: found("1st"),
                },
            )],
        ),
        (
            "{name or friend}",
            vec![(
                "friend",
                FallbackUnquoted {
                    found: found("friend"),
                },
            )],
        ),
        (
            "{name or}",
            vec![("", FallbackUnquoted { found: found("") })],
        ),
        ("{name or 'friend}", vec![("'friend", FallbackUnclosed)]),
        (
            "{name or 'a' b}",
            vec![("b", Unexpected { found: found("b") })],
        ),
        (
            "{姓名或'会员'}",
            vec![(
                "姓名或",
                Glued {
                    name: found("姓名"),
                },
            )],
        ),
        (
            "{%}{?} ok {name}",
            vec![
                ("%", NotAName { found: found("%") }),
                ("?", NotAName { found: found("?") }),
            ],
        ),
    ] {
        assert_eq!(mistakes(text), expected, "{text}");
    }
}

#[test]
fn fixes_make_the_text_parse() {
    for text in ["50% off}", "{name or friend}", "{姓名或'会员'}"] {
        let error = InlineTemplate::parse(text).unwrap_err().remove(0);
        let mut fixed = text.to_owned();
        fixed.replace_range(error.span.clone(), error.fix.as_deref().expect(text));
        InlineTemplate::parse(&fixed).expect(&fixed);
    }
}
