//! Every section of the language through parse and check: what it comes to, that both languages mean the
//! same by it, and that the version of a rule follows it.

use crate::checking::{checked, parsed, scenario_schema, settings};
use perennial::engine::facts::{Facts, TickContext};
use perennial::engine::interpret::{Outcome, value_of};
use perennial::language::check::Checked;
use perennial::language::checked::{
    Aggregate, ArmDoes, Audience, Budget, BudgetAmount, CheckedRule, Expr, ExprNode, Period, Piece,
    Query, StartWith, StepDoes, Test, Window,
};
use perennial::language::diagnostics::render::render_all;
use perennial::language::said::Language;
use perennial::model::calendar::{LeapPolicy, Length, Span, Zone};
use perennial::model::customer::{Customer, Event, Version, Watermarks};
use perennial::model::kind::Kind;
use perennial::model::moment::Moment;
use perennial::model::money::Currency;
use perennial::model::schema::Schema;
use perennial::model::value::Value;
use perennial::runtime::rulebook::Deployed;
use perennial::store::book::wire::TextsRecord;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// The text over the scenario schema.
fn check(text: &str) -> Checked {
    check_over(&scenario_schema(), text)
}

fn check_over(schema: &str, text: &str) -> Checked {
    let files = parsed(&[("schema.rules", schema), ("r.rules", text)]);
    checked(&files, settings(Currency::CNY)).unwrap_or_else(|diagnostics| {
        let sources: Vec<_> = files.into_iter().map(|(source, _)| source).collect();
        panic!("{}", render_all(&diagnostics, &sources, Language::English))
    })
}

fn rule(text: &str) -> CheckedRule {
    check(text).rulebook.rules.remove(0)
}

fn english(sections: &str) -> String {
    format!("rule \"r\"\n  schedule daily at 09:00\n  when tier >= gold\n{sections}\n")
}

fn chinese(sections: &str) -> String {
    format!("规则 \"r\"\n  时间 每天 09:00\n  当 会员等级 >= 金卡\n{sections}\n")
}

/// A section in English and in Chinese, and the same in English with another meaning.
const PARTS: &[(&str, &str, &str)] = &[
    (
        "then add tag \"a\"\nwait 7 days then add tag \"b\"",
        "则 添加 标签 \"a\"\n等待 7 天 然后 添加 标签 \"b\"",
        "then add tag \"a\"\nwait 8 days then add tag \"b\"",
    ),
    (
        "then add tag \"a\"\nwait 1 week, if city is known, then add tag \"b\" or else add tag \"c\"",
        "则 添加 标签 \"a\"\n等待 1 周，如果 城市 是 已知，则 添加 标签 \"b\" 否则 添加 标签 \"c\"",
        "then add tag \"a\"\nwait 1 week, if city is known, then add tag \"c\" or else add tag \"b\"",
    ),
    (
        "then add tag \"a\"\nwait 1 day then add tag \"b\"\nstop when has purchase (since entry)",
        "则 添加 标签 \"a\"\n等待 1 天 然后 添加 标签 \"b\"\n终止 当 有 购买（自从 进入时）",
        "then add tag \"a\"\nwait 1 day then add tag \"b\"\nstop when has purchase (last 7 days)",
    ),
    (
        "then add tag \"a\"\ngoal has purchase (since entry, amount >= ¥99)",
        "则 添加 标签 \"a\"\n目标 有 购买（自从 进入时，金额 >= ¥99）",
        "then add tag \"a\"\ngoal has purchase (since entry, amount >= ¥98)",
    ),
    (
        "split \"s\" by customer_id\n60% variant \"A\" then add tag \"a\"\n40% holdout",
        "分流 \"s\" 按 客户号\n60% 方案 \"A\" 则 添加 标签 \"a\"\n40% 对照组",
        "split \"s\" by customer_id\n61% variant \"A\" then add tag \"a\"\n39% holdout",
    ),
    (
        "split \"s\"\n50% variant \"A\" then add tag \"a\"\n50% variant \"B\" then add tag \"b\"",
        "分流 \"s\"\n50% 方案 \"A\" 则 添加 标签 \"a\"\n50% 方案 \"B\" 则 添加 标签 \"b\"",
        "split \"s\" by tier\n50% variant \"A\" then add tag \"a\"\n50% variant \"B\" then add tag \"b\"",
    ),
    (
        "then add tag \"a\"\nholdout 10%",
        "则 添加 标签 \"a\"\n对照组 10%",
        "then add tag \"a\"\nholdout 10.5%",
    ),
    (
        "then send coupon \"c\" (value: ¥5)\nbudget ¥50,000 per month",
        "则 发放 优惠券 \"c\"（面额：¥5）\n预算 每月 5万元",
        "then send coupon \"c\" (value: ¥5)\nbudget ¥50,000 per year",
    ),
    (
        "then send coupon \"c\" (value: ¥5)\nbudget 1000 coupons\nprefer lifetime_value",
        "则 发放 优惠券 \"c\"（面额：¥5）\n预算 1000 张 优惠券\n优先 累计消费",
        "then send coupon \"c\" (value: ¥5)\nbudget 1000 coupons\nprefer points_expiring",
    ),
    (
        "then add tag \"a\"\nstart with everyone",
        "则 添加 标签 \"a\"\n起始 所有人",
        "then add tag \"a\"\nstart with newcomers",
    ),
    (
        "then send push \"p\" (points: points_expiring)",
        "则 发送 推送 \"p\"（积分：即将到期积分）",
        "then send push \"p\" (reward_points: points_expiring)",
    ),
];

#[test]
fn every_part_has_one_version_in_both_languages_and_changes_it() {
    let version = |text: &str| rule(text).parts().version.clone();
    for (in_english, in_chinese, otherwise) in PARTS {
        let as_written = version(&english(in_english));
        assert_eq!(as_written, version(&chinese(in_chinese)), "{in_chinese}");
        assert_ne!(as_written, version(&english(otherwise)), "{otherwise}");
    }
    let plain = version(&english("then add tag \"a\""));
    let newcomers = version(&english("then add tag \"a\"\nstart with newcomers"));
    assert_eq!(plain, newcomers);
}

#[test]
fn a_journey_keeps_its_steps_in_order() {
    let rule = rule(&english(
        "then add tag \"now\"
  wait 7 days then add tag \"week\" and add tag \"seven\"
  wait 36 hours, if has refund (since entry), then add tag \"yes\"
  stop when unsubscribed",
    ));
    let parts = rule.parts();
    let steps = &parts.journey.as_ref().expect("it has later steps").steps;
    assert_eq!(steps[0].after, Length::Calendar(Span::days(7)));
    assert_eq!(steps[1].after, Length::Exact(36 * 3_600_000));
    let StepDoes::Actions(actions) = &steps[0].does else {
        panic!("the first step asks nothing")
    };
    assert_eq!(actions.len(), 2);
    let StepDoes::If {
        condition, or_else, ..
    } = &steps[1].does
    else {
        panic!("the second step asks")
    };
    let Test::Atom(None, _) = condition else {
        panic!("what is asked after the entry is no evidence of it: {condition:?}")
    };
    assert!(or_else.is_empty());
    assert!(parts.stop_when.is_some());
    assert_eq!(parts.atoms.len(), 1);
    assert_eq!(parts.every_action().count(), 4);
}

#[test]
fn splits_and_budgets_come_to_what_was_written() {
    let rule = rule(&english(
        "split \"q\" by customer_id
    45.5% variant \"A\" then send coupon \"a\" (value: ¥5)
    44.5% variant \"B\" then send coupon \"b\" (value: ¥6)
    10% holdout
  budget ¥1,000.50 per month
  budget 20 coupon per 7 days
  budget 9 coupons
  start with everyone",
    ));
    let parts = rule.parts();
    let split = parts.split.as_ref().expect("it splits");
    let shares: Vec<i64> = split.arms.iter().map(|arm| arm.share).collect();
    assert_eq!(shares, [45_500_000, 44_500_000, 10_000_000]);
    assert_eq!(split.arms[2].does, ArmDoes::Holdout);
    assert!(split.by.is_some());
    assert!(parts.actions.is_empty());
    let pieces = |count, per| Budget {
        amount: BudgetAmount::Pieces {
            count,
            of: Piece::Coupons,
        },
        per,
    };
    let money = BudgetAmount::Money {
        minor: 100_050,
        currency: Currency::CNY,
    };
    assert_eq!(
        parts.budgets,
        [
            Budget {
                amount: money,
                per: Period::Month
            },
            pieces(20, Period::Rolling(Length::Calendar(Span::days(7)))),
            pieces(9, Period::Lifetime),
        ]
    );
    assert_eq!(parts.start_with, StartWith::Everyone);
}

#[test]
fn a_segment_is_as_if_its_condition_were_written_out() {
    let segments = "segment \"Gold\": is tier >= gold and city is known
segment \"Quiet gold\": is in segment \"Gold\" and no purchase (last 90 days)\n";
    let named = format!(
        "{segments}rule \"r\"\n audience customer in segment \"Quiet gold\"\n schedule daily at 09:00\n when age > 30\n unless not in segment \"Gold\"\n then add tag \"t\""
    );
    let written = "rule \"r\"\n schedule daily at 09:00\n when tier >= gold and city is known and no purchase (last 90 days) and age > 30\n unless not (tier >= gold and city is known)\n then add tag \"t\"";
    let (named, written) = (check(&named), rule(written));
    let rule = &named.rulebook.rules[0];
    assert_eq!(rule.parts().when, written.parts().when);
    assert_eq!(rule.parts().unless, written.parts().unless);
    assert_eq!(rule.parts().version, written.parts().version);
    assert_eq!(rule.parts().segment.as_deref(), Some("Quiet gold"));
    let texts = |rule: &CheckedRule| -> Vec<String> {
        let atoms = rule.parts().atoms.iter();
        atoms.map(|atom| atom.text.clone()).collect()
    };
    assert_eq!(texts(rule), texts(&written));
    assert!(named.later.is_empty());
    assert_eq!(named.rulebook.segments.len(), 2);
}

#[test]
fn changing_a_segment_changes_the_rules_that_name_it() {
    let version = |condition: &str, title: &str| {
        let text = format!(
            "segment \"{title}\": is {condition}\nrule \"r\"\n audience complaint\n schedule daily at 09:00\n when severity >= high and in segment \"{title}\"\n then add tag \"t\""
        );
        rule(&text).parts().version.clone()
    };
    let first = version("tier >= gold", "A");
    assert_eq!(first, version("tier >= gold", "B"));
    assert_ne!(first, version("tier >= silver", "A"));
}

/// `status` is a field of the complaint and none of the customer: a segment never sees it.
#[test]
fn a_segment_is_about_the_customer_whatever_the_rule_is_about() {
    let schema =
        "customer\n  status: text, optional\nevent complaint: status choice (open, closed)\n";
    let text = "segment \"S\": is status is known\nrule \"r\"\n audience complaint\n schedule daily at 09:00\n when in segment \"S\" and status is open\n then add tag \"t\"";
    let rule = check_over(schema, text).rulebook.rules.remove(0);
    assert_eq!(rule.parts().atoms[0].reads, ["status"]);
    assert_eq!(rule.parts().atoms[1].reads, ["complaint.status"]);
}

#[test]
fn a_field_the_condition_asks_for_needs_no_stand_in() {
    let warnings = |when: &str| {
        let text = format!(
            "rule \"r\"\n schedule daily at 09:00\n when {when}\n then create task \"Call {{name}}\""
        );
        let warned = check(&text).warnings;
        warned.iter().filter(|said| said.code == "W0310").count()
    };
    assert_eq!(warnings("tier >= gold"), 1);
    assert_eq!(warnings("tier >= gold and name is known"), 0);
    assert_eq!(warnings("name is \"Ann\""), 0);
    assert_eq!(warnings("name is known or tier >= gold"), 1);
    assert_eq!(warnings("name is missing"), 1);
}

#[test]
fn the_schema_can_be_written_in_chinese_throughout() {
    let english = "customer \"顾客\"
  id: text
  vip: yes/no, missing counts as no
  score: number
  visits: whole number, missing counts as 0
  share: percent, optional
  spent: money
  joined: date
  hour: time
  seen: instant, optional
  born: birthday
  lunar: lunar birthday, optional
  term: duration
  slack: hours
  tier: level (low < high)
  colour: choice (red, blue)
  wishes: list of choice (red, blue)
  notes: list of text, optional
  second: same as tier
event order \"订单\": amount money, state same as colour, optional; fresh within 26 hours
";
    let chinese = "客户 \"顾客\"
  id：文本
  vip：是否，缺失 视为 否
  score：数字
  visits：整数，缺失 视为 0
  share：百分比，可缺
  spent：金额
  joined：日期
  hour：时刻
  seen：时间点，可缺
  born：生日
  lunar：农历生日，可缺
  term：时长
  slack：小时数
  tier：级别（low < high）
  colour：选项（red，blue）
  wishes：多个 选项（red，blue）
  notes：列表 文本，可缺
  second：同 tier
事件 order \"订单\"：amount 金额，state 同 colour，可缺；时效 26 小时
";
    let rule = "rule \"r\"\n schedule daily at 09:00\n when vip\n then add tag \"t\"";
    let [english, chinese] = [english, chinese].map(|schema| check_over(schema, rule).rulebook);
    assert_eq!(english.schema, chinese.schema);
    assert_eq!(english.schema.customer.len(), 18);
    let kinds = |schema: &Schema| -> Vec<String> {
        let fields = schema.customer.iter();
        fields.map(|field| field.kind.name()).collect()
    };
    let mut kinds = kinds(&english.schema);
    kinds.dedup();
    assert_eq!(kinds.len(), 18, "{kinds:?}");
}

/// A purchase at 1, 5 and 9 ms; the subject entered at 5.
#[test]
fn since_entry_begins_behind_the_entry() {
    let schema = check_over(
        "customer\n  name: text\nevent purchase: amount money\n",
        "rule \"r\"\n schedule daily at 09:00\n when name is known\n then add tag \"t\"",
    );
    let schema = &schema.rulebook.schema;
    let watermarks = Watermarks::default();
    let context = TickContext {
        at: Moment(100),
        schema,
        project_zone: Zone::utc(),
        leap: LeapPolicy::February28,
        watermarks: &watermarks,
    };
    let customer = buyer(&[1, 5, 9]);
    let count = Expr {
        kind: Kind::Whole,
        node: ExprNode::Aggregate {
            op: Aggregate::Count,
            field: None,
            query: Query {
                event: 0,
                window: Window::SinceEntry,
                filter: None,
            },
        },
    };
    let facts = Facts::of(&customer, Audience::Customer, None, &context).expect("a customer");
    assert_eq!(value_of(&count, &facts, &context), Outcome::Unknown);
    let since = |entry| value_of(&count, &facts.clone().entered(Moment(entry)), &context);
    assert_eq!(since(5), Outcome::Value(Value::Int(1)));
    assert_eq!(since(4), Outcome::Value(Value::Int(2)));
    assert_eq!(since(100), Outcome::Value(Value::Int(0)));
}

fn buyer(at: &[i64]) -> Customer {
    let known = |from: i64, value: Option<Value>| Version {
        from: Moment(from),
        values: vec![value],
    };
    let events = at.iter().zip(0..).map(|(at, no)| Event {
        kind: 0,
        no,
        id: no.to_string().into(),
        at: Moment(*at),
        versions: vec![known(*at, None)],
    });
    Customer {
        slot: 0,
        id: "c".into(),
        profile: vec![known(i64::MIN, None)],
        events: events.collect(),
    }
}

/// Whatever way leads to rules that act, it leads through here.
#[test]
fn nothing_that_is_not_run_can_be_deployed() {
    let texts = |step: &str| TextsRecord {
        zone: "UTC".to_owned(),
        currency: "CNY".to_owned(),
        leap_on_march_1: false,
        rules: vec![
            ("schema.rules".to_owned(), scenario_schema()),
            ("r.rules".to_owned(), english(step)),
        ],
        templates: Vec::new(),
    };
    assert!(Deployed::new("v", &texts("then add tag \"a\"")).is_ok());
    let later = texts("then add tag \"a\"\nwait 7 days then add tag \"b\"");
    let refused = Deployed::new("v", &later).expect_err("later steps are not run");
    let codes: Vec<&str> = refused.iter().map(|said| said.code).collect();
    assert_eq!(codes, ["E0404"]);
}

/// The project under `examples/scenarios`, with a store of its own.
fn scenarios(arguments: &[&str], language: &str) -> (Option<i32>, String, String) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/scenarios");
    let folder = TempDir::new().expect("a folder for the project");
    std::fs::create_dir(folder.path().join("templates")).expect("an empty folder");
    let rules = format!("scenarios.{language}.rules");
    for file in ["perennial.toml", "schema.rules", rules.as_str()] {
        std::fs::copy(example.join(file), folder.path().join(file)).expect("part of the example");
    }
    let templates = std::fs::read_dir(example.join("templates")).expect("part of the example");
    for template in templates {
        let template = template.expect("readable");
        let to = folder.path().join("templates").join(template.file_name());
        std::fs::copy(template.path(), to).expect("copied");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_perennial"))
        .current_dir(folder.path())
        .args(["--lang", language])
        .args(arguments)
        .args(["schema.rules", rules.as_str()])
        .output()
        .expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// The warnings, but for those that only say that a campaign's dates are over by now.
fn warned(err: &str) -> Vec<&str> {
    err.lines()
        .filter(|line| line.starts_with("warning[") || line.starts_with("警告["))
        .filter(|line| !line.contains("[W0523]"))
        .collect()
}

#[test]
fn the_scenarios_pass_check_and_are_refused_by_deploy_by_name() {
    for (language, listed, refused) in [
        (
            "en",
            "`wait` (2 rules), `send sms` (1 rule)",
            "error[E0404]: `wait` in the rule \"Win-back ladder\"",
        ),
        (
            "zh",
            "`等待`（2 条规则）",
            "错误[E0404]：`等待`（规则“沉睡客户唤醒”）",
        ),
    ] {
        let (code, out, err) = scenarios(&["check"], language);
        assert_eq!(code, Some(0), "{out}{err}");
        assert_eq!(warned(&err), [""; 0], "{err}");
        assert!(out.contains(listed), "{out}");
        let (code, out, err) = scenarios(&["deploy"], language);
        assert_eq!(code, Some(1), "{out}{err}");
        assert!(err.contains(refused), "{err}");
        assert!(err.contains("E0408") && err.contains("E0407"), "{err}");
        assert_eq!(warned(&err), [""; 0], "{err}");
    }
}
