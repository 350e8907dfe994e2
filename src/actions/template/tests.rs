//! Templates: what renders, what each mistake says, and that nothing hostile runs.

use super::*;

fn text_only(text: &str) -> Result<MailTemplate, Vec<TemplateError>> {
    MailTemplate::parse(
        "card",
        TemplateTexts {
            text: Some(text),
            ..TemplateTexts::default()
        },
    )
}

fn html_only(html: &str) -> MailTemplate {
    MailTemplate::parse(
        "card",
        TemplateTexts {
            html: Some(html),
            ..TemplateTexts::default()
        },
    )
    .expect(html)
}

fn values() -> BTreeMap<String, FieldValue> {
    [
        ("name", FieldValue::from("Ann <b>& Co</b>")),
        ("姓名", "李雷".into()),
        ("tier", "gold".into()),
        ("empty", "".into()),
        ("order.amount", "¥50".into()),
        ("vip", true.into()),
        ("asleep", false.into()),
    ]
    .map(|(path, value)| (path.to_owned(), value))
    .into()
}

fn rendered(text: &str) -> Result<String, TemplateError> {
    text_only(text)
        .expect(text)
        .render(&values())
        .map(|body| body.text)
}

fn mistake(text: &str) -> TemplateMistake {
    let mut errors = text_only(text).expect_err(text);
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors.remove(0).mistake
}

#[test]
fn fields_conditions_and_filters_render() {
    for (template, expected) in [
        ("Hi {{ name }}!", "Hi Ann <b>& Co</b>!"),
        ("{{ nick or 'dear member' }}", "dear member"),
        ("{{ nick|default('dear member') }}", "dear member"),
        ("{{ 姓名 或 '会员' }}，{{ 昵称 或 '会员' }}", "李雷，会员"),
        ("{{ empty or 'x' }}", "x"),
        ("{{ order.amount }}", "¥50"),
        ("{{ tier|upper|trim }}", "GOLD"),
        (
            "{% if vip %}V{% endif %}{% if asleep %}A{% endif %}{% if nick %}N{% endif %}.",
            "V.",
        ),
        (
            "{% if tier == 'gold' %}G{% elif tier == 'silver' %}S{% else %}O{% endif %}",
            "G",
        ),
        ("{% if not asleep and (vip or nick) %}yes{% endif %}", "yes"),
        ("a\n{% if vip %}\nb\n{% endif %}\nc", "a\nb\nc"),
        ("{{ 'x' if nick is defined else 'y' }}", "y"),
        ("{# a note #}{% raw %}{{ raw }}{% endraw %}", "{{ raw }}"),
        ("p { color: red } { } {a;b}", "p { color: red } { } {a;b}"),
    ] {
        assert_eq!(rendered(template).as_deref(), Ok(expected), "{template}");
    }
}

#[test]
fn html_escapes_what_customers_wrote_and_has_a_text_beside_it() {
    let body = html_only("<p>Hi {{ name }},</p><p>{{ '<i>' }}</p>")
        .render(&values())
        .unwrap();
    let html = body.html.unwrap();
    assert_eq!(
        html,
        "<p>Hi Ann &lt;b&gt;&amp; Co&lt;&#x2f;b&gt;,</p><p>&lt;i&gt;</p>"
    );
    assert_eq!(body.text, "Hi Ann <b>& Co</b>,\n\n<i>\n");
}

#[test]
fn every_file_has_its_part() {
    let texts = TemplateTexts {
        subject: Some("Happy birthday,\n {{ name }}\n"),
        text: Some("T {{ tier }}"),
        html: Some("<b>{{ tier }}</b>"),
    };
    let template = MailTemplate::parse("card", texts).unwrap();
    let body = template.render(&values()).unwrap();
    assert_eq!(
        body.subject.as_deref(),
        Some("Happy birthday, Ann <b>& Co</b>")
    );
    assert_eq!(
        (body.text.as_str(), body.html.as_deref()),
        ("T gold", Some("<b>gold</b>"))
    );
}

#[test]
fn fields_are_listed_with_whether_they_are_needed() {
    let template = text_only(concat!(
        "{{ a }} {{ b or 'x' }} {{ c|default('x') }}\n",
        "{% if d %}{{ d }}{% endif %}\n",
        "{% if e == 'x' %}{{ e }}{% else %}{{ f }}{% endif %}\n",
        "{{ g or h }} {{ i if j else k }} {{ l and l }} {{ o.p }}",
    ))
    .unwrap();
    let needed: Vec<&str> = template
        .fields()
        .iter()
        .filter(|field| field.needed)
        .map(|field| field.path.as_str())
        .collect();
    assert_eq!(needed, ["a", "f", "h", "i", "k", "o.p"]);
    let all: Vec<&str> = template
        .fields()
        .iter()
        .map(|field| field.path.as_str())
        .collect();
    assert_eq!(
        all,
        [
            "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "o.p"
        ]
    );
    let f = &template.fields()[5];
    assert_eq!((f.file.as_str(), f.line), ("templates/card.txt", 3));
}

#[test]
fn a_field_is_needed_when_any_file_needs_it() {
    let texts = TemplateTexts {
        subject: Some("{{ a or 'x' }}{{ b }}"),
        text: Some("{{ a }}{{ b or 'x' }}"),
        html: None,
    };
    let template = MailTemplate::parse("card", texts).unwrap();
    assert_eq!(template.fields().len(), 2);
    assert!(template.fields().iter().all(|field| field.needed));
}

#[test]
fn a_needed_field_without_a_value_is_named_with_its_template() {
    for path in ["nick", "order.tax", "nobody.name"] {
        let error = rendered(&format!("one\n{{{{ {path} }}}}")).unwrap_err();
        assert_eq!(
            error.mistake,
            TemplateMistake::MissingField {
                path: path.to_owned()
            }
        );
        assert_eq!(
            error.to_string(),
            format!(
                "templates/card.txt, line 2: `{path}` has no value for this customer; \
                 write `{{{{ {path} or '…' }}}}`, or put it between `{{% if {path} %}}` and `{{% endif %}}`"
            )
        );
    }
    let error = rendered("{{ nick|upper }}").unwrap_err();
    assert!(
        matches!(&error.mistake, TemplateMistake::MissingField { path } if path.contains("nick")),
        "{error}"
    );
}

#[test]
fn mistakes_say_file_line_what_and_how() {
    let errors = MailTemplate::parse(
        "card",
        TemplateTexts {
            subject: Some("{{ name"),
            text: Some("\n\n{% for x in y %}{% endfor %}"),
            html: Some("<p>\n{name or 'friend'}</p>"),
        },
    )
    .unwrap_err();
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(
        said[0]
            .starts_with("templates/card.subject.txt, line 1: the template cannot be read here ("),
        "{said:#?}"
    );
    assert!(
        said[1]
            .starts_with("templates/card.txt, line 3: `{% for %}` cannot be used in a template; "),
        "{said:#?}"
    );
    assert_eq!(
        said[2],
        "templates/card.html, line 2: `{name or 'friend'}` would reach the customer as it stands; \
         in template files write `{{ name or 'friend' }}`"
    );
    let none = MailTemplate::parse("card", TemplateTexts::default()).unwrap_err();
    assert_eq!(none[0].mistake, TemplateMistake::NoBody);
}

#[test]
fn nothing_that_loops_reads_or_multiplies_is_let_through() {
    for template in [
        "{% for x in [1,2,3] %}{{ x }}{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{% import 'x' as y %}",
        "{% from 'x' import y %}",
        "{% extends 'x' %}",
        "{% block a %}{% endblock %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% call f() %}{% endcall %}",
        "{% set a = name %}",
        "{% set a %}x{% endset %}",
        "{% with a = name %}{% endwith %}",
        "{% filter upper %}x{% endfilter %}",
        "{% autoescape false %}{{ name }}{% endautoescape %}",
        "{% do f() %}",
        "{{ 'x' * 1000000000 }}",
        "{{ 2 ** 99999999 }}",
        "{{ [0] * 100000000 }}",
        "{{ name ~ name }}",
        "{{ name + name }}",
        "{{ 1 - 1 }}",
        "{{ -1 }}",
        "{{ name < 'x' }}",
        "{{ 'a' in name }}",
        "{{ name[0] }}",
        "{{ name[:1] }}",
        "{{ a.b.c }}",
        "{{ name.upper() }}",
        "{{ range(1000000) }}",
        "{{ debug() }}",
        "{{ {'a': 1} }}",
        "{{ (1, 2) }}",
        "{{ none }}",
        "{{ name is string }}",
        "{{ name|default(*name) }}",
    ] {
        assert!(
            matches!(mistake(template), TemplateMistake::NotAllowed(_)),
            "{template}: {:?}",
            mistake(template)
        );
    }
    for filter in [
        "safe",
        "replace('a', 'aaaaaaaa')",
        "indent(1000000000)",
        "center(9999999)",
        "list",
        "tojson",
        "batch(2)",
    ] {
        let found = mistake(&format!("{{{{ name|{filter} }}}}"));
        assert!(
            matches!(found, TemplateMistake::UnknownFilter(_)),
            "{filter}: {found:?}"
        );
    }
    assert_eq!(
        mistake("{% if points == 100 %}x{% endif %}"),
        TemplateMistake::ComparedWithNumber("100".to_owned())
    );
}

#[test]
fn depth_and_length_are_bounded_before_anything_recursive_runs() {
    let repeat = |text: &str, times: usize| text.repeat(times);
    for (template, expected) in [
        (repeat("{% if vip %}", 20_000), TemplateMistake::TooDeep),
        (
            format!("{{% if vip %}}{}", repeat("{% elif vip %}", 18_000)),
            TemplateMistake::TooDeep,
        ),
        (
            format!("{{{{ {} }}}}", repeat("(", 100_000)),
            TemplateMistake::TagTooLong,
        ),
        (
            format!("{{{{ {}name }}}}", repeat("not ", 50_000)),
            TemplateMistake::TagTooLong,
        ),
        (
            format!("{{{{ name{} }}}}", repeat(" or name", 30_000)),
            TemplateMistake::TagTooLong,
        ),
        (
            format!("{{{{ name{} }}}}", repeat("|upper", 40_000)),
            TemplateMistake::TagTooLong,
        ),
        (
            format!("{{{{ a{} }}}}", repeat(".a", 100_000)),
            TemplateMistake::TagTooLong,
        ),
        (
            format!("{{% if {} %}}", repeat("[", 100_000)),
            TemplateMistake::TagTooLong,
        ),
        (
            repeat("x", LONGEST_SOURCE + 1),
            TemplateMistake::SourceTooLong,
        ),
    ] {
        assert_eq!(mistake(&template), expected);
    }
    // At the bound itself all is well.
    let deepest = format!(
        "{}x{}",
        repeat("{% if vip %}", 50),
        repeat("{% endif %}", 50)
    );
    assert_eq!(rendered(&deepest).as_deref(), Ok("x"));
}

#[test]
fn output_is_bounded_whatever_the_values() {
    let template = text_only(&"{{ name }}".repeat(20_000)).unwrap();
    let values = BTreeMap::from([("name".to_owned(), FieldValue::Text("x".repeat(1_000)))]);
    let error = template.render(&values).unwrap_err();
    assert_eq!(error.mistake, TemplateMistake::OutputTooLong);
}

#[test]
fn the_longest_template_has_fuel_enough() {
    let source = "{{x}}".repeat(LONGEST_SOURCE / 5);
    let values = BTreeMap::from([("x".to_owned(), FieldValue::from("y"))]);
    let body = text_only(&source).unwrap().render(&values).unwrap();
    assert_eq!(body.text.len(), LONGEST_SOURCE / 5);
}

#[test]
fn values_are_never_read_as_templates() {
    let evil = "{{ name }}{% for x in y %}{name}";
    let values = BTreeMap::from([("name".to_owned(), FieldValue::from(evil))]);
    assert_eq!(
        text_only("{{ name }}")
            .unwrap()
            .render(&values)
            .unwrap()
            .text,
        evil
    );
}

#[test]
fn a_subject_is_one_line() {
    let texts = TemplateTexts {
        subject: Some("{{ name }}"),
        text: Some("x"),
        html: None,
    };
    let values = BTreeMap::from([(
        "name".to_owned(),
        FieldValue::from("a\r\nBcc: all@example.com"),
    )]);
    let body = MailTemplate::parse("card", texts)
        .unwrap()
        .render(&values)
        .unwrap();
    assert_eq!(body.subject.as_deref(), Some("a Bcc: all@example.com"));
}

#[test]
fn text_made_from_html_reads_well() {
    for (html, text) in [
        ("<h1>Hello</h1><p>One\n  two</p>", "Hello\n\nOne two\n"),
        ("a<br>b<br/>c<br><br>d", "a\nb\nc\n\nd\n"),
        ("<ul><li>x</li><li>y</li></ul>z", "- x\n- y\n\nz\n"),
        (
            "<a href=\"https://a.example/?b=1&amp;c=2\">Shop</a>.",
            "Shop (https://a.example/?b=1&c=2).\n",
        ),
        (
            "<a href='https://a.example'>https://a.example</a>",
            "https://a.example\n",
        ),
        ("<a href=\"#top\">Top</a>", "Top\n"),
        (
            "<head><title>t</title><style>p{color:red}</style></head><body>b</body>",
            "b\n",
        ),
        ("<script>if (a < b) x()</script>b", "b\n"),
        ("<!-- <p>no</p> -->yes", "yes\n"),
        ("<img src=x alt=\"50 &yen; off\">", "50 ¥ off\n"),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            "a b\nc\n",
        ),
        (
            "&lt;b&gt; &#65;&#x42; &nope; & &#0; &#99999999999;",
            "<b> AB &nope; & &#0; &#99999999999;\n",
        ),
        ("<p title=\"a > b\">x</p>", "x\n"),
        ("生日<b>快乐</b>！", "生日快乐！\n"),
        ("<p", ""),
        ("", ""),
        ("a < b", "a\n"),
        (
            "<STYLE>a</Style>b&nosuchentityatall;&",
            "b&nosuchentityatall;&\n",
        ),
    ] {
        assert_eq!(plain_text(html), text, "{html}");
    }
}
