//! `check --costs`: what each rule can cost in a month at most.

use crate::engine::analysis::Around;
use crate::engine::analysis::costs::{Cost, costs};
use crate::language::checked::Rulebook;
use crate::language::said::Language;
use crate::language::source::display_width;
use crate::model::money::grouped;

/// A table of the rules that give away something of worth.
pub fn shown(rulebook: &Rulebook, around: &Around, language: Language) -> String {
    let found = costs(rulebook, around);
    if found.is_empty() {
        let none = language.pick(
            "No rule gives away coupons of a stated worth.",
            "没有规则送出有面额的优惠券。",
        );
        return format!("\n{none}\n");
    }
    let customers = around.base.as_ref().map(|base| grouped(base.customers));
    let in_all = match (&customers, language) {
        (Some(customers), Language::English) => format!("all {customers} customers"),
        (Some(customers), Language::Chinese) => format!("全部 {customers} 位客户"),
        (None, Language::English) => "all customers".to_owned(),
        (None, Language::Chinese) => "全部客户".to_owned(),
    };
    let heads = language.pick(
        [
            "rule",
            "each time",
            "times",
            "one customer",
            &in_all,
            "because of",
        ],
        ["规则", "每次", "次数", "每位客户", &in_all, "依据"],
    );
    let mut rows = vec![heads.map(str::to_owned)];
    rows.extend(found.iter().map(|cost| row(cost, language)));
    let title = language.pick(
        "At most in a month, whatever customers do:",
        "无论客户怎么做，一个月最多：",
    );
    let mut text = format!("\n{title}\n{}", table(&rows));
    if customers.is_none() {
        let note = language.pick(
            "No run has counted the customers yet; only budgets bound all of them.",
            "还没有运行统计过客户数；目前只有预算能给出总额。",
        );
        text.push_str(&format!("{note}\n"));
    }
    text
}

fn row(cost: &Cost, language: Language) -> [String; 6] {
    let open = || language.pick("no bound", "无上限").to_owned();
    let money = |minor: Option<i128>| match minor.map(i64::try_from) {
        Some(Ok(minor)) => cost.currency.show(minor),
        // Beyond what money is counted in, there is as good as no bound.
        Some(Err(_)) | None => open(),
    };
    let each = match cost.each {
        Some(_) => money(cost.each),
        None => language.pick("it depends", "视字段而定").to_owned(),
    };
    let times = match (cost.times, cost.of_events, language) {
        (Some(times), false, _) => times.to_string(),
        (Some(times), true, Language::English) => format!("{times} an event"),
        (Some(times), true, Language::Chinese) => format!("每个事件 {times}"),
        (None, _, _) => open(),
    };
    [
        cost.title.clone(),
        each,
        times,
        money(cost.per_customer),
        money(cost.in_all),
        cost.because.in_language(language).to_owned(),
    ]
}

/// Columns two blanks apart, whatever the width of their letters.
fn table(rows: &[[String; 6]]) -> String {
    let mut widths = [0; 6];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = display_width(cell).max(*width);
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let blanks = width - display_width(cell) + 2;
            line.push_str(cell);
            line.push_str(&" ".repeat(blanks));
        }
        text.push_str(&format!("  {}\n", line.trim_end()));
    }
    text
}
