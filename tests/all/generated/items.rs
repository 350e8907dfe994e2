//! Rules with every section, policies, segments and tests.

use super::conditions::About;
use super::schema::EVENTS;
use super::{After, Writer};

impl Writer {
    pub(super) fn items(&mut self) {
        let later = !self.style.first_sections_only;
        if later {
            self.segment();
        }
        for number in 0..self.style.rules {
            self.rule(number);
        }
        if later {
            self.policy();
            for number in 0..2 {
                self.test(number);
            }
        }
    }

    fn segment(&mut self) {
        self.line(true);
        self.say("segment", "人群");
        self.quoted("高净值 people");
        self.mark(":", "：");
        self.lead("is", "是");
        self.condition(About::Customer, 2);
    }

    fn section(&mut self, english: &str, chinese: &str) {
        self.line(false);
        self.say(english, chinese);
        self.after = After::Word;
    }

    fn rule(&mut self, number: usize) {
        let later = !self.style.first_sections_only;
        self.line(true);
        self.say("rule", "规则");
        self.quoted(&format!("Rule {number}：测试"));
        if self.one_in(3) {
            self.section("note", "说明");
            self.quoted("# not a comment，and a （note）");
        }
        let about = if self.one_in(3) {
            let at = self.below(2);
            self.section("audience", "对象");
            self.after = After::OpenMark;
            self.event(&EVENTS[at]);
            About::Subject(at)
        } else {
            if later && self.one_in(4) {
                self.section("audience", "对象");
                self.say("customer", "客户");
                self.say("in", "属于");
                self.say("segment", "人群");
                self.quoted("高净值 people");
            }
            About::Customer
        };
        if self.one_in(3) {
            self.section("active", "生效");
            self.say("from", "自");
            self.number("2026-01-01");
            self.say("to", "至");
            self.number("2026-12-31");
        }
        self.schedule();
        self.section("when", "当");
        self.after = After::OpenMark;
        self.condition(about, 3);
        if self.one_in(2) {
            self.section("unless", "除非");
            self.after = After::OpenMark;
            self.condition(about, 2);
        }
        let journey = later && self.one_in(3);
        if later && !journey && self.one_in(4) {
            self.split();
        } else {
            if journey {
                self.section("stop when", "终止 当");
                self.say("has", "有");
                self.event(&EVENTS[0]);
                self.mark("(", "（");
                self.say("since entry", "自从 进入时");
                self.mark(")", "）");
            }
            self.section("then", "则");
            self.after = After::OpenMark;
            self.actions();
            if journey {
                self.waits(about);
            }
        }
        self.caps(later);
    }

    fn schedule(&mut self) {
        self.section("schedule", "时间");
        match self.below(6) {
            0 => {
                self.say("weekly on monday", "每周一");
                if self.one_in(2) {
                    self.mark(",", "、");
                    self.say("friday", "周五");
                }
            }
            1 => {
                self.say("monthly on", "每月");
                self.number("15");
                self.unit("", "日");
            }
            2 => {
                if self.chinese {
                    self.word("春节 前");
                    self.number("2");
                    self.unit("", "天");
                } else {
                    self.word("on");
                    self.number("2");
                    self.unit("days", "");
                    self.word("before spring_festival");
                }
            }
            3 => {
                self.say("cron", "计划");
                self.quoted("0 0 9 * * Mon-Fri");
                return;
            }
            _ => self.any_of(&["daily"], &["每天", "每日"]),
        }
        self.say("at", "");
        self.number("09:30");
        if self.one_in(3) {
            self.say("customer time", "客户 时区");
        }
    }

    fn actions(&mut self) {
        for index in 0..=self.below(3) {
            if index > 0 {
                self.joint("and", "并");
            }
            self.action();
        }
    }

    fn action(&mut self) {
        match self.below(4) {
            0 => {
                self.say("send coupon", "发放 优惠券");
                self.quoted("BDAY50");
                self.mark("(", "（");
                self.named("value", "面额");
                self.put("¥50", true, false);
                self.after = After::Word;
                self.mark(",", "，");
                self.named("valid", "有效期");
                self.number("14");
                self.unit("days", "天");
                self.mark(")", "）");
            }
            1 => {
                self.say("send email", "发送 邮件");
                self.quoted("birthday-card");
                self.mark("(", "（");
                self.named("subject", "标题");
                let hello = if self.chinese {
                    "你好，{姓名 或 '朋友'}！{城市 或 'x'} {{}}"
                } else {
                    "Hello, {name or 'friend'}! \\\" {city or 'x'} {{}}"
                };
                self.quoted(hello);
                self.mark(",", "，");
                self.named("own_name", "own_name");
                self.number("5");
                self.mark(")", "）");
            }
            2 => {
                self.say("add tag", "添加 标签");
                self.quoted("vip");
            }
            _ => {
                self.say("create task", "创建 任务");
                self.quoted("Call {name or 'them'}");
                self.mark("(", "（");
                self.named("team", "团队");
                self.quoted("care");
                self.mark(",", "，");
                self.named("due", "时限");
                self.number("4");
                self.unit("hours", "小时");
                self.mark(")", "）");
            }
        }
    }

    fn named(&mut self, english: &str, chinese: &str) {
        let name = self.name(english, chinese);
        self.word(&name);
        self.mark(":", "：");
    }

    fn waits(&mut self, about: About) {
        self.section("wait", "等待");
        self.number("7");
        self.unit("days", "天");
        self.say("then", "然后");
        self.after = After::OpenMark;
        self.actions();
        self.section("wait", "等待");
        self.number("14");
        self.unit("days", "天");
        self.mark(",", "，");
        self.say("if", "如果");
        self.after = After::OpenMark;
        self.condition(about, 1);
        self.mark(",", "，");
        self.say("then", "则");
        self.after = After::OpenMark;
        self.actions();
        if self.one_in(2) {
            self.joint("or else", "否则");
            self.actions();
        }
    }

    fn split(&mut self) {
        self.section("split", "分流");
        self.quoted("price test");
        self.say("by", "按");
        let id = self.name("customer_id", "客户号");
        self.word(&id);
        for (share, name) in [("45", "A"), ("45", "B")] {
            self.number(share);
            self.mark("%", "％");
            self.after = After::Word;
            self.say("variant", "方案");
            self.quoted(name);
            self.say("then", "则");
            self.after = After::OpenMark;
            self.actions();
        }
        self.number("10");
        self.mark("%", "％");
        self.after = After::Word;
        self.say("holdout", "对照组");
    }

    fn caps(&mut self, later: bool) {
        match self.below(4) {
            0 => {
                self.section("limit", "限制");
                if self.chinese {
                    self.word("每");
                    self.unit("", "年");
                    self.number("1");
                    self.unit("", "次");
                } else {
                    self.number("1");
                    self.say("per year", "");
                }
            }
            1 => {
                self.section("limit", "限制");
                if self.chinese {
                    self.word("终身");
                    self.number("2");
                    self.unit("", "次");
                } else {
                    self.number("2");
                    self.say("lifetime", "");
                }
            }
            2 => {
                self.section("cooldown", "冷却");
                self.number("1");
                self.unit("day", "天");
            }
            _ => {}
        }
        if later && self.one_in(3) {
            self.section("goal", "目标");
            if self.one_in(3) {
                self.mark(":", "：");
                if self.one_in(2) {
                    self.say("not in segment", "不属于 人群");
                    self.quoted("高净值 people");
                } else {
                    // On the next line it would be read as the mark of a list.
                    self.put("-", false, true);
                    self.after = super::After::OpenMark;
                    self.word("age");
                    self.mark(">", ">");
                    self.mark("-", "-");
                    self.number("5");
                }
                self.joint("and", "且");
            }
            self.say("has", "有");
            self.event(&EVENTS[0]);
            self.mark("(", "（");
            self.say("since entry", "自从 进入时");
            self.mark(",", "，");
            self.condition(About::Row(0), 1);
            self.mark(")", "）");
        }
        if later && self.one_in(3) {
            self.section("holdout", "对照组");
            self.number("10");
            self.mark("%", "％");
        }
        if later && self.one_in(3) {
            self.section("budget", "预算");
            if self.one_in(2) {
                let coupons = self.name("coupons", "优惠券");
                self.number("1000");
                if self.chinese && self.one_in(2) {
                    self.unit("", "张");
                }
                self.word(&coupons);
            } else if self.chinese {
                self.word("每月 ¥50,000");
            } else {
                self.word("¥50,000 per month");
            }
            self.section("prefer", "优先");
            let name = self.name("lifetime_value", "累计消费");
            self.word(&name);
        }
        if later && self.one_in(4) {
            self.section("start with", "起始");
            self.say("newcomers", "新进入者");
        }
        if self.one_in(3) {
            self.section("group", "互斥组");
            self.quoted("gifts");
            self.say("pick", "取");
            self.number("1");
            self.section("priority", "优先级");
            self.number("80");
        }
        if self.one_in(4) {
            self.section("late", "迟到");
            self.number("2");
            self.unit("days", "天");
        }
    }

    fn policy(&mut self) {
        self.line(true);
        self.say("policy", "总则");
        self.quoted("For everybody");
        self.section("limit", "限制");
        if self.chinese {
            self.word("短信 每 7 天 2 次");
        } else {
            self.word("sms 2 per 7 days");
        }
        self.section("limit", "限制");
        if self.chinese {
            self.word("任意 每30天5次");
        } else {
            self.word("any 5 per 30 days");
        }
        self.section("quiet", "静默");
        if self.chinese {
            self.word("自 21:00 至 08:00 客户 时区");
        } else {
            self.word("from 21:00 to 08:00 customer time");
        }
        self.section("unless", "除非");
        self.after = After::OpenMark;
        self.condition(About::Customer, 2);
    }

    fn test(&mut self, number: usize) {
        self.line(true);
        self.say("test", "测试");
        self.quoted(&format!("test {number}"));
        self.section("given", "假设");
        self.say("today is", "今天 是");
        self.number("2026-06-01");
        self.section("given", "假设");
        self.after = After::OpenMark;
        let tier = self.name("tier", "会员等级");
        self.word(&tier);
        self.say("is", "是");
        let high = self.name("high", "高");
        self.word(&high);
        self.mark(",", "，");
        let channel = self.name("channel", "渠道");
        self.word(&channel);
        self.say("is", "是");
        let goal = self.name("goal", "目标");
        self.word(&goal);
        self.section("given", "假设");
        self.after = After::OpenMark;
        self.event(&EVENTS[0]);
        self.mark("(", "（");
        self.named("amount", "金额");
        self.put("¥120", true, false);
        self.after = After::Word;
        self.mark(",", "，");
        self.named("channel", "渠道");
        let shop = self.name("shop", "门店");
        self.word(&shop);
        self.mark(")", "）");
        self.number("100");
        self.unit("days", "天");
        self.say("ago", "前");
        if self.one_in(3) {
            self.section("given", "假设");
            self.say("on the suppression list", "在 禁发名单");
        }
        if self.one_in(2) {
            self.section("given", "假设");
            self.after = After::OpenMark;
            self.word(&tier);
            self.say("is", "是");
            self.word(&high);
            match self.below(3) {
                0 => {
                    self.say("on", "在");
                    self.number("2026-06-05");
                    if self.one_in(2) {
                        self.say("at", "");
                        self.number("10:30");
                    }
                }
                1 => {
                    self.number("3");
                    self.unit("days", "天");
                    self.say("ago", "前");
                }
                _ => {}
            }
            self.mark(",", "，");
            self.event(&EVENTS[1]);
        }
        self.section("expect", "预期");
        self.say("rule", "规则");
        self.quoted("Rule 0：测试");
        match self.below(4) {
            0 => self.say("fires", "触发"),
            1 => self.say("is held back by limit", "因 限制 被拦下"),
            2 => self.say("is held back", "被拦下"),
            _ => self.say("does not fire", "不触发"),
        }
        while self.one_in(3) {
            if self.one_in(2) {
                self.mark(",", "，");
            } else {
                self.joint("and", "并");
            }
            self.action();
        }
        if self.chinese {
            self.section("", "第 7 天");
            self.mark(":", "：");
            self.word("预期");
        } else {
            self.section("day 7", "");
            self.mark(":", "：");
            self.word("expect");
        }
        self.say("no", "不");
        self.say("send coupon", "发放 优惠券");
    }
}
