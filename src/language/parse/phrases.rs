//! What a person reads for each rule of the grammar.

use crate::language::grammar::Rule;
use crate::language::keywords::{self, Keyword};

pub enum Phrase {
    /// A word or a mark of the language.
    Word(&'static Keyword),
    /// In English and in Chinese.
    Say(&'static str, &'static str),
    /// Not worth mentioning.
    Nothing,
}

/// Exhaustive on purpose: a new rule needs its words before it compiles.
pub fn phrase(rule: Rule) -> Phrase {
    match rule {
        Rule::digit | Rule::number | Rule::quantity => Phrase::Say("a number", "数字"),
        Rule::name | Rule::path | Rule::reference => Phrase::Say("a name", "名称"),
        Rule::word => Phrase::Say("a word", "词"),
        Rule::string => Phrase::Say("text in quotes", "带引号的文本"),
        Rule::date
        | Rule::slash_date
        | Rule::any_date
        | Rule::month_day
        | Rule::instant
        | Rule::first_day
        | Rule::last_day => Phrase::Say("a date", "日期"),
        Rule::time | Rule::at_time => Phrase::Say("a time such as `09:00`", "时刻（如 `09:00`）"),
        Rule::unit => Phrase::Say("a unit of time", "时间单位"),
        Rule::duration => Phrase::Say("a length of time such as `7 days`", "时长（如 `7 天`）"),
        Rule::percent => Phrase::Say("a percentage", "百分比"),
        Rule::currency_code | Rule::marked_money | Rule::money | Rule::amount => {
            Phrase::Say("an amount of money", "金额")
        }
        Rule::condition
        | Rule::negation
        | Rule::comparison
        | Rule::all_of
        | Rule::any_of
        | Rule::event_test
        | Rule::segment_test => Phrase::Say("a condition", "条件"),
        Rule::tail
        | Rule::compare_tail
        | Rule::is_not_tail
        | Rule::is_tail
        | Rule::place_tail
        | Rule::in_tail
        | Rule::between_tail
        | Rule::within_tail
        | Rule::order_tail => Phrase::Say("a comparison", "比较方式（如 `>=`）"),
        Rule::is_target
        | Rule::sum
        | Rule::product
        | Rule::value
        | Rule::negative
        | Rule::primary
        | Rule::numeric
        | Rule::worded
        | Rule::group
        | Rule::aggregate => Phrase::Say("a value", "值"),
        Rule::list => Phrase::Say("a list in square brackets", "方括号里的列表"),
        Rule::conditions => Phrase::Say("conditions in brackets", "括号里的条件"),
        Rule::event_arguments | Rule::arguments => {
            Phrase::Say("details in brackets", "括号里的参数")
        }
        Rule::event_argument => Phrase::Say("a window of time or a condition", "时间段或条件"),
        Rule::aggregate_function => Phrase::Say("a function", "函数"),
        Rule::window | Rule::last_window | Rule::between_window => {
            Phrase::Say("a window such as `last 90 days`", "时间段（如 `近 90 天`）")
        }
        Rule::next_window => {
            Phrase::Say("a window such as `next 7 days`", "时间段（如 `未来 7 天`）")
        }
        Rule::since_window => Phrase::Say(
            "a window such as `since entry`",
            "时间段（如 `自从 进入时`）",
        ),
        Rule::default_clause => Phrase::Say("a default in brackets", "括号里的缺省值"),
        Rule::timing | Rule::daily | Rule::cron | Rule::at_once | Rule::festival => Phrase::Say(
            "a timing such as `daily at 09:00`",
            "时间安排（如 `每天 09:00`）",
        ),
        Rule::weekly => Phrase::Say(
            "a timing such as `weekly on monday at 09:00`",
            "时间安排（如 `每周一 09:00`）",
        ),
        Rule::weekday => Phrase::Say("a day of the week", "星期几"),
        Rule::monthly => Phrase::Say(
            "a timing such as `monthly on 1 at 09:00`",
            "时间安排（如 `每月 1 日 09:00`）",
        ),
        Rule::month_days => Phrase::Say("a day of the month", "几号"),
        Rule::actions | Rule::action | Rule::action_words => Phrase::Say("an action", "动作"),
        Rule::argument | Rule::argument_name => {
            Phrase::Say("a detail such as `value: ¥50`", "参数（如 `面额：¥50`）")
        }
        Rule::if_step => Phrase::Say("a step", "步骤"),
        Rule::arm => Phrase::Say(
            "an arm such as `45% variant \"A\" then …`",
            "一组（如 `45% 方案 \"A\" 则 …`）",
        ),
        Rule::variant => Phrase::Say("a variant", "方案"),
        Rule::limit_scope => Phrase::Say("a channel", "渠道"),
        Rule::period | Rule::every => {
            Phrase::Say("a period such as `per year`", "周期（如 `每年`）")
        }
        Rule::budget_amount | Rule::pieces => Phrase::Say("an amount", "数额"),
        Rule::event_head | Rule::given_event => Phrase::Say("an event", "事件"),
        Rule::separator => Phrase::Say("a comma", "逗号"),
        Rule::field => Phrase::Say("a field", "字段"),
        Rule::missing_as => Phrase::Say("`missing counts as`", "`缺失 视为`"),
        Rule::fresh => Phrase::Say("`fresh within`", "`时效`"),
        Rule::field_type
        | Rule::list_of
        | Rule::plain_type
        | Rule::same_as
        | Rule::level
        | Rule::choice => Phrase::Say("a type such as `text`", "类型（如 `文本`）"),
        Rule::option => Phrase::Say("an option", "选项"),
        Rule::given => Phrase::Say("a fact", "假设的内容"),
        Rule::given_today | Rule::given_fact | Rule::given_suppressed => Phrase::Say(
            "a fact such as `tier is gold`",
            "假设的内容（如 `会员等级 是 金卡`）",
        ),
        Rule::event_time => Phrase::Say("a time such as `3 days ago`", "时间（如 `3 天 前`）"),
        Rule::expectation | Rule::held_back => Phrase::Say("what should happen", "预期的结果"),
        Rule::gate => Phrase::Say(
            "what holds it back, such as `limit`",
            "拦下它的原因（如 `限制`）",
        ),
        Rule::kw_customer
        | Rule::kw_event
        | Rule::kw_segment
        | Rule::kw_rule
        | Rule::kw_policy
        | Rule::kw_test
        | Rule::kw_note
        | Rule::kw_owner
        | Rule::kw_formerly
        | Rule::kw_audience
        | Rule::kw_active
        | Rule::kw_schedule
        | Rule::kw_when
        | Rule::kw_unless
        | Rule::kw_then
        | Rule::kw_wait
        | Rule::kw_stop_when
        | Rule::kw_goal
        | Rule::kw_split
        | Rule::kw_holdout
        | Rule::kw_limit
        | Rule::kw_cooldown
        | Rule::kw_budget
        | Rule::kw_prefer
        | Rule::kw_start_with
        | Rule::kw_group
        | Rule::kw_priority
        | Rule::kw_late
        | Rule::kw_quiet
        | Rule::kw_given
        | Rule::kw_expect
        | Rule::kw_day_number
        | Rule::kw_fires
        | Rule::kw_does_not_fire
        | Rule::kw_held_back
        | Rule::kw_held_by
        | Rule::kw_missing_consent
        | Rule::kw_unsubscribing
        | Rule::kw_suppression_list
        | Rule::kw_missing_data
        | Rule::kw_on_suppression_list
        | Rule::kw_on_event
        | Rule::kw_and
        | Rule::kw_or
        | Rule::kw_not
        | Rule::kw_join
        | Rule::kw_all_of
        | Rule::kw_any_of
        | Rule::kw_if
        | Rule::kw_or_else
        | Rule::kw_is_not
        | Rule::kw_is
        | Rule::kw_not_in
        | Rule::kw_in
        | Rule::kw_between
        | Rule::kw_within
        | Rule::kw_before
        | Rule::kw_after
        | Rule::kw_known
        | Rule::kw_missing
        | Rule::kw_to
        | Rule::kw_amid
        | Rule::kw_default
        | Rule::kw_no_event
        | Rule::kw_has
        | Rule::kw_count
        | Rule::kw_sum
        | Rule::kw_average
        | Rule::kw_max
        | Rule::kw_min
        | Rule::kw_latest
        | Rule::kw_first
        | Rule::kw_last
        | Rule::kw_next
        | Rule::kw_since_entry
        | Rule::kw_since
        | Rule::kw_entry
        | Rule::kw_inside
        | Rule::kw_ago
        | Rule::kw_later
        | Rule::kw_today
        | Rule::kw_yes
        | Rule::kw_false
        | Rule::kw_minute
        | Rule::kw_hour
        | Rule::kw_day
        | Rule::kw_week
        | Rule::kw_month
        | Rule::kw_year
        | Rule::kw_yuan
        | Rule::kw_daily
        | Rule::kw_weekly
        | Rule::kw_monthly
        | Rule::kw_cron
        | Rule::kw_at_once
        | Rule::kw_at
        | Rule::kw_on
        | Rule::kw_day_of_month
        | Rule::kw_that_day
        | Rule::kw_monday
        | Rule::kw_tuesday
        | Rule::kw_wednesday
        | Rule::kw_thursday
        | Rule::kw_friday
        | Rule::kw_saturday
        | Rule::kw_sunday
        | Rule::kw_customer_time
        | Rule::kw_from
        | Rule::kw_until
        | Rule::kw_onwards
        | Rule::kw_per
        | Rule::kw_lifetime
        | Rule::kw_times
        | Rule::kw_pieces
        | Rule::kw_any
        | Rule::kw_newcomers
        | Rule::kw_everyone
        | Rule::kw_pick
        | Rule::kw_by
        | Rule::kw_variant
        | Rule::kw_type_yes_no
        | Rule::kw_type_whole_number
        | Rule::kw_type_number
        | Rule::kw_type_percent
        | Rule::kw_type_money
        | Rule::kw_type_text
        | Rule::kw_type_date
        | Rule::kw_type_time
        | Rule::kw_type_instant
        | Rule::kw_type_lunar_birthday
        | Rule::kw_type_birthday
        | Rule::kw_type_duration
        | Rule::kw_type_hours
        | Rule::kw_type_level
        | Rule::kw_type_choice
        | Rule::kw_type_list_of
        | Rule::kw_type_same_as
        | Rule::kw_optional
        | Rule::kw_missing_counts_as
        | Rule::kw_fresh_within
        | Rule::open
        | Rule::close
        | Rule::list_open
        | Rule::list_close
        | Rule::comma
        | Rule::semicolon
        | Rule::colon
        | Rule::dot
        | Rule::at_least
        | Rule::at_most
        | Rule::above
        | Rule::below
        | Rule::equals
        | Rule::differs
        | Rule::percent_sign
        | Rule::currency_sign => {
            keywords::of_rule(&format!("{rule:?}")).map_or(Phrase::Nothing, Phrase::Word)
        }
        Rule::en_end
        | Rule::zh_end
        | Rule::gap
        | Rule::zh_glue
        | Rule::reserved
        | Rule::name_start
        | Rule::smart_quote
        | Rule::hyphen
        | Rule::time_colon
        | Rule::plus
        | Rule::minus
        | Rule::times
        | Rule::over
        | Rule::kw_bare_m
        | Rule::kw_ten_thousand
        | Rule::kw_hundred_million
        | Rule::wide
        | Rule::scale
        | Rule::rule_piece
        | Rule::policy_piece
        | Rule::segment_piece
        | Rule::note_piece
        | Rule::owner_piece
        | Rule::formerly_piece
        | Rule::audience_piece
        | Rule::active_piece
        | Rule::schedule_piece
        | Rule::when_piece
        | Rule::unless_piece
        | Rule::stop_when_piece
        | Rule::goal_piece
        | Rule::then_piece
        | Rule::wait_piece
        | Rule::split_piece
        | Rule::holdout_piece
        | Rule::limit_piece
        | Rule::cooldown_piece
        | Rule::budget_piece
        | Rule::prefer_piece
        | Rule::start_with_piece
        | Rule::group_piece
        | Rule::priority_piece
        | Rule::late_piece
        | Rule::quiet_piece
        | Rule::customer_piece
        | Rule::field_piece
        | Rule::event_piece
        | Rule::test_piece
        | Rule::given_piece
        | Rule::expect_piece
        | Rule::EOI
        | Rule::WHITESPACE => Phrase::Nothing,
    }
}
