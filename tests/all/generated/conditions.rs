//! Conditions of every form over the generated schema.

use super::schema::{CHOICES, CUSTOMER, EVENTS, Event, Field, LEVELS, Type};
use super::{After, Writer};

/// Whose fields a condition is about.
#[derive(Clone, Copy)]
pub enum About {
    Customer,
    /// The event at this place in the schema, as the subject: the customer's fields are there as well.
    Subject(usize),
    /// The event a filter looks at.
    Row(usize),
}

impl Writer {
    /// A condition that may go on with `and` or `or`.
    pub(super) fn condition(&mut self, about: About, depth: usize) {
        let operands = if depth == 0 { 1 } else { 1 + self.below(4) };
        let or = self.one_in(3);
        for index in 0..operands {
            if index > 0 {
                self.join(or);
            }
            self.operand(about, depth);
        }
    }

    fn join(&mut self, or: bool) {
        let odd = self.style.odd;
        let other = odd && self.one_in(4);
        match (or, other) {
            (false, false) => self.joint("and", "且"),
            (false, true) => self.joint("AND", "并且"),
            (true, false) => self.joint("or", "或"),
            (true, true) => self.joint("Or", "或者"),
        }
    }

    fn operand(&mut self, about: About, depth: usize) {
        match if depth == 0 { 9 } else { self.below(10) } {
            0 | 1 => {
                self.mark("(", "（");
                self.condition(about, depth - 1);
                self.mark(")", "）");
            }
            2 => {
                self.lead("not", "非");
                self.mark("(", "（");
                self.condition(about, depth - 1);
                self.mark(")", "）");
            }
            3 => {
                if self.one_in(2) {
                    self.say("all of", "全部 满足");
                } else {
                    self.say("any of", "任一 满足");
                }
                self.mark("(", "（");
                for index in 0..=self.below(3) {
                    if index > 0 {
                        self.mark(",", "，");
                    }
                    self.condition(about, depth - 1);
                }
                self.mark(")", "）");
            }
            _ => self.atom(about),
        }
    }

    fn atom(&mut self, about: About) {
        if matches!(about, About::Customer) && !self.style.first_sections_only && self.one_in(20) {
            self.in_segment();
            return;
        }
        if !matches!(about, About::Row(_)) && self.one_in(4) {
            self.about_events();
            return;
        }
        let field = match about {
            About::Row(event) => *self.random.pick(EVENTS[event].fields),
            About::Subject(event) if self.one_in(2) => *self.random.pick(EVENTS[event].fields),
            // An event's own fields hide those of the customer.
            About::Subject(event) => {
                let hidden = |field: &Field| {
                    EVENTS[event]
                        .fields
                        .iter()
                        .any(|own| own.key == field.key || own.label == field.label)
                };
                let open: Vec<Field> = CUSTOMER.into_iter().filter(|f| !hidden(f)).collect();
                *self.random.pick(&open)
            }
            About::Customer => *self.random.pick(&CUSTOMER),
        };
        self.about_field(&field);
    }

    fn in_segment(&mut self) {
        let words = [
            ("in segment", "属于 人群"),
            ("customer in segment", "客户 属于 人群"),
            ("customer not in segment", "客户 不属于 人群"),
            ("not in segment", "不属于 人群"),
        ];
        // The bare form cannot stand right behind every section's word.
        let (english, chinese) = words[if self.style.odd { self.below(4) } else { 1 }];
        self.say(english, chinese);
        self.quoted("高净值 people");
    }

    fn about_field(&mut self, field: &Field) {
        if field.of != Type::YesNo && self.one_in(9) {
            self.field(field);
            self.say("is", "是");
            if self.one_in(2) {
                self.say("known", "已知");
            } else {
                self.say("missing", "缺失");
            }
            return;
        }
        match field.of {
            Type::YesNo => {
                self.field(field);
                if self.one_in(3) {
                    self.any_of(&["is"], &["是", "为"]);
                    self.say("yes", "是");
                }
            }
            Type::Birthday => {
                self.field(field);
                match self.below(3) {
                    0 => {
                        self.say("is", "是");
                        self.any_of(&["today"], &["今天", "今日"]);
                    }
                    1 => {
                        self.lead("within", "在");
                        self.next_days();
                    }
                    _ => {
                        self.lead("in", "在");
                        self.number("3");
                        self.unit("days", "天");
                        self.unit("", "后");
                    }
                }
            }
            Type::Date => {
                self.field(field);
                match self.below(4) {
                    0 => {
                        self.lead("within", "在");
                        self.last_days();
                        self.unit("", "内");
                    }
                    1 => {
                        self.lead("before", "早于");
                        self.number("2026-05-01");
                    }
                    2 => {
                        self.lead("after", "晚于");
                        self.number("30");
                        self.unit("days", "天");
                        self.say("ago", "前");
                    }
                    _ => {
                        self.lead("between", "介于");
                        self.number("2026-01-01");
                        self.lead("and", "至");
                        self.number("2026-06-30");
                    }
                }
            }
            Type::Instant => {
                self.field(field);
                match self.below(3) {
                    0 => {
                        self.lead("before", "早于");
                        self.number("24");
                        self.unit("hours", "小时");
                        self.unit("ago", "前");
                    }
                    1 => {
                        self.lead("within", "在");
                        self.last_days();
                        self.unit("", "内");
                    }
                    _ => {
                        self.at_least();
                        self.number("2026-05-01 09:30");
                    }
                }
            }
            Type::Choices => {
                let option = self.option(&CHOICES);
                self.word(&option);
                self.lead("in", "属于");
                self.field(field);
            }
            Type::Level | Type::Choice => self.about_options(field),
            Type::Text => self.about_text(field),
            Type::Length => {
                self.field(field);
                self.at_least();
                self.number("12");
                self.unit("months", "个月");
            }
            Type::Hours => {
                self.field(field);
                self.at_least();
                self.number("90");
                self.unit("minutes", "分钟");
            }
            Type::Whole | Type::Number | Type::Percent | Type::Money => self.about_number(field),
        }
    }

    fn about_options(&mut self, field: &Field) {
        let options: &[(&str, &str)] = if field.of == Type::Level {
            &LEVELS
        } else {
            &CHOICES
        };
        self.field(field);
        match self.below(3) {
            0 => {
                if self.one_in(2) {
                    self.lead("in", "属于");
                } else {
                    self.lead("not in", "不属于");
                }
                self.mark("[", "［");
                for index in 0..=self.below(3) {
                    if index > 0 {
                        self.mark(",", "，");
                    }
                    let option = self.option(options);
                    self.word(&option);
                }
                self.mark("]", "］");
            }
            1 if field.of == Type::Level => {
                self.at_least();
                let option = self.option(options);
                self.word(&option);
            }
            _ => {
                self.any_of(&["is", "is not", "IS"], &["是", "不是", "为"]);
                let option = self.option(options);
                self.word(&option);
            }
        }
    }

    fn about_text(&mut self, field: &Field) {
        self.field(field);
        if self.one_in(4) {
            self.mark("(", "（");
            self.say("default", "缺省");
            self.mark(":", "：");
            self.quoted("somewhere # else");
            self.mark(")", "）");
        }
        if self.one_in(2) {
            self.lead("is", "是");
            self.quoted("上海");
        } else {
            self.lead("not in", "不属于");
            self.mark("[", "［");
            self.quoted("Hang\\\"zhou");
            self.mark(",", "，");
            self.quoted("苏州");
            self.mark("]", "］");
        }
    }

    fn about_number(&mut self, field: &Field) {
        self.field(field);
        if self.one_in(4) {
            let sign = *self.random.pick(&["+", "-"]);
            self.mark(sign, sign);
            self.amount(field.of);
        }
        if self.one_in(3) {
            self.lead("between", "介于");
            self.amount(field.of);
            self.lead("and", "至");
            self.more(field.of);
        } else {
            self.at_least();
            if self.one_in(5) {
                self.mark("(", "（");
                self.amount(field.of);
                self.mark("*", "×");
                self.number("2");
                self.mark(")", "）");
            } else {
                self.amount(field.of);
            }
        }
    }

    pub(super) fn at_least(&mut self) {
        let marks = [(">=", "≥"), (">", "＞"), ("<=", "≤"), ("<", "＜")];
        let (narrow, wide) = *self.random.pick(&marks);
        // A full-width comparison is odd in Chinese too.
        if self.style.odd && self.one_in(3) {
            self.mark(narrow, wide);
        } else {
            self.mark(narrow, narrow);
        }
    }

    pub(super) fn amount(&mut self, of: Type) {
        match of {
            Type::Percent => {
                self.number("15");
                self.mark("%", "％");
                self.after = After::Word;
            }
            Type::Money => {
                let amounts = ["¥1,000", "￥500", "600万元", "100元", "CNY 300", "¥ 20"];
                let amount = *self.random.pick(&amounts);
                self.put(amount, true, false);
                self.after = After::Word;
            }
            Type::Number => self.number("2.5"),
            _ => {
                let number = self.below(40).to_string();
                self.number(&number);
            }
        }
    }

    fn more(&mut self, of: Type) {
        match of {
            Type::Percent => {
                self.number("90");
                self.mark("%", "％");
                self.after = After::Word;
            }
            Type::Money => {
                self.put("¥9,000,000", true, false);
                self.after = After::Word;
            }
            Type::Number => self.number("80.25"),
            _ => self.number("60"),
        }
    }

    pub(super) fn last_days(&mut self) {
        self.any_of(&["last", "Last"], &["近", "最近", "过去"]);
        self.length();
    }

    fn next_days(&mut self) {
        self.any_of(&["next"], &["未来", "今后"]);
        self.length();
    }

    pub(super) fn length(&mut self) {
        let number = (1 + self.below(30)).to_string();
        self.number(&number);
        let units = [
            ("days", "天"),
            ("d", "日"),
            ("weeks", "周"),
            ("months", "个月"),
            ("years", "年"),
        ];
        let (english, chinese) = *self.random.pick(&units);
        self.unit(english, chinese);
    }

    fn field(&mut self, field: &Field) {
        let name = self.name(field.key, field.label);
        self.word(&name);
    }

    pub(super) fn event(&mut self, event: &Event) {
        let name = self.name(event.key, event.label);
        self.word(&name);
    }

    pub(super) fn option(&mut self, options: &[(&str, &str)]) -> String {
        let (key, label) = *self.random.pick(options);
        self.name(key, label)
    }

    /// The key or the label; in odd rulebooks either language's.
    pub(super) fn name(&mut self, key: &str, label: &str) -> String {
        let other = self.style.odd && self.one_in(5);
        if label.is_empty() || self.chinese == other {
            key.to_owned()
        } else {
            label.to_owned()
        }
    }
}
