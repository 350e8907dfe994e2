//! The schema of generated rulebooks: fields of every type, with labels, without, and with awkward ones.

use super::Writer;

#[derive(Clone, Copy, PartialEq)]
pub enum Type {
    Level,
    Choice,
    YesNo,
    Whole,
    Number,
    Percent,
    Money,
    Text,
    Date,
    Instant,
    Birthday,
    Hours,
    Length,
    Choices,
}

#[derive(Clone, Copy)]
pub struct Field {
    pub key: &'static str,
    /// Empty where there is none.
    pub label: &'static str,
    pub of: Type,
}

pub struct Event {
    pub key: &'static str,
    pub label: &'static str,
    pub fields: &'static [Field],
}

const fn field(key: &'static str, label: &'static str, of: Type) -> Field {
    Field { key, label, of }
}

pub const LEVELS: [(&str, &str); 3] = [("low", "低"), ("middle", "中"), ("high", "高")];
/// The last one has no label; `goal` and `目标` also open a section.
pub const CHOICES: [(&str, &str); 4] = [
    ("app", "应用"),
    ("shop", "门店"),
    ("goal", "目标"),
    ("phone_call", ""),
];

pub const CUSTOMER: [Field; 20] = [
    field("name", "姓名", Type::Text),
    field("city", "城市", Type::Text),
    field("nickname", "", Type::Text),
    field("tier", "会员等级", Type::Level),
    field("channel", "渠道", Type::Choice),
    field("interests", "兴趣", Type::Choices),
    field("age", "年龄", Type::Whole),
    field("points", "积分", Type::Whole),
    field("score", "评分", Type::Number),
    field("discount", "折扣率", Type::Percent),
    field("assets", "资产", Type::Money),
    field("lifetime_value", "累计消费", Type::Money),
    field("joined_on", "入会日", Type::Date),
    field("last_seen", "最近来访", Type::Instant),
    field("birthday", "生日", Type::Birthday),
    field("call_time", "通话时长", Type::Hours),
    field("contract", "合同期", Type::Length),
    field("marketing_consent", "同意营销", Type::YesNo),
    field("late", "迟到", Type::YesNo),
    field("priority", "优先级", Type::Whole),
];

pub const EVENTS: [Event; 3] = [
    Event {
        key: "purchase",
        label: "购买",
        fields: &[
            field("amount", "金额", Type::Money),
            field("quantity", "数量", Type::Whole),
            field("discount", "折扣率", Type::Percent),
            field("channel", "渠道", Type::Choice),
            field("shipped_at", "发货时间", Type::Instant),
            field("gift", "礼品", Type::YesNo),
        ],
    },
    Event {
        key: "complaint",
        label: "投诉",
        fields: &[
            field("severity", "严重度", Type::Level),
            field("limit", "限制", Type::Whole),
            field("opened_at", "受理时间", Type::Instant),
            field("summary", "摘要", Type::Text),
        ],
    },
    Event {
        key: "visit",
        label: "",
        fields: &[field("pages", "", Type::Whole)],
    },
];

impl Writer {
    pub(super) fn schema(&mut self) {
        self.line(true);
        self.say("customer", "客户");
        self.quoted("客户");
        self.line(false);
        self.word("customer_id");
        self.quoted("客户号");
        self.mark(":", "：");
        self.any_of(&["text"], &["文本"]);
        for (index, field) in CUSTOMER.iter().enumerate() {
            self.line(false);
            self.declare(field, true);
            if field.key != "marketing_consent" && index % 3 != 0 {
                self.mark(",", "，");
                self.say("optional", "可缺");
            }
            if field.of == Type::YesNo {
                self.mark(",", "，");
                self.say("missing counts as", "缺失 视为");
                self.any_of(&["no"], &["否"]);
            }
        }
        for event in &EVENTS {
            self.line(true);
            self.lead("event", "事件");
            self.word(event.key);
            if !event.label.is_empty() {
                self.quoted(event.label);
            }
            self.mark(":", "：");
            for (index, field) in event.fields.iter().enumerate() {
                if index > 0 {
                    self.mark(",", "，");
                }
                self.declare(field, false);
            }
            if event.key == "purchase" {
                if self.one_in(2) {
                    self.mark(";", "；");
                } else {
                    self.mark(",", "，");
                }
                self.say("fresh within", "时效");
                self.number("26");
                self.unit("hours", "小时");
            }
        }
    }

    fn declare(&mut self, field: &Field, colon: bool) {
        self.word(field.key);
        if !field.label.is_empty() {
            self.label(field.label);
        }
        if colon {
            self.mark(":", "：");
        }
        match field.of {
            Type::Level => {
                self.say("level", "等级");
                self.options(&LEVELS, true);
            }
            Type::Choice => {
                self.say("choice", "选项");
                self.options(&CHOICES, false);
            }
            Type::Choices => {
                self.say("list of", "多个");
                self.say("same as", "同");
                self.word("channel");
            }
            Type::YesNo => self.any_of(&["yes/no"], &["是/否", "是否"]),
            Type::Whole => self.say("whole number", "整数"),
            Type::Number => self.any_of(&["number"], &["数字", "数值"]),
            Type::Percent => self.say("percent", "百分比"),
            Type::Money => self.say("money", "金额"),
            Type::Text => self.say("text", "文本"),
            Type::Date => self.say("date", "日期"),
            Type::Instant => self.say("instant", "时间点"),
            Type::Birthday => self.say("birthday", "生日"),
            Type::Hours => self.say("hours", "小时数"),
            Type::Length => self.say("duration", "时长"),
        }
    }

    /// A label stays on the line of its name, which is what makes the line a field's.
    fn label(&mut self, label: &str) {
        self.text.push(' ');
        self.text.push('"');
        self.text.push_str(label);
        self.text.push('"');
        self.after = super::After::Word;
    }

    fn options(&mut self, options: &[(&str, &str)], ordered: bool) {
        self.mark("(", "（");
        for (index, (key, label)) in options.iter().enumerate() {
            match index {
                0 => {}
                _ if ordered => self.mark("<", "＜"),
                _ => self.mark(",", "，"),
            }
            self.word(key);
            if !label.is_empty() {
                self.label(label);
            }
        }
        self.mark(")", "）");
    }
}
