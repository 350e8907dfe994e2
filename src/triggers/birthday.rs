//! `birthday`, `生日`.

use crate::language::vocabulary::{Bilingual, TriggerDef};

pub const BIRTHDAY: TriggerDef = TriggerDef {
    name: Bilingual {
        english: "birthday",
        chinese: "生日",
    },
    keywords: &[],
    signature: Bilingual {
        english: "birthday is today · birthday in N days · birthday within next N days",
        chinese: "生日 是 今天 · 生日 在 N 天 后 · 生日 在 未来 N 天 内",
    },
    summary: Bilingual {
        english: "The birthday is celebrated on that day, in the customer’s own zone; solar and lunar alike. `within next 7 days` is today and the seven days after it.",
        chinese: "按客户所在时区，那一天过生日；公历、农历都可以。“未来 7 天 内”是今天和之后的七天。",
    },
    example: Bilingual {
        english: "birthday within next 7 days or lunar_birthday is today",
        chinese: "生日 在 未来 7 天 内 或 农历生日 是 今天",
    },
};
