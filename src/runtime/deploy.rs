//! Making a checked rulebook the one that acts.

use super::rulebook::Deployed;
use crate::model::moment::Moment;
use crate::store::StoreError;
use crate::store::book::wire::{DeployedRecord, Payload, RuleRecord, TextsRecord};
use crate::store::book::{self, Book, Deployment};

/// What deploying changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeployReport {
    pub version: String,
    /// The same texts were deployed already.
    pub unchanged: bool,
    pub added: Vec<String>,
    /// (old title, new title)
    pub renamed: Vec<(String, String)>,
    /// Titles no longer in the rulebook; their state is kept.
    pub removed: Vec<String>,
    pub kept: usize,
}

/// Deploys texts that have been checked: one commit, so that either all of it acts or none.
pub fn deploy(
    book: Book<'_>,
    texts: TextsRecord,
    deployed: &Deployed,
    now: Moment,
) -> Result<DeployReport, StoreError> {
    let deployment = Deployment::new(texts, now.0);
    let mut report = DeployReport {
        version: deployment.version.clone(),
        ..DeployReport::default()
    };
    let before = book.deployed()?;
    if before.as_deref() == Some(deployment.version.as_str()) {
        report.unchanged = true;
        report.kept = deployed.rulebook.rules.len();
        return Ok(report);
    }
    let mut known = book.rules()?;
    let mut next = known
        .values()
        .map(|record| record.no + 1)
        .max()
        .unwrap_or(0);
    let mut writes = deployment.writes();
    writes.push(Book::deployed_write(&deployment.version));
    for rule in &deployed.rulebook.rules {
        match known.remove(rule.title()) {
            Some(record) if !record.retired => {
                report.kept += 1;
                continue;
            }
            // Back again: limits carry on, but what was true when it left means nothing now.
            Some(record) => {
                report.added.push(rule.title().to_owned());
                let record = RuleRecord {
                    no: record.no,
                    ..new_record(0, now)
                };
                writes.push(Book::rule_write(rule.title(), &record));
                continue;
            }
            None => {}
        }
        let old = rule
            .parts()
            .formerly
            .iter()
            .find_map(|old| Some((old.clone(), known.remove(old)?)));
        let record = if let Some((old, record)) = old {
            writes.push(Book::rule_removal(&old));
            report.renamed.push((old, rule.title().to_owned()));
            record
        } else {
            report.added.push(rule.title().to_owned());
            next += 1;
            new_record(next - 1, now)
        };
        writes.push(Book::rule_write(rule.title(), &record));
    }
    for (title, record) in known.into_iter().filter(|(_, record)| !record.retired) {
        writes.push(Book::rule_write(
            &title,
            &RuleRecord {
                retired: true,
                ..record
            },
        ));
        report.removed.push(title);
    }
    let record = DeployedRecord {
        version: deployment.version.clone(),
        at_ms: now.0,
    };
    book.store()
        .commit(book::entry(&Payload::Deployed(record), writes))?;
    Ok(report)
}

fn new_record(no: u32, now: Moment) -> RuleRecord {
    RuleRecord {
        no,
        from_ms: now.0,
        begun: false,
        retired: false,
    }
}
