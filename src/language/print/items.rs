//! Items: the head, and what stands below it.

use super::Printer;
use super::names::Scope;
use super::sheet::{Place, Sort};
use crate::language::source::Span;
use crate::language::syntax::{
    Audience, Item, PolicyItem, RuleItem, Section, SectionKind, SegmentItem, Text,
};

impl Printer<'_> {
    pub(super) fn item(&mut self, item: &Item) {
        self.scope = Scope::default();
        self.level = 0;
        match item {
            Item::Customer(customer) => self.customer(customer),
            Item::Event(event) => self.event(event),
            Item::Segment(segment) => self.segment(segment),
            Item::Rule(rule) => self.rule(rule),
            Item::Policy(policy) => self.policy(policy),
            Item::Test(test) => self.test(test),
        }
    }

    pub(super) fn head(&mut self, span: Span, sort: Sort, keyword: &str, title: Option<&Text>) {
        self.sheet.begin(span.start as usize, Place::Item(sort));
        self.keyword(keyword);
        if let Some(title) = title {
            let title = self.quoted(title);
            self.sheet.word(&title);
        }
    }

    fn segment(&mut self, segment: &SegmentItem) {
        self.head(
            segment.span,
            Sort::Segment,
            "kw_segment",
            Some(&segment.title),
        );
        self.colon();
        self.keyword("kw_is");
        self.indent = 2;
        if let Some(condition) = &segment.condition {
            self.expr(condition, None);
        }
    }

    fn rule(&mut self, rule: &RuleItem) {
        self.head(rule.span, Sort::Block, "kw_rule", Some(&rule.title));
        self.scope.subject = rule
            .sections
            .iter()
            .find_map(|section| match &section.kind {
                SectionKind::Audience(Audience::Event(event)) => self
                    .dictionary
                    .and_then(|known| known.event_at(&event.text)),
                _ => None,
            });
        self.sections(&rule.sections);
    }

    fn policy(&mut self, policy: &PolicyItem) {
        self.head(policy.span, Sort::Block, "kw_policy", policy.title.as_ref());
        self.sections(&policy.sections);
    }

    fn sections(&mut self, sections: &[Section]) {
        for section in sections {
            self.sheet
                .begin(section.keyword.start as usize, Place::Section);
            self.section(&section.kind);
        }
    }
}
