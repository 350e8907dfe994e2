//! Items: each head with its sections, in the order of the file.

use super::Reader;
use super::build::{Builder, child};
use super::schema::{event_item, field};
use super::sections::{arguments_of, section};
use crate::language::diagnostics::{Edit, did_you_mean, parse as say, pasted};
use crate::language::grammar::Rule;
use crate::language::keywords::{KEYWORDS, Keyword, Opens};
use crate::language::sections;
use crate::language::source::Span;
use crate::language::split::{ItemKind, Opening, Piece, RawItem};
use crate::language::syntax::{
    CustomerItem, EventItem, Item, Name, PolicyItem, RuleItem, Section, SegmentItem, TestItem, Text,
};

impl Reader<'_> {
    pub(super) fn item(&mut self, raw: &RawItem) -> Option<Item> {
        let last = raw.parts.last().unwrap_or(&raw.head);
        let span = self.piece_span(&raw.head).to(self.piece_span(last));
        if let Opening::Unknown = raw.head.opening {
            self.unknown(&raw.head, raw.kind);
        }
        let known = matches!(raw.head.opening, Opening::Keyword(_) | Opening::Glued(_));
        let title = |reader: &mut Self, rule| {
            if known {
                reader.title(&raw.head, rule)
            } else {
                None
            }
        };
        Some(match raw.kind {
            ItemKind::Customer => {
                let label = title(self, Rule::customer_piece);
                self.customer(raw, label.flatten(), span)
            }
            ItemKind::Event => return self.event(raw, span),
            ItemKind::Segment => return self.segment(raw, span),
            ItemKind::Rule => {
                let head = title(self, Rule::rule_piece);
                let damaged = head.is_none();
                let (sections, lost) = self.sections(raw);
                Item::Rule(RuleItem {
                    title: head.flatten().unwrap_or_else(|| no_title(span)),
                    sections,
                    damaged: damaged || lost,
                    span,
                })
            }
            ItemKind::Policy => {
                let head = title(self, Rule::policy_piece);
                let damaged = head.is_none();
                let (sections, lost) = self.sections(raw);
                Item::Policy(PolicyItem {
                    title: head.flatten(),
                    sections,
                    damaged: damaged || lost,
                    span,
                })
            }
            ItemKind::Test => {
                let head = title(self, Rule::test_piece);
                let damaged = head.is_none();
                self.test(
                    raw,
                    head.flatten().unwrap_or_else(|| no_title(span)),
                    damaged,
                    span,
                )
            }
        })
    }

    /// The head's quoted title, when the head could be read.
    #[expect(
        clippy::option_option,
        reason = "a head that cannot be read is not a head without a title"
    )]
    fn title(&mut self, head: &Piece, rule: Rule) -> Option<Option<Text>> {
        self.read(head, rule, |builder, pair| {
            child(pair, Rule::string).map(|text| builder.text(&text))
        })
    }

    fn sections(&mut self, raw: &RawItem) -> (Vec<Section>, bool) {
        let mut sections = Vec::with_capacity(raw.parts.len());
        let mut lost = false;
        let parts = raw.parts.iter().cloned().map(Some);
        for piece in std::iter::once(None).chain(parts) {
            // What begins inside the head or inside another section follows it.
            let mut next = piece.or_else(|| self.rest.pop_front());
            while let Some(piece) = next {
                match self.section(&piece, raw.kind) {
                    Some(section) => sections.push(section),
                    None => lost = true,
                }
                next = self.rest.pop_front();
            }
        }
        (sections, lost)
    }

    fn section(&mut self, piece: &Piece, kind: ItemKind) -> Option<Section> {
        let (keyword, meant) = match piece.opening {
            Opening::Keyword(keyword) | Opening::Glued(keyword) => (keyword, None),
            // What was nearly written is read as what was meant.
            Opening::Field | Opening::Unknown => {
                let meant = self.unknown(piece, kind)?;
                let mut known = KEYWORDS.iter().filter(|keyword| fits(keyword, kind));
                let keyword = known.find(|keyword| {
                    keyword.english.contains(&meant) || keyword.chinese.contains(&meant)
                })?;
                (keyword, Some(meant))
            }
        };
        if !fits(keyword, kind) {
            self.misplaced(piece, keyword, kind);
            return None;
        }
        self.read_as(piece, meant, section_rule(keyword.rule)?, section)
    }

    /// The keyword that opens the piece; without one the piece is reported.
    pub(super) fn keyword_of(&mut self, piece: &Piece, kind: ItemKind) -> Option<&'static Keyword> {
        match piece.opening {
            Opening::Keyword(keyword) | Opening::Glued(keyword) => Some(keyword),
            Opening::Field | Opening::Unknown => {
                self.unknown(piece, kind);
                None
            }
        }
    }

    /// Reports a word that opens nothing; gives the one that was meant in its place.
    fn unknown(&mut self, piece: &Piece, kind: ItemKind) -> Option<&'static str> {
        let span = self.token_span(piece.first);
        let word = self.source.slice(span);
        if let Some((written, meant)) = instead_of_when(word) {
            let span = Span {
                end: span.start + written.len() as u32,
                ..span
            };
            let glued = written.len() < word.len();
            let text = format!("{meant}{}", if glued { " " } else { "" });
            let edits = vec![Edit { span, text }];
            self.diagnostics
                .push(pasted::otherwise(span, written, meant, edits));
            return (!glued).then_some(meant);
        }
        let openers = KEYWORDS
            .iter()
            .filter(|keyword| keyword.opens == Some(Opens::Item) || fits(keyword, kind));
        let meant = did_you_mean(
            word,
            openers
                .flat_map(|keyword| keyword.english.iter().chain(keyword.chinese))
                .copied(),
        );
        self.diagnostics
            .push(say::unknown_section(span, word, meant));
        meant
    }

    pub(super) fn misplaced(&mut self, piece: &Piece, keyword: &Keyword, kind: ItemKind) {
        let span = self.token_span(piece.first);
        let word = |kind| match kind {
            ItemKind::Customer => ("customer", "客户"),
            ItemKind::Event => ("event", "事件"),
            ItemKind::Segment => ("segment", "人群"),
            ItemKind::Rule => ("rule", "规则"),
            ItemKind::Policy => ("policy", "总则"),
            ItemKind::Test => ("test", "测试"),
        };
        let home = word(sections::home(keyword.rule).unwrap_or(ItemKind::Rule));
        let item = word(kind);
        self.diagnostics.push(say::misplaced_section(
            span,
            self.source.slice(span),
            &item.into(),
            &home.into(),
        ));
    }

    fn customer(&mut self, raw: &RawItem, label: Option<Text>, span: Span) -> Item {
        let mut item = CustomerItem {
            label,
            fields: Vec::new(),
            damaged: false,
            span,
        };
        for piece in &raw.parts {
            let read = match piece.opening {
                Opening::Keyword(keyword) | Opening::Glued(keyword) => {
                    self.misplaced(piece, keyword, raw.kind);
                    None
                }
                _ => self.read(piece, Rule::field_piece, |builder, pair| {
                    child(pair, Rule::field).map(|pair| field(builder, &pair))
                }),
            };
            match read.flatten() {
                Some(field) => item.fields.push(field),
                None => item.damaged = true,
            }
        }
        Item::Customer(item)
    }

    fn event(&mut self, raw: &RawItem, span: Span) -> Option<Item> {
        self.all_misplaced(raw);
        let read = self.read(&raw.head, Rule::event_piece, |builder, pair| {
            event_item(builder, pair, span)
        });
        if let Some(event) = read {
            return Some(Item::Event(event));
        }
        // The name alone, so that rules which use the event are not reported as well.
        let name_span = self.second_word(&raw.head)?;
        let name = Name {
            text: self.source.slice(name_span).to_owned(),
            span: name_span,
        };
        Some(Item::Event(EventItem {
            name,
            label: None,
            fields: Vec::new(),
            fresh_within: None,
            damaged: true,
            span,
        }))
    }

    fn segment(&mut self, raw: &RawItem, span: Span) -> Option<Item> {
        self.all_misplaced(raw);
        let read = self.read(&raw.head, Rule::segment_piece, |builder, pair| {
            Item::Segment(SegmentItem {
                title: builder.text_in(pair),
                condition: Some(builder.condition_in(pair)),
                span,
            })
        });
        if read.is_some() {
            return read;
        }
        let title_span = self.second_word(&raw.head)?;
        let text: String = self.source.slice(title_span).chars().skip(1).collect();
        let title = Text {
            text: text.trim_end_matches(['"', '”', '」']).to_owned(),
            span: title_span,
        };
        Some(Item::Segment(SegmentItem {
            title,
            condition: None,
            span,
        }))
    }

    /// What stands behind a head's keyword; a head of one word has nothing to be known by.
    fn second_word(&self, head: &Piece) -> Option<Span> {
        (head.first + 1 < head.end).then(|| self.token_span(head.first + 1))
    }

    fn all_misplaced(&mut self, raw: &RawItem) {
        for piece in &raw.parts {
            if let Some(keyword) = self.keyword_of(piece, raw.kind) {
                self.misplaced(piece, keyword, raw.kind);
            }
        }
    }

    fn test(&mut self, raw: &RawItem, title: Text, mut damaged: bool, span: Span) -> Item {
        let mut steps = Vec::with_capacity(raw.parts.len());
        for piece in &raw.parts {
            let Some(keyword) = self.keyword_of(piece, raw.kind) else {
                damaged = true;
                continue;
            };
            let rule = match keyword.rule {
                "kw_given" => Rule::given_piece,
                "kw_expect" | "kw_day_number" => Rule::expect_piece,
                _ => {
                    self.misplaced(piece, keyword, raw.kind);
                    damaged = true;
                    continue;
                }
            };
            #[expect(
                clippy::redundant_closure_for_method_calls,
                reason = "the builder's lifetime is not known here"
            )]
            let step = self.read(piece, rule, |builder, pair| builder.test_step(pair));
            match step {
                Some(step) => steps.push(step),
                None => damaged = true,
            }
        }
        Item::Test(TestItem {
            title,
            steps,
            damaged,
            span,
        })
    }
}

impl Builder<'_> {
    pub(super) fn arguments_in(
        &mut self,
        pair: &pest::iterators::Pair<'_, Rule>,
    ) -> Vec<crate::language::syntax::Argument> {
        child(pair, Rule::arguments)
            .map(|arguments| arguments_of(self, arguments))
            .unwrap_or_default()
    }
}

fn no_title(span: Span) -> Text {
    Text {
        text: String::new(),
        span,
    }
}

/// `if` at the start of a rule's line, and what it begins with in Chinese.
fn instead_of_when(word: &str) -> Option<(&str, &'static str)> {
    if ["if", "whenever", "where"]
        .iter()
        .any(|one| word.eq_ignore_ascii_case(one))
    {
        return Some((word, "when"));
    }
    let written = ["如果", "若是", "假如", "若"]
        .into_iter()
        .find_map(|one| word.get(..one.len()).filter(|head| *head == one))?;
    Some((written, "当"))
}

/// Whether the item has a section opened by this keyword.
fn fits(keyword: &Keyword, kind: ItemKind) -> bool {
    sections::of(kind)
        .iter()
        .any(|def| def.keyword == keyword.rule)
}

/// The grammar's rule for a section opened by this keyword.
pub(in crate::language) fn section_rule(keyword: &str) -> Option<Rule> {
    Some(match keyword {
        "kw_note" => Rule::note_piece,
        "kw_owner" => Rule::owner_piece,
        "kw_formerly" => Rule::formerly_piece,
        "kw_audience" => Rule::audience_piece,
        "kw_active" => Rule::active_piece,
        "kw_schedule" => Rule::schedule_piece,
        "kw_when" => Rule::when_piece,
        "kw_unless" => Rule::unless_piece,
        "kw_then" => Rule::then_piece,
        "kw_wait" => Rule::wait_piece,
        "kw_stop_when" => Rule::stop_when_piece,
        "kw_goal" => Rule::goal_piece,
        "kw_split" => Rule::split_piece,
        "kw_holdout" => Rule::holdout_piece,
        "kw_limit" => Rule::limit_piece,
        "kw_cooldown" => Rule::cooldown_piece,
        "kw_budget" => Rule::budget_piece,
        "kw_prefer" => Rule::prefer_piece,
        "kw_start_with" => Rule::start_with_piece,
        "kw_group" => Rule::group_piece,
        "kw_priority" => Rule::priority_piece,
        "kw_late" => Rule::late_piece,
        "kw_quiet" => Rule::quiet_piece,
        _ => return None,
    })
}
