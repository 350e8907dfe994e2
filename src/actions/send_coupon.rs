//! `send coupon`, `发放 优惠券`.

use crate::language::checked::Piece;
use crate::language::vocabulary::{ActionDef, Bilingual, Param, Takes, TitleRule};

pub const SEND_COUPON: ActionDef = ActionDef {
    words: Bilingual {
        english: "send coupon",
        chinese: "发放 优惠券",
    },
    summary: Bilingual {
        english: "Issues a coupon to the customer.",
        chinese: "给客户发一张优惠券。",
    },
    example: Bilingual {
        english: "send coupon \"BDAY50\" (value: ¥50, valid: 14 days)",
        chinese: "发放 优惠券 \"BDAY50\"（面额：¥50，有效期：14 天）",
    },
    title: TitleRule::Text(Bilingual {
        english: "the coupon's code",
        chinese: "券码",
    }),
    params: &[
        Param {
            name: Bilingual {
                english: "value",
                chinese: "面额",
            },
            takes: Takes::Money,
            required: true,
            summary: Bilingual {
                english: "What it is worth.",
                chinese: "面额。",
            },
        },
        Param {
            name: Bilingual {
                english: "valid",
                chinese: "有效期",
            },
            takes: Takes::Length,
            required: false,
            summary: Bilingual {
                english: "How long it is valid; for ever without.",
                chinese: "有效多久；不写则一直有效。",
            },
        },
    ],
    hands_on_more: false,
    channel: None,
    gives: Some(Piece::Coupons),
    runs: true,
};
