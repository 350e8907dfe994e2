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

use crate::language::vocabulary::ActionDef;

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
