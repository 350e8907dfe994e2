//! `create task`, `创建 任务`.

use crate::language::checked::Piece;
use crate::language::vocabulary::{ActionDef, Bilingual, Param, Takes, TitleRule};

pub const CREATE_TASK: ActionDef = ActionDef {
    words: Bilingual {
        english: "create task",
        chinese: "创建 任务",
    },
    summary: Bilingual {
        english: "Gives the staff something to do about the customer.",
        chinese: "给员工派一项与客户有关的任务。",
    },
    example: Bilingual {
        english: "create task \"Call\" (team: \"care\", due: 4 hours, detail: \"{name or 'no name'}\")",
        chinese: "创建 任务 \"Call\"（团队：\"care\"，时限：4 小时，内容：\"{姓名 或 'no name'}\"）",
    },
    title: TitleRule::Text(Bilingual {
        english: "what is to be done",
        chinese: "要做的事",
    }),
    params: &[
        Param {
            name: Bilingual {
                english: "team",
                chinese: "团队",
            },
            takes: Takes::Text,
            required: false,
            summary: Bilingual {
                english: "Who takes it on.",
                chinese: "由哪个团队负责。",
            },
        },
        Param {
            name: Bilingual {
                english: "owner",
                chinese: "负责",
            },
            takes: Takes::Text,
            required: false,
            summary: Bilingual {
                english: "The person it goes to.",
                chinese: "由谁负责。",
            },
        },
        Param {
            name: Bilingual {
                english: "due",
                chinese: "时限",
            },
            takes: Takes::Length,
            required: false,
            summary: Bilingual {
                english: "By when, counted from the decision.",
                chinese: "多久内完成，从决定时算起。",
            },
        },
        Param {
            name: Bilingual {
                english: "detail",
                chinese: "内容",
            },
            takes: Takes::Text,
            required: false,
            summary: Bilingual {
                english: "What to know before starting.",
                chinese: "任务说明。",
            },
        },
    ],
    hands_on_more: false,
    channel: None,
    gives: Some(Piece::Tasks),
    runs: true,
};
