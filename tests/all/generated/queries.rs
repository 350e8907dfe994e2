//! Questions about events, functions over them, and their windows.

use super::conditions::About;
use super::schema::{EVENTS, Event, Field, Type};
use super::{After, Writer};

impl Writer {
    pub(super) fn about_events(&mut self) {
        let at = self.below(EVENTS.len());
        let event = &EVENTS[at];
        match self.below(4) {
            0 => {
                self.any_of(&["has"], &["有"]);
                self.query(event, at);
            }
            1 => {
                self.any_of(&["no", "has no"], &["没有", "无"]);
                self.query(event, at);
            }
            2 => {
                self.any_of(&["count"], &["次数"]);
                self.mark("(", "(");
                self.event(event);
                self.details(at);
                self.mark(")", ")");
                self.at_least();
                self.number("2");
            }
            _ => self.aggregate(event, at),
        }
    }

    fn aggregate(&mut self, event: &Event, at: usize) {
        let summable: Vec<Field> = event
            .fields
            .iter()
            .copied()
            .filter(|field| matches!(field.of, Type::Money | Type::Whole))
            .collect();
        let field = *self.random.pick(&summable);
        let functions = [
            ("sum", "合计"),
            ("average", "平均"),
            ("max", "最大"),
            ("min", "最小"),
            ("latest", "最新"),
            ("first", "首次"),
        ];
        let (english, chinese) = *self.random.pick(&functions);
        self.say(english, chinese);
        self.mark("(", "(");
        self.event(event);
        self.text.push('.');
        let name = self.name(field.key, field.label);
        self.text.push_str(&name);
        self.after = After::Word;
        self.details(at);
        self.mark(")", ")");
        self.at_least();
        self.amount(field.of);
    }

    /// `purchase (last 90 days, amount > ¥50)`.
    fn query(&mut self, event: &Event, at: usize) {
        self.event(event);
        if self.one_in(6) {
            return;
        }
        self.mark("(", "（");
        if self.one_in(3) {
            self.condition(About::Row(at), 1);
            self.mark(",", "，");
            self.window();
        } else {
            self.window();
            if self.one_in(2) {
                self.mark(",", "，");
                self.condition(About::Row(at), 1);
            }
        }
        self.mark(")", "）");
    }

    fn details(&mut self, at: usize) {
        self.mark(",", "，");
        self.window();
        while self.one_in(3) {
            self.mark(",", "，");
            self.condition(About::Row(at), 1);
        }
    }

    fn window(&mut self) {
        match self.below(6) {
            0 => {
                self.any_of(&["since"], &["自从", "自"]);
                self.after = After::OpenMark;
                self.number("2026-01-01");
            }
            1 => {
                self.lead("between", "介于");
                self.number("2026-01-01");
                self.lead("and", "至");
                self.number("2026-03-31");
            }
            _ => self.last_days(),
        }
    }
}
