//! The table itself. A spelling of several words has one blank between them here and any number in a file.

use super::{Keyword, Opens};

const fn word(
    rule: &'static str,
    english: &'static [&'static str],
    chinese: &'static [&'static str],
) -> Keyword {
    Keyword {
        rule,
        english,
        chinese,
        opens: None,
        glues: false,
        reserved: false,
        mark: false,
    }
}

const fn mark(rule: &'static str, spellings: &'static [&'static str]) -> Keyword {
    Keyword {
        mark: true,
        ..word(rule, spellings, &[])
    }
}

impl Keyword {
    const fn opens(self, opens: Opens) -> Self {
        Self {
            opens: Some(opens),
            ..self
        }
    }

    const fn glues(self) -> Self {
        Self {
            glues: true,
            ..self
        }
    }

    const fn reserved(self) -> Self {
        Self {
            reserved: true,
            ..self
        }
    }
}

pub const KEYWORDS: &[Keyword] = &[
    // Items.
    word("kw_customer", &["customer"], &["客户"]).opens(Opens::Item),
    word("kw_event", &["event"], &["事件"]).opens(Opens::Item),
    word("kw_segment", &["segment"], &["人群"]).opens(Opens::Item),
    word("kw_rule", &["rule"], &["规则"]).opens(Opens::Item),
    word("kw_policy", &["policy"], &["总则"]).opens(Opens::Item),
    word("kw_test", &["test"], &["测试"]).opens(Opens::Item),
    // Sections.
    word("kw_note", &["note"], &["说明"]).opens(Opens::Section),
    word("kw_owner", &["owner"], &["负责人"]).opens(Opens::Section),
    word("kw_formerly", &["formerly"], &["原名"]).opens(Opens::Section),
    word("kw_audience", &["audience"], &["对象"]).opens(Opens::Section),
    word("kw_active", &["active"], &["生效"]).opens(Opens::Section),
    word("kw_schedule", &["schedule"], &["时间"]).opens(Opens::Section),
    word("kw_when", &["when"], &["当"]).opens(Opens::Section),
    word("kw_unless", &["unless"], &["除非"]).opens(Opens::Section),
    word("kw_then", &["then"], &["则", "然后"])
        .opens(Opens::Section)
        .glues()
        .reserved(),
    word("kw_wait", &["wait"], &["等待"]).opens(Opens::Section),
    word("kw_stop_when", &["stop when"], &["终止 当"]).opens(Opens::Section),
    word("kw_goal", &["goal"], &["目标"]).opens(Opens::Section),
    word("kw_split", &["split"], &["分流"]).opens(Opens::Section),
    word("kw_holdout", &["holdout"], &["对照组"]).opens(Opens::Section),
    word("kw_limit", &["limit"], &["限制"]).opens(Opens::Section),
    word("kw_cooldown", &["cooldown"], &["冷却"]).opens(Opens::Section),
    word("kw_budget", &["budget"], &["预算"]).opens(Opens::Section),
    word("kw_prefer", &["prefer"], &["优先"]).opens(Opens::Section),
    word("kw_start_with", &["start with"], &["起始"]).opens(Opens::Section),
    word("kw_group", &["group"], &["互斥组"]).opens(Opens::Section),
    word("kw_priority", &["priority"], &["优先级"]).opens(Opens::Section),
    word("kw_late", &["late"], &["迟到"]).opens(Opens::Section),
    word("kw_quiet", &["quiet"], &["静默", "免打扰"]).opens(Opens::Section),
    // Lines of a test.
    word("kw_given", &["given"], &["假设"]).opens(Opens::Step),
    word("kw_expect", &["expect"], &["预期"]).opens(Opens::Step),
    word("kw_day_number", &["day"], &["第"]).opens(Opens::Step),
    word("kw_fires", &["fires"], &["触发"]),
    word("kw_does_not_fire", &["does not fire"], &["不触发"]),
    word("kw_held_back", &["is held back"], &["被拦下", "拦下"]),
    word("kw_held_by", &["by"], &["因", "被"]),
    word(
        "kw_missing_consent",
        &["missing consent", "no consent"],
        &["未同意"],
    ),
    word("kw_unsubscribing", &["unsubscribing"], &["退订"]),
    word("kw_suppression_list", &["suppression list"], &["禁发名单"]),
    word("kw_missing_data", &["missing data"], &["缺少数据"]),
    word(
        "kw_on_suppression_list",
        &["on the suppression list", "on suppression list"],
        &["在 禁发名单"],
    ),
    word("kw_on_event", &["on"], &["在", "于"]),
    // Joining conditions and actions.
    word("kw_and", &["and"], &["且", "并且", "而且"])
        .glues()
        .reserved(),
    word("kw_or", &["or"], &["或", "或者"]).glues().reserved(),
    word("kw_not", &["not"], &["非", "不"]).glues().reserved(),
    word("kw_join", &["and"], &["并", "并且"])
        .glues()
        .reserved(),
    word("kw_all_of", &["all of"], &["全部 满足"])
        .glues()
        .reserved(),
    word("kw_any_of", &["any of"], &["任一 满足"])
        .glues()
        .reserved(),
    word("kw_if", &["if"], &["如果", "若"]).glues().reserved(),
    word("kw_or_else", &["or else"], &["否则"])
        .glues()
        .reserved(),
    // Comparing.
    word("kw_is_not", &["is not"], &["不是", "不等于"])
        .glues()
        .reserved(),
    word("kw_is", &["is"], &["是", "为", "等于"])
        .glues()
        .reserved(),
    word("kw_not_in", &["not in"], &["不属于", "不在"])
        .glues()
        .reserved(),
    word("kw_in", &["in"], &["属于", "在"]).glues().reserved(),
    word("kw_between", &["between"], &["介于"])
        .glues()
        .reserved(),
    word("kw_within", &["within"], &[]).reserved(),
    word("kw_before", &["before"], &["早于"]).glues().reserved(),
    word("kw_after", &["after"], &["晚于"]).glues().reserved(),
    word("kw_known", &["known"], &["已知"]).glues(),
    word("kw_missing", &["missing"], &["缺失"]).glues(),
    word("kw_to", &["to", "and"], &["至", "到", "和", "与"]).glues(),
    word("kw_amid", &[], &["之间"]).glues(),
    word("kw_default", &["default"], &["缺省", "默认"]),
    // Events and windows.
    word("kw_no_event", &["has no", "no"], &["没有", "无"])
        .glues()
        .reserved(),
    word("kw_has", &["has"], &["有"]).glues().reserved(),
    word("kw_count", &["count"], &["次数"]),
    word("kw_sum", &["sum"], &["合计", "总和"]),
    word("kw_average", &["average"], &["平均"]),
    word("kw_max", &["max"], &["最大", "最高"]),
    word("kw_min", &["min"], &["最小", "最低"]),
    word("kw_latest", &["latest"], &["最近一次", "最新"]),
    word("kw_first", &["first"], &["首次", "第一次"]),
    word("kw_last", &["last"], &["近", "最近", "过去"]).glues(),
    word("kw_next", &["next"], &["未来", "今后"]).glues(),
    word(
        "kw_since_entry",
        &["since entry"],
        &["自从 进入时", "自 进入时"],
    ),
    word("kw_since", &["since"], &["自从", "自"]).glues(),
    word("kw_entry", &["entry"], &["进入时"]).glues(),
    word("kw_inside", &[], &["内", "以内", "之内"]).glues(),
    word("kw_ago", &["ago"], &["前", "以前", "之前"]).glues(),
    word("kw_later", &["from now"], &["后", "以后", "之后"]).glues(),
    // Plain values.
    word("kw_today", &["today"], &["今天", "今日"])
        .glues()
        .reserved(),
    word("kw_yes", &["yes", "true"], &["是"]).reserved(),
    word("kw_false", &["no", "false"], &["否"])
        .glues()
        .reserved(),
    word(
        "kw_minute",
        &["minutes", "minute", "min", "mins"],
        &["分钟"],
    )
    .glues(),
    word(
        "kw_hour",
        &["hours", "hour", "h", "hr", "hrs"],
        &["小时", "个小时"],
    )
    .glues(),
    word("kw_day", &["days", "day", "d"], &["天", "日"]).glues(),
    word(
        "kw_week",
        &["weeks", "week", "w"],
        &["周", "星期", "个星期"],
    )
    .glues(),
    word("kw_month", &["months", "month", "mo"], &["个月", "月"]).glues(),
    word("kw_year", &["years", "year", "y"], &["年"]).glues(),
    word("kw_bare_m", &["m"], &[]),
    word("kw_ten_thousand", &[], &["万"]).glues(),
    word("kw_hundred_million", &[], &["亿"]).glues(),
    word("kw_yuan", &[], &["元", "块"]).glues(),
    // Schedules and periods.
    word("kw_daily", &["daily"], &["每天", "每日"]).glues(),
    word("kw_weekly", &["weekly"], &["每周", "每星期"]).glues(),
    word("kw_monthly", &["monthly"], &["每月", "每个月"]).glues(),
    word("kw_cron", &["cron"], &["计划"]),
    word("kw_at_once", &["at once"], &["立即", "立刻"]),
    word("kw_at", &["at"], &["于"]),
    word("kw_on", &["on"], &["在", "于"]),
    word("kw_day_of_month", &[], &["日", "号"]).glues(),
    word("kw_that_day", &[], &["当天"]).glues(),
    word("kw_monday", &["monday", "mon"], &["周一", "星期一", "一"]).glues(),
    word("kw_tuesday", &["tuesday", "tue"], &["周二", "星期二", "二"]).glues(),
    word(
        "kw_wednesday",
        &["wednesday", "wed"],
        &["周三", "星期三", "三"],
    )
    .glues(),
    word(
        "kw_thursday",
        &["thursday", "thu"],
        &["周四", "星期四", "四"],
    )
    .glues(),
    word("kw_friday", &["friday", "fri"], &["周五", "星期五", "五"]).glues(),
    word(
        "kw_saturday",
        &["saturday", "sat"],
        &["周六", "星期六", "六"],
    )
    .glues(),
    word(
        "kw_sunday",
        &["sunday", "sun"],
        &["周日", "星期日", "周天", "星期天", "日", "天"],
    )
    .glues(),
    word(
        "kw_customer_time",
        &["customer time"],
        &["客户 时区", "客户 时间"],
    ),
    word("kw_from", &["from"], &["自", "从"]).glues(),
    word("kw_until", &["to", "until"], &["至", "到"]).glues(),
    word("kw_onwards", &[], &["起"]).glues(),
    word("kw_per", &["per", "every"], &["每"]).glues(),
    word("kw_lifetime", &["lifetime"], &["终身"]).glues(),
    word("kw_times", &["times", "time"], &["次"]).glues(),
    word("kw_pieces", &[], &["张", "份", "件"]).glues(),
    word("kw_any", &["any"], &["任意"]).glues(),
    word("kw_newcomers", &["newcomers"], &["新进入者"]),
    word("kw_everyone", &["everyone"], &["所有人"]),
    word("kw_pick", &["pick"], &["取"]).glues(),
    word("kw_by", &["by"], &["按"]).glues(),
    word("kw_variant", &["variant"], &["方案"]),
    // Schema.
    word("kw_type_yes_no", &["yes/no"], &["是/否", "是否"]),
    word("kw_type_whole_number", &["whole number"], &["整数"]),
    word("kw_type_number", &["number"], &["数字", "数值"]),
    word("kw_type_percent", &["percent"], &["百分比"]),
    word("kw_type_money", &["money"], &["金额"]),
    word("kw_type_text", &["text"], &["文本"]),
    word("kw_type_date", &["date"], &["日期"]),
    word("kw_type_time", &["time"], &["时刻"]),
    word("kw_type_instant", &["instant"], &["时间点"]),
    word("kw_type_lunar_birthday", &["lunar birthday"], &["农历生日"]),
    word("kw_type_birthday", &["birthday"], &["生日"]),
    word("kw_type_duration", &["duration"], &["时长"]),
    word("kw_type_hours", &["hours"], &["小时数"]),
    word("kw_type_level", &["level"], &["等级", "级别"]),
    word("kw_type_choice", &["choice"], &["选项"]),
    word("kw_type_list_of", &["list of"], &["多个", "列表"]),
    word("kw_type_same_as", &["same as"], &["同"]),
    word("kw_optional", &["optional"], &["可缺"]).reserved(),
    word(
        "kw_missing_counts_as",
        &["missing counts as"],
        &["缺失 视为"],
    ),
    word("kw_fresh_within", &["fresh within"], &["时效"]).reserved(),
    // Marks.
    mark("open", &["(", "（"]),
    mark("close", &[")", "）"]),
    mark("list_open", &["[", "［", "【"]),
    mark("list_close", &["]", "］", "】"]),
    mark("comma", &[",", "，", "、"]),
    mark("semicolon", &[";", "；"]),
    mark("colon", &[":", "："]),
    mark("dot", &[".", "．"]),
    mark("at_least", &[">=", "＞＝", "＞=", ">＝", "≥", "≧"]),
    mark("at_most", &["<=", "＜＝", "＜=", "<＝", "≤", "≦"]),
    mark("above", &[">", "＞"]),
    mark("below", &["<", "＜"]),
    mark("equals", &["==", "=", "＝＝", "＝"]),
    mark("differs", &["!=", "<>", "≠", "！＝"]),
    mark("percent_sign", &["%", "％"]),
    mark("plus", &["+", "＋"]),
    mark("minus", &["-", "－", "−"]),
    mark("times", &["*", "×", "＊"]),
    mark("over", &["/", "÷", "／"]),
    mark("currency_sign", &["¥", "￥", "$", "＄", "€", "£", "￡"]),
];
