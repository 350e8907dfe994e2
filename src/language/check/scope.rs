//! One rule while it is lowered: what its names may mean here, and the atoms so far.

use super::names::Names;
use super::{Book, Report, mistakes};
use crate::language::checked::{
    Atom, AtomId, AtomInfo, Audience, EventField, Expr, ExprNode, Test,
};
use crate::language::diagnostics::{Diagnostic, Edit, did_you_mean, parse as say};
use crate::language::source::{Source, Span};
use crate::language::syntax::{ExprKind, Name, Path};
use crate::model::kind::Kind;

pub(super) struct Lower<'a> {
    pub book: Book<'a>,
    pub source: &'a Source,
    pub report: &'a mut Report,
    pub audience: Audience,
    /// The event type whose filter is being lowered.
    pub row: Option<usize>,
    pub in_unless: bool,
    pub atoms: Vec<AtomInfo>,
    /// What the atom at hand has read so far.
    pub reads: Vec<String>,
    /// The rule's title, for messages.
    pub title: String,
    /// The condition at hand is asked after the entry: it may look back to it, and is no evidence of it.
    pub after_entry: bool,
    /// Fields that are known wherever the rule acts.
    pub ensured: Vec<ExprNode>,
    /// How many segments have been taken in.
    pub segments_taken_in: usize,
    /// Where the segment at hand is named in what is being checked, however deep it stands itself.
    pub segment_named_at: Option<Span>,
}

/// Words of the language that stand where a name may stand.
const VALUE_WORDS: [&str; 5] = ["today", "known", "missing", "true", "false"];

/// A field found under a name.
#[derive(Clone, Copy)]
pub(super) enum Field {
    Attribute(usize),
    Subject(usize, EventField),
    Row(usize, EventField),
}

/// What became of looking a name up.
pub(super) enum Found {
    Field(Field),
    Unknown(Box<Diagnostic>),
    /// Unknown, and reported already.
    Silent,
}

impl Found {
    fn unknown(diagnostic: Diagnostic) -> Self {
        Self::Unknown(Box::new(diagnostic))
    }
}

impl<'a> Lower<'a> {
    pub fn new(
        book: Book<'a>,
        source: &'a Source,
        report: &'a mut Report,
        audience: Audience,
    ) -> Self {
        Self {
            book,
            source,
            report,
            audience,
            row: None,
            in_unless: false,
            atoms: Vec::new(),
            reads: Vec::new(),
            title: String::new(),
            after_entry: false,
            ensured: Vec::new(),
            segments_taken_in: 0,
            segment_named_at: None,
        }
    }

    pub fn names(&self) -> &'a Names {
        self.book.names
    }

    /// Reports, and stands for the value that is not there.
    pub fn fail<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.report.say(diagnostic);
        None
    }

    /// The author's own words, blanks collapsed.
    pub fn words(&self, span: Span) -> String {
        let words: Vec<&str> = self.source.slice(span).split_whitespace().collect();
        words.join(" ")
    }

    /// Makes a leaf of a condition from what was just lowered.
    pub fn atom(&mut self, span: Span, atom: Atom) -> Test {
        if self.row.is_some() || self.after_entry {
            return Test::Atom(None, atom);
        }
        let Ok(id) = u16::try_from(self.atoms.len()) else {
            // Reported once, when the rule is put together.
            return Test::Atom(None, atom);
        };
        let mut reads = self.reads.clone();
        reads.dedup();
        self.atoms.push(AtomInfo {
            text: self.words(span),
            span,
            in_unless: self.in_unless,
            reads,
        });
        Test::Atom(Some(AtomId(id)), atom)
    }

    /// The event type of the subject, where the rule is about events.
    pub fn subject(&self) -> Option<usize> {
        match self.audience {
            Audience::Customer => None,
            Audience::Event(at) => Some(at),
        }
    }

    /// The event types whose fields may be named without saying which.
    pub fn open_events(&self) -> Vec<usize> {
        self.row.or(self.subject()).into_iter().collect()
    }

    /// A bare name: the event at hand first, then the customer.
    pub fn bare(&self, word: &str) -> Option<Field> {
        let names = self.names();
        let of_event = match (self.row, self.subject()) {
            (Some(row), _) => names.event_field(row, word).map(|f| Field::Row(row, f)),
            (None, Some(at)) => names.event_field(at, word).map(|f| Field::Subject(at, f)),
            (None, None) => None,
        };
        of_event.or_else(|| names.schema.attribute(word).map(Field::Attribute))
    }

    pub fn find(&self, path: &Path) -> Found {
        let names = self.names();
        match path.names.as_slice() {
            [name] => match self.bare(&name.text) {
                Some(field) => Found::Field(field),
                None if names.is_silent(&name.text) => Found::Silent,
                None => Found::unknown(self.unknown_bare(name)),
            },
            [owner, name] if names.is_customer(&owner.text) => {
                match names.schema.attribute(&name.text) {
                    Some(at) => Found::Field(Field::Attribute(at)),
                    None if names.is_silent(&name.text) => Found::Silent,
                    None => Found::unknown(mistakes::names::unknown_field(
                        name.span,
                        &name.text,
                        names.near_field(&name.text, &[]),
                    )),
                }
            }
            [owner, name] => self.find_in_event(owner, name),
            _ => Found::unknown(mistakes::names::odd_path(path.span, &self.words(path.span))),
        }
    }

    fn find_in_event(&self, owner: &Name, name: &Name) -> Found {
        let names = self.names();
        let Some(event) = names.schema.event(&owner.text) else {
            if names.is_silent(&owner.text) {
                return Found::Silent;
            }
            let near = names.near_event(&owner.text);
            return Found::unknown(mistakes::names::unknown_event(
                owner.span,
                &owner.text,
                near,
            ));
        };
        let Some(field) = names.event_field(event, &name.text) else {
            if names.is_silent(&name.text) {
                return Found::Silent;
            }
            return Found::unknown(mistakes::names::unknown_event_field(
                name.span,
                &name.text,
                &owner.text,
                names.near_event_field(&name.text, event),
            ));
        };
        if self.row == Some(event) {
            return Found::Field(Field::Row(event, field));
        }
        let span = owner.span.to(name.span);
        if self.subject() == Some(event) {
            return match self.row {
                None => Found::Field(Field::Subject(event, field)),
                Some(row) => Found::unknown(mistakes::names::not_in_filter(
                    span,
                    &self.words(span),
                    names.event_name(row),
                    names.event_name(event),
                )),
            };
        }
        Found::unknown(mistakes::names::field_of_many(
            span,
            &owner.text,
            &name.text,
        ))
    }

    fn unknown_bare(&self, name: &Name) -> Diagnostic {
        let names = self.names();
        if let (Some(row), Some(subject)) = (self.row, self.subject())
            && names.event_field(subject, &name.text).is_some()
        {
            return mistakes::names::not_in_filter(
                name.span,
                &name.text,
                names.event_name(row),
                names.event_name(subject),
            );
        }
        let near = names.near_field(&name.text, &self.open_events());
        if near.is_none()
            && let Some(glued) = self.glued(name)
        {
            return glued;
        }
        if let (None, None, Some(event)) = (near, self.row, names.event_with(&name.text)) {
            return mistakes::names::only_in_event(name.span, &name.text, event);
        }
        let near = near.or_else(|| did_you_mean(&name.text, VALUE_WORDS));
        mistakes::names::unknown_field(name.span, &name.text, near)
    }

    /// Several words of the schema and the language in one.
    pub fn glued(&self, name: &Name) -> Option<Diagnostic> {
        let spaced = self.names().respaced(&name.text)?;
        let edit = Edit {
            span: name.span,
            text: spaced,
        };
        Some(say::glued(name.span, &name.text, vec![edit]))
    }

    /// The field as an expression, noting that it is read.
    pub fn read(&mut self, field: Field) -> Option<Expr> {
        let names = self.names();
        self.reads.push(self.name_of(field));
        Some(match field {
            Field::Attribute(at) => Expr {
                kind: names.schema.customer.get(at)?.kind.clone(),
                node: ExprNode::Attribute(at),
            },
            Field::Subject(event, field) => Expr {
                kind: names.event_field_kind(event, field)?,
                node: ExprNode::Subject(field),
            },
            Field::Row(event, field) => Expr {
                kind: names.event_field_kind(event, field)?,
                node: ExprNode::Row(field),
            },
        })
    }

    /// Its English name, with the event's before it.
    pub fn name_of(&self, field: Field) -> String {
        let names = self.names();
        match field {
            Field::Attribute(at) => names
                .schema
                .customer
                .get(at)
                .map_or_else(String::new, |field| field.name.clone()),
            Field::Subject(event, field) | Field::Row(event, field) => {
                format!(
                    "{}.{}",
                    names.event_name(event),
                    names.event_field_name(event, field)
                )
            }
        }
    }

    /// Whether the field may be missing although it is declared, and though the rule acts.
    pub fn may_miss(&self, field: Field) -> bool {
        let names = self.names();
        let ensured = match field {
            Field::Attribute(at) => self.ensured.contains(&ExprNode::Attribute(at)),
            Field::Subject(_, field) => self.ensured.contains(&ExprNode::Subject(field)),
            Field::Row(..) => false,
        };
        if ensured {
            return false;
        }
        let declared = match field {
            Field::Attribute(at) => names.schema.customer.get(at),
            Field::Subject(event, EventField::Property(at))
            | Field::Row(event, EventField::Property(at)) => {
                names.event(event).and_then(|event| event.fields.get(at))
            }
            Field::Subject(..) | Field::Row(..) => None,
        };
        declared.is_some_and(|field| field.optional && field.missing_as.is_none())
    }

    /// The position of an event type.
    pub fn event(&mut self, name: &Name) -> Option<usize> {
        let names = self.names();
        let found = names.schema.event(&name.text);
        if found.is_none() && !names.is_silent(&name.text) {
            let near = names.near_event(&name.text);
            self.report
                .say(mistakes::names::unknown_event(name.span, &name.text, near));
        }
        found
    }
}

/// The name, where the expression is nothing but one.
pub(super) fn bare_name(expr: &crate::language::syntax::Expr) -> Option<&Name> {
    match &expr.kind {
        ExprKind::Path(path) => match path.names.as_slice() {
            [name] => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// Whether two kinds may stand on the two sides of a comparison.
pub(super) fn comparable(left: &Kind, right: &Kind) -> bool {
    let plain = |kind: &Kind| matches!(kind, Kind::Number | Kind::Whole);
    left == right || (plain(left) && plain(right))
}
