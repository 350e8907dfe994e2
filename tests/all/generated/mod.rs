//! `rulebook(seed, language, style)`: a well-typed rulebook with its schema, every kind of item and section in it, in
//! either language; with `Style::odd()` also comments, line breaks, spellings and marks wherever they may stand.

mod conditions;
mod items;
mod queries;
mod schema;
mod words;

use std::fmt::Write;

use perennial::language::said::Language;

/// How tidily a rulebook is written.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Comments anywhere between words where a line may end.
    pub comments: bool,
    /// Lines broken anywhere, odd blanks, other spellings and full-width marks.
    pub odd: bool,
    /// Only what every version of the language ran: no segments, policies, tests and later sections.
    pub first_sections_only: bool,
    pub rules: usize,
}

impl Style {
    pub fn odd() -> Self {
        Self {
            comments: true,
            odd: true,
            first_sections_only: false,
            rules: 2,
        }
    }

    pub fn tidy(rules: usize) -> Self {
        Self {
            comments: false,
            odd: false,
            first_sections_only: false,
            rules,
        }
    }
}

pub struct Generated {
    pub text: String,
    /// Every comment, in order.
    pub comments: Vec<String>,
}

/// The same seed, language and style give the same rulebook.
pub fn rulebook(seed: u64, language: Language, style: Style) -> Generated {
    let mut writer = Writer {
        random: Random(seed ^ 0x9e37_79b9_7f4a_7c15),
        chinese: language.is_chinese(),
        style,
        text: String::new(),
        comments: Vec::new(),
        after: After::Start,
    };
    writer.schema();
    writer.items();
    writer.end_line();
    Generated {
        text: writer.text,
        comments: writer.comments,
    }
}

/// A small generator of numbers (`SplitMix64`), so that a seed says everything.
pub struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        let at = self.below(from.len());
        &from[at]
    }
}

#[derive(Clone, Copy, PartialEq)]
enum After {
    Start,
    /// The line is at its end.
    Line,
    Word,
    /// A mark behind which the sentence goes on.
    OpenMark,
    ClosingMark,
}

/// Writes words and marks, with whatever may stand between them.
pub struct Writer {
    random: Random,
    chinese: bool,
    style: Style,
    text: String,
    comments: Vec<String>,
    after: After,
}

impl Writer {
    fn one_in(&mut self, n: usize) -> bool {
        self.random.one_in(n)
    }

    fn below(&mut self, end: usize) -> usize {
        self.random.below(end)
    }

    /// The text in the language at hand.
    fn of<'t>(&self, english: &'t str, chinese: &'t str) -> &'t str {
        if self.chinese { chinese } else { english }
    }

    /// A word or several that stay on the line.
    fn word(&mut self, word: &str) {
        let may_break = self.after == After::OpenMark && !words::opens_a_line(word);
        self.put(word, may_break, false);
        self.after = After::Word;
    }

    /// A word before which the line may always be broken.
    fn joint(&mut self, english: &str, chinese: &str) {
        let word = self.of(english, chinese).to_owned();
        self.put(&word, true, false);
        self.after = After::OpenMark;
    }

    fn say(&mut self, english: &str, chinese: &str) {
        let word = self.of(english, chinese).to_owned();
        if !word.is_empty() {
            self.word(&word);
        }
    }

    /// A keyword behind which the phrase goes on.
    fn lead(&mut self, english: &str, chinese: &str) {
        self.say(english, chinese);
        self.after = After::OpenMark;
    }

    /// One of several spellings; the usual one where nothing odd is wanted.
    fn any_of(&mut self, english: &[&str], chinese: &[&str]) {
        let words = if self.chinese { chinese } else { english };
        let word = if self.style.odd {
            *self.random.pick(words)
        } else {
            words[0]
        };
        self.word(word);
    }

    /// A mark that needs no blanks around it: narrow, or now and then full-width.
    fn mark(&mut self, narrow: &str, wide: &str) {
        let full = self.chinese ^ (self.style.odd && self.one_in(4));
        let mark = if full { wide } else { narrow }.to_owned();
        self.put(&mark, true, true);
        self.after = if matches!(narrow, ")" | "]") {
            After::ClosingMark
        } else {
            After::OpenMark
        };
    }

    fn quoted(&mut self, inner: &str) {
        let (open, close) = if self.style.odd && !inner.contains('\\') && self.one_in(5) {
            *self.random.pick(&[("“", "”"), ("「", "」")])
        } else {
            ("\"", "\"")
        };
        let may_break = self.after != After::Word || self.style.odd;
        self.put(&format!("{open}{inner}{close}"), may_break, false);
        self.after = After::Word;
    }

    /// A number and what belongs to it: `14 days`, `14天`.
    fn number(&mut self, digits: &str) {
        let digits = if self.style.odd && self.one_in(8) {
            digits.chars().map(words::wide).collect()
        } else {
            digits.to_owned()
        };
        self.put(&digits, true, false);
        self.after = After::Word;
    }

    /// A unit behind a number; Chinese ones may run into it.
    fn unit(&mut self, english: &str, chinese: &str) {
        let word = self.of(english, chinese).to_owned();
        let glued = self.chinese && self.style.odd && self.one_in(2);
        self.put(&word, false, glued);
        self.after = After::Word;
    }

    fn put(&mut self, word: &str, may_break: bool, needs_no_blank: bool) {
        match self.after {
            After::Start => {}
            After::Line => self.indent(),
            _ => self.gap(may_break, needs_no_blank),
        }
        self.text.push_str(word);
    }

    fn gap(&mut self, may_break: bool, needs_no_blank: bool) {
        let tight = needs_no_blank
            || matches!(self.after, After::OpenMark | After::ClosingMark) && self.ends_in_mark();
        if may_break && self.style.comments && self.one_in(14) {
            self.blanks(!tight);
            self.comment();
            while self.one_in(4) {
                self.comment();
            }
            self.indent();
        } else if may_break && self.style.odd && self.one_in(10) {
            self.blanks(false);
            self.text.push('\n');
            self.indent();
        } else {
            self.blanks(!tight);
        }
    }

    fn ends_in_mark(&self) -> bool {
        self.text
            .ends_with(|c: char| "([,:;（［【，：；、)）]】］<>=＞＜＝≥≤".contains(c))
    }

    fn blanks(&mut self, needed: bool) {
        if self.style.odd {
            let odd = [" ", "  ", "\t", "\u{3000}", "\u{a0}"];
            while self.one_in(6) {
                let blank = *self.random.pick(&odd);
                self.text.push_str(blank);
            }
        }
        if needed && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }

    fn comment(&mut self) {
        let texts = [
            "why",
            "说明一下",
            "rule \"not one\"",
            "且 会员等级 >= 金卡",
            "\"a quote that stays open",
            "（",
            "# # #",
            "when tier >= gold)",
            "",
        ];
        let number = self.comments.len();
        let text = *self.random.pick(&texts);
        let comment = format!("#{number} {text}").trim_end().to_owned();
        self.text.push_str(&comment);
        if self.style.odd && self.one_in(6) {
            self.text.push_str("  ");
        }
        self.text.push('\n');
        self.comments.push(comment);
        if self.style.odd && self.one_in(5) {
            self.text.push('\n');
        }
        self.indent();
    }

    fn indent(&mut self) {
        let most = if self.style.odd { 7 } else { 1 };
        let wide = self.below(most);
        let _ = write!(self.text, "{:wide$}", "");
    }

    /// A new line for a section or an item.
    fn line(&mut self, item: bool) {
        self.end_line();
        if self.after == After::Start {
            return;
        }
        if item && (!self.style.odd || self.one_in(2)) {
            self.text.push('\n');
        }
        if self.style.comments {
            while self.one_in(8) {
                self.indent();
                self.comment();
            }
        }
    }

    fn end_line(&mut self) {
        if matches!(self.after, After::Start | After::Line) {
            return;
        }
        self.blanks(false);
        if self.style.comments && self.one_in(9) {
            self.comment();
        } else {
            let crlf = self.style.odd && self.one_in(9);
            self.text.push_str(if crlf { "\r\n" } else { "\n" });
        }
        self.after = After::Line;
    }
}
