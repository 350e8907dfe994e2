//! Texts nobody would write, from a seed: the same every time.

use perennial::language::keywords::KEYWORDS;

pub struct Mutator {
    state: u64,
    pieces: Vec<Vec<u8>>,
}

impl Mutator {
    pub fn new(seed: u64, pieces: Vec<Vec<u8>>) -> Self {
        Self {
            state: seed | 1,
            pieces,
        }
    }

    /// Below the bound, by xorshift.
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % bound.max(1) as u64) as usize
    }

    fn piece(&mut self) -> Vec<u8> {
        let at = self.below(self.pieces.len());
        self.pieces[at].clone()
    }

    /// A piece with one to four changes of any kind.
    pub fn next(&mut self) -> Vec<u8> {
        let mut bytes = self.piece();
        for _ in 0..=self.below(4) {
            bytes = self.changed(bytes);
        }
        bytes
    }

    /// A piece with one change to whole words, which often still reads.
    pub fn gentle(&mut self) -> Vec<u8> {
        let bytes = self.piece();
        match self.below(4) {
            0 => self.swapped(&bytes),
            1 => self.with_keyword(&bytes),
            2 => self.respaced(bytes),
            _ => self.spliced(&bytes),
        }
    }

    fn changed(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        let at = self.below(bytes.len());
        match self.below(11) {
            0 if !bytes.is_empty() => {
                bytes[at] ^= 1 << self.below(8);
                bytes
            }
            1 => {
                bytes.truncate(at);
                bytes
            }
            2 => {
                let end = (at + self.below(40)).min(bytes.len());
                bytes.drain(at..end);
                bytes
            }
            3 => {
                let odd: [&[u8]; 8] = [
                    b"\0",
                    &[0xff, 0xfe],
                    &[0xe5, 0x91],
                    "\u{feff}".as_bytes(),
                    "\u{202e}".as_bytes(),
                    b"\r",
                    "\u{1500}".as_bytes(),
                    "e\u{301}".as_bytes(),
                ];
                let odd = odd[self.below(8)];
                bytes.splice(at..at, odd.iter().copied());
                bytes
            }
            4 => {
                let numbers: [&[u8]; 6] = [
                    b"99999999999999999999999999",
                    b"0.0000000001",
                    b"9223372036854775807",
                    "１２３４５６７８９０亿".as_bytes(),
                    b"-0",
                    b"9999-99-99",
                ];
                let number = numbers[self.below(6)];
                bytes.splice(at..at, number.iter().copied());
                bytes
            }
            5 => {
                let marks = "()[]（）【】\"“”「」'{}<>=≥,，:：;；.%¥#\\|&!*";
                let marks: Vec<char> = marks.chars().collect();
                let mark = marks[self.below(marks.len())];
                bytes.splice(at..at, mark.to_string().into_bytes());
                bytes
            }
            6 => {
                let end = (at + self.below(60)).min(bytes.len());
                let again: Vec<u8> = bytes[at..end].repeat(1 + self.below(5));
                bytes.splice(at..at, again);
                bytes
            }
            7 => self.swapped(&bytes),
            8 => self.with_keyword(&bytes),
            9 => self.respaced(bytes),
            _ => self.spliced(&bytes),
        }
    }

    /// Two words changed for each other.
    fn swapped(&mut self, bytes: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let mut words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
        if words.len() > 1 {
            let (a, b) = (self.below(words.len()), self.below(words.len()));
            words.swap(a, b);
        }
        words.concat().into_bytes()
    }

    /// Some word of the language put between two words, or glued to one.
    fn with_keyword(&mut self, bytes: &[u8]) -> Vec<u8> {
        let word = &KEYWORDS[self.below(KEYWORDS.len())];
        let spellings: Vec<&str> = word.english.iter().chain(word.chinese).copied().collect();
        let spelling = spellings[self.below(spellings.len())];
        let text = String::from_utf8_lossy(bytes).into_owned();
        let mut words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
        let at = self.below(words.len() + 1);
        let spaced = format!("{spelling} ");
        words.insert(
            at,
            if self.below(4) == 0 {
                spelling
            } else {
                &spaced
            },
        );
        words.concat().into_bytes()
    }

    /// Blanks taken out or lines broken.
    fn respaced(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let blanks: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
        if blanks.is_empty() {
            return bytes;
        }
        let at = blanks[self.below(blanks.len())];
        let instead = ["", "\n", "\u{1500}", " # note\n  "][self.below(4)];
        format!("{}{instead}{}", &text[..at], &text[at + 1..]).into_bytes()
    }

    /// A line of another piece put between two lines.
    fn spliced(&mut self, bytes: &[u8]) -> Vec<u8> {
        let other = String::from_utf8_lossy(&self.piece()).into_owned();
        let lines: Vec<&str> = other.split_inclusive('\n').collect();
        let line = lines.get(self.below(lines.len())).copied().unwrap_or("");
        let text = String::from_utf8_lossy(bytes).into_owned();
        let mut all: Vec<&str> = text.split_inclusive('\n').collect();
        let at = self.below(all.len() + 1);
        all.insert(at, line);
        all.concat().into_bytes()
    }
}

/// Long and deep texts: what runs away on them runs away.
pub fn blown_up() -> Vec<String> {
    let when = |condition: String| {
        format!("rule \"r\"\n  schedule daily at 09:00\n  when {condition}\n  then add tag \"t\"\n")
    };
    let many = |part: &str, joint: &str, count: usize| vec![part; count].join(joint);
    let nested = |open: &str, inside: &str, close: &str, depth: usize| {
        format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
    };
    let mut texts: Vec<String> = [
        nested("(", "tier is gold", ")", 64),
        nested("(", "tier is gold", ")", 65),
        nested("(", "tier is gold", ")", 5000),
        nested("（", "会员等级 是 金卡", "", 5000),
        nested("(", "tier is gold and ", ")", 60),
        nested("not ", "unsubscribed", "", 5000),
        nested("not (", "unsubscribed", ")", 64),
        nested("-", "5", " > 3", 5000),
        nested("[", "1", "]", 64),
        nested("all of (", "unsubscribed", ")", 64),
        nested("count(purchase, last 3 days, ", "amount > ¥3", ") > 2", 30),
        many("tier is gold", " and ", 1500),
        many("tier is gold", " or ", 1500),
        many("tier is gold", " and tier is silver or ", 500),
        format!("age > {}", many("1", " + ", 1500)),
        format!("age > {}", many("1", " * ", 1500)),
        format!("age > {}", many("1", " - (", 1500)),
        format!("city in [{}]", many("\"Shanghai\"", ", ", 5000)),
        format!("age is {}", "9".repeat(5000)),
        format!("age is {}", many("9", ",", 5000)),
        format!("tier is {}", "金".repeat(5000)),
        format!("{} is gold", "a".repeat(5000)),
        format!("tier is gold {}", " ".repeat(20_000)),
        "当生日是今天且".repeat(400),
        "生日是今天 ".repeat(400),
        format!("city is \"{}\"", "长".repeat(5_000)),
        format!("city is \"{}", "\\\"".repeat(5000)),
    ]
    .into_iter()
    .map(when)
    .collect();
    texts.push(many("rule \"r\"", "\n", 2000));
    texts.push(many("when", "\n", 1500));
    texts.push(many("rule", " ", 5000));
    texts.push(many("\"", "\n", 1500));
    texts.push("#".repeat(30_000));
    texts.push("\n".repeat(30_000));
    texts.push(format!(
        "customer\n{}",
        many("  a: same as a, optional", "\n", 1000)
    ));
    texts.push(format!("customer\n  t: level ({})", many("a", " < ", 2000)));
    texts.push(format!("event e: {}", many("f text", ", ", 2000)));
    texts.push(format!(
        "rule \"r\"\n  then {}",
        many("add tag \"t\"", " and ", 2000)
    ));
    texts.push(format!(
        "rule \"r\"\n  then send email \"x\" (subject: \"{}\")",
        "{name or 'x'}".repeat(1500)
    ));
    texts.push(format!(
        "rule \"r\"\n  split \"s\"\n{}",
        many("  1% holdout", "\n", 2000)
    ));
    texts.push(format!(
        "test \"t\"\n  given {}",
        many("tier is gold", ", ", 2000)
    ));
    texts
}
