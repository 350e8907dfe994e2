//! Rules checked and analysed: what `check` and `deploy` say of them.

use super::project::Project;
use super::rulebook::{self, Verdict};
use super::templates;
use super::workbook::Workbook;
use crate::engine::analysis::{Around, Base, analyse};
use crate::language::diagnostics::{self, Diagnostic};
use crate::model::calendar::{LeapPolicy, Zone};
use crate::model::moment::Moment;
use crate::model::schema::Schema;
use crate::store::book::wire::TextsRecord;
use crate::store::projection::Projection;

/// Parses, checks and analyses the rules of `texts`. Where customers were imported and a run has counted
/// them, what is said of missing values is measured; the store itself is not touched.
pub fn examine(project: &Project, texts: &TextsRecord, now: Moment) -> Verdict {
    examine_again(project, texts, now, &mut Workbook::default())
}

/// The same, parsing only what differs from what the workbook holds.
pub fn examine_again(
    project: &Project,
    texts: &TextsRecord,
    now: Moment,
    workbook: &mut Workbook,
) -> Verdict {
    let mut verdict = rulebook::check_again(texts, workbook);
    let Ok(checked) = &mut verdict.rulebook else {
        return verdict;
    };
    let around = around(project, texts, &checked.rulebook.schema, now);
    let mut said = std::mem::take(&mut checked.warnings);
    said.extend(analyse(&checked.rulebook, &around));
    said.extend(templates::needs(&texts.templates, &checked.rulebook));
    diagnostics::sort(&mut said);
    if said.iter().any(Diagnostic::is_error) {
        verdict.rulebook = Err(said);
    } else {
        checked.warnings = said;
    }
    verdict
}

/// What is known beside the rules.
pub fn around(project: &Project, texts: &TextsRecord, schema: &Schema, now: Moment) -> Around {
    let zone = Zone::named(&texts.zone).unwrap_or_else(|_| Zone::utc());
    let counted = Projection::lacking(&project.projection_folder(), schema);
    Around {
        zone,
        leap: if texts.leap_on_march_1 {
            LeapPolicy::March1
        } else {
            LeapPolicy::February28
        },
        today: zone.day_of(now),
        base: counted.map(|(customers, missing)| Base { customers, missing }),
    }
}
