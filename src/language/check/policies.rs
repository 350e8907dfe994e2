//! Policies: caps and guards over all rules.

use super::scope::Lower;
use super::sections::is_second;
use super::{Book, Report, mistakes};
use crate::language::checked::{Audience, ChannelCap, CheckedPolicy, Quiet};
use crate::language::diagnostics::{Diagnostic, did_you_mean};
use crate::language::source::{Source, Span};
use crate::language::split::ItemKind;
use crate::language::syntax::{self, Item, LimitScope, Name, PolicyItem, RuleFile, SectionKind};
use crate::language::vocabulary::{Bilingual, Channel};
use std::collections::BTreeMap;

/// Every policy of every file, in their order.
pub(super) fn lower_all(
    files: &[(&Source, &RuleFile)],
    book: &Book<'_>,
    report: &mut Report,
) -> Vec<CheckedPolicy> {
    let mut policies = Vec::new();
    for (source, file) in files {
        for item in &file.items {
            let Item::Policy(item) = item else { continue };
            report.unread |= item.damaged;
            let head = super::first_word(source, item.span);
            report.later.push(mistakes::later::policy(head));
            policies.extend(lower(item, head, source, book, report));
        }
    }
    policies
}

fn lower(
    item: &PolicyItem,
    head: Span,
    source: &Source,
    book: &Book<'_>,
    report: &mut Report,
) -> Option<CheckedPolicy> {
    let reported = report.diagnostics.len();
    let mut lower = Lower::new(*book, source, report, Audience::Customer);
    lower.in_unless = true;
    let mut caps = Vec::new();
    let (mut quiet, mut unless) = (None, None);
    let mut first = BTreeMap::new();
    for section in &item.sections {
        if is_second(section, ItemKind::Policy, &mut first, &mut lower) {
            continue;
        }
        match &section.kind {
            SectionKind::Note(_) | SectionKind::Owner(_) => {}
            SectionKind::Limit(limit) => caps.extend(lower.cap(limit)),
            SectionKind::Quiet(hours) => quiet = lower.quiet(hours),
            SectionKind::Unless(condition) => unless = lower.test(condition),
            // The parser has reported it: it belongs to rules.
            _ => lower.report.unread = true,
        }
    }
    let atoms = std::mem::take(&mut lower.atoms);
    let new = report.diagnostics.iter().skip(reported);
    let clean = !item.damaged && !new.clone().any(Diagnostic::is_error);
    if clean && caps.is_empty() && quiet.is_none() && unless.is_none() {
        report.say(mistakes::policies::empty(head));
    }
    clean.then(|| CheckedPolicy {
        title: item
            .title
            .as_ref()
            .map(|title| title.text.trim().to_owned()),
        caps,
        quiet,
        unless,
        atoms,
        file: source.name.clone(),
        line: source.line_at(item.span.start) as u32,
        span: item.title.as_ref().map_or(head, |title| title.span),
    })
}

impl Lower<'_> {
    fn cap(&mut self, limit: &syntax::Limit) -> Option<ChannelCap> {
        let channel = match &limit.scope {
            LimitScope::Rule => {
                return self.fail(mistakes::policies::limit_without_channel(limit.span));
            }
            LimitScope::Any => Some(None),
            LimitScope::Channel(name) => self.channel(name).map(Some),
        };
        let counted = self.times(limit);
        let (times, per) = counted?;
        Some(ChannelCap {
            channel: channel?,
            times,
            per,
        })
    }

    fn channel(&mut self, name: &Name) -> Option<Channel> {
        let found = Channel::TO_PEOPLE
            .into_iter()
            .find(|channel| channel.words().is(&name.text));
        if found.is_none() {
            let words: Vec<Bilingual> = Channel::TO_PEOPLE.map(Channel::words).to_vec();
            let near = did_you_mean(&name.text, words.iter().flat_map(Bilingual::both));
            self.report.say(mistakes::policies::unknown_channel(
                name.span, &name.text, near, &words,
            ));
        }
        found
    }

    fn quiet(&mut self, quiet: &syntax::Quiet) -> Option<Quiet> {
        let (from, to) = (quiet.from.seconds, quiet.to.seconds);
        if from == to {
            return self.fail(mistakes::policies::quiet_without_hours(quiet.span));
        }
        Some(Quiet {
            from,
            to,
            customer_time: quiet.customer_time,
        })
    }
}
