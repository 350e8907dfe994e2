//! F2: the actions a rule may take, one file each, with their manuals; pure: they compose effects.

mod add_points;
mod add_tag;
mod call_webhook;
pub mod compose;
mod create_task;
mod send_coupon;
mod send_email;
mod send_letter;
mod send_push;
mod send_sms;
mod send_wechat;
pub mod template;

use crate::language::vocabulary::{ActionDef, Bilingual};

/// Every action the language knows, in the order the manual shows them: first those this version carries out.
pub const ACTIONS: &[&ActionDef] = &[
    &send_coupon::SEND_COUPON,
    &send_email::SEND_EMAIL,
    &add_tag::ADD_TAG,
    &create_task::CREATE_TASK,
    &send_sms::SEND_SMS,
    &send_wechat::SEND_WECHAT,
    &send_push::SEND_PUSH,
    &send_letter::SEND_LETTER,
    &add_points::ADD_POINTS,
    &call_webhook::CALL_WEBHOOK,
];

/// The action with these English words, which are its identity.
pub fn action(words: &str) -> Option<&'static ActionDef> {
    ACTIONS
        .iter()
        .copied()
        .find(|def| def.words.english == words)
}

/// Names under which messages often hand values on, so that one template serves rules in both languages.
pub const HANDED_ON: &[Bilingual] = &[
    handed_on("points", "积分"),
    handed_on("reward_points", "奖励积分"),
    handed_on("reward", "奖励"),
    handed_on("date", "日期"),
    handed_on("tier", "等级"),
    handed_on("greeting", "祝词"),
    handed_on("seats", "席位"),
    handed_on("name", "称呼"),
    handed_on("link", "链接"),
    handed_on("code", "券码"),
    handed_on("amount", "金额"),
    handed_on("time", "时间"),
    handed_on("place", "地点"),
];

const fn handed_on(english: &'static str, chinese: &'static str) -> Bilingual {
    Bilingual { english, chinese }
}
