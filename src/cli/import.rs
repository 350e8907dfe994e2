//! `perennial import`: customers and events from a file.

use super::failure::Failure;
use super::{Place, check, deploy, print, run, show};
use crate::language::said::Language;
use crate::model::calendar::Zone;
use crate::runtime::clock;
use crate::runtime::intake::{
    ImportError, ImportOptions, ImportReport, Progress, import_customers, import_events,
};
use crate::runtime::project::Project;
use crate::runtime::rulebook;
use crate::runtime::session::Session;
use crate::sources::{DateFormat, Format, Mapping};
use crate::store::records::Records;
use clap::{Args, Subcommand};
use serde_json::json;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Take in customers or events from a CSV or NDJSON file.
#[derive(Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Customers: new ones, and what changed of known ones.
    Customers {
        /// The file; `-` for standard input.
        file: PathBuf,
        /// From when on changed attributes hold, instead of now.
        #[arg(long, value_name = "INSTANT")]
        as_of: Option<String>,
        #[command(flatten)]
        how: How,
    },
    /// Events of one type: new ones, and amended ones.
    Events {
        /// The event type, as the schema names it.
        kind: String,
        /// The file; `-` for standard input.
        file: PathBuf,
        /// Through when the events are complete, instead of the newest one's time.
        #[arg(long, value_name = "INSTANT")]
        complete_through: Option<String>,
        /// Make customers that only the events name.
        #[arg(long)]
        create_customers: bool,
        #[command(flatten)]
        how: How,
    },
}

#[derive(Args, Default)]
struct How {
    /// A column of the file and what it means: "Order Date=at"; "Remark=-" leaves it out.
    #[arg(long = "map", value_name = "COLUMN=MEANING")]
    maps: Vec<String>,
    /// Leave out columns the schema does not know.
    #[arg(long)]
    ignore_unknown: bool,
    /// How dates are written, such as "%d/%m/%Y".
    #[arg(long, value_name = "FORMAT")]
    date_format: Option<String>,
    /// The zone of local times, instead of the customer's or the project's.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Where rejected rows go, instead of FILE.rejected.csv.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// csv or ndjson; without it, by the file's ending.
    #[arg(long)]
    format: Option<String>,
    /// For programs.
    #[arg(long)]
    json: bool,
}

impl Import {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let project = place.project()?;
        let (report, json, noun) = match &self.what {
            What::Customers { file, as_of, how } => {
                let zone = project.settings.zone;
                let mut options = how.options(file, &project)?;
                options.as_of = as_of
                    .as_deref()
                    .map(|text| deploy::instant(Some(text), zone))
                    .transpose()?;
                (
                    import(project, None, file, &options, place.language)?,
                    how.json,
                    "customers".to_owned(),
                )
            }
            What::Events {
                kind,
                file,
                complete_through,
                create_customers,
                how,
            } => {
                let zone = project.settings.zone;
                let mut options = how.options(file, &project)?;
                options.complete_through = complete_through
                    .as_deref()
                    .map(|text| deploy::instant(Some(text), zone))
                    .transpose()?;
                options.create_customers = *create_customers;
                (
                    import(project, Some(kind), file, &options, place.language)?,
                    how.json,
                    format!("{kind} events"),
                )
            }
        };
        let zone = place.project()?.settings.zone;
        if json {
            print(&format!("{:#}\n", to_json(&report, zone)));
        } else {
            print(&shown(&report, &noun, zone));
        }
        if report.rejected.count > 0 {
            Err(Failure {
                code: 1,
                message: String::new(),
            })
        } else {
            Ok(())
        }
    }
}

impl How {
    fn options(&self, file: &Path, project: &Project) -> Result<ImportOptions, Failure> {
        let format = match self.format.as_deref() {
            Some("csv") => Format::Csv,
            Some("ndjson") => Format::Ndjson,
            Some(other) => {
                return Err(Failure::usage(format!(
                    "--format {other}: write csv or ndjson"
                )));
            }
            None if file == Path::new("-") => Format::Csv,
            None => Format::of_path(file).ok_or_else(|| {
                Failure::usage(format!(
                    "{} ends in neither .csv nor .ndjson; say which it is with --format",
                    file.display()
                ))
            })?,
        };
        let rejects = self
            .rejects
            .clone()
            .unwrap_or_else(|| rejects_beside(file, project));
        let mut options = ImportOptions::new(
            clock::now(),
            format,
            project.settings.zone,
            rejects,
            std::env::temp_dir(),
        );
        for map in &self.maps {
            let (column, meaning) = map.split_once('=').ok_or_else(|| {
                Failure::usage(format!(
                    "--map \"{map}\": write the column, =, and what it means"
                ))
            })?;
            options
                .mapping
                .map
                .push((column.trim().to_owned(), meaning.trim().to_owned()));
        }
        options.mapping = Mapping {
            ignore_unknown: self.ignore_unknown,
            ..options.mapping
        };
        if let Some(format) = &self.date_format {
            let format = DateFormat::new(format)
                .map_err(|why| Failure::usage(format!("--date-format: {why}")))?;
            options.date_format = Some(format);
        }
        if let Some(zone) = &self.zone {
            let zone = Zone::named(zone).map_err(|why| Failure::usage(format!("--zone: {why}")))?;
            options.zone = Some(zone);
        }
        Ok(options)
    }
}

/// `orders.csv` leaves its bad rows in `orders.rejected.csv`.
fn rejects_beside(file: &Path, project: &Project) -> PathBuf {
    if file == Path::new("-") {
        return project.root.join("data").join("stdin.rejected.csv");
    }
    file.with_extension("rejected.csv")
}

/// Imports a file into the project: customers, or events of the named type.
pub fn import(
    project: Project,
    kind: Option<&str>,
    file: &Path,
    options: &ImportOptions,
    language: Language,
) -> Result<ImportReport, Failure> {
    let texts = check::texts(&project, &[], language)?;
    let schema = rulebook::schema(&texts).map_err(|(mistakes, sources)| {
        check::print_mistakes(&mistakes, &sources, language);
        Failure::input(language.pick(
            "the schema has mistakes; nothing was imported",
            "数据定义有错误；什么都没有导入",
        ))
    })?;
    let event = match kind {
        None => None,
        Some(kind) => Some(schema.event(kind).ok_or_else(|| {
            let known: Vec<&str> = schema
                .events
                .iter()
                .map(|event| event.name.as_str())
                .collect();
            Failure::usage(format!(
                "the schema has no event `{kind}`; there are: {}",
                known.join(", ")
            ))
        })?),
    };
    let (input, bytes): (Box<dyn Read>, u64) = if file == Path::new("-") {
        (Box::new(std::io::stdin().lock()), 0)
    } else {
        let opened = File::open(file)
            .map_err(|why| Failure::usage(format!("cannot read {}: {why}", file.display())))?;
        let bytes = opened.metadata().map_or(0, |about| about.len());
        (Box::new(opened), bytes)
    };
    let session = Session::open(project, "import", clock::now())?;
    let records = Records::open(session.store(), Arc::new(schema))?;
    let bar = run::progress_bar();
    let mut progress = |step: Progress| match step {
        Progress::Reading { bytes: done, .. } => {
            bar.set_length(bytes.max(done));
            bar.set_position(done);
        }
        Progress::Writing { rows, of } => {
            bar.set_length(of);
            bar.set_position(rows);
        }
    };
    let report = match event {
        None => import_customers(&records, input, options, &mut progress),
        Some(event) => import_events(&records, event, input, options, &mut progress),
    };
    bar.finish_and_clear();
    let report = report.map_err(|error| failed(error, file))?;
    session.close()?;
    Ok(report)
}

fn failed(error: ImportError, file: &Path) -> Failure {
    match error {
        ImportError::Record(error) => error.into(),
        ImportError::Source(error) => {
            Failure::input(format!("{}: {error}; nothing was imported", file.display()))
        }
        ImportError::CannotCreate { .. } => Failure::usage(error.to_string()),
        ImportError::Rejects { .. } | ImportError::Sorting { .. } => {
            Failure::outside(error.to_string())
        }
    }
}

/// What an import did, as people read it.
pub fn shown(report: &ImportReport, noun: &str, zone: Zone) -> String {
    let parts: Vec<String> = [
        (report.new, "new"),
        (report.amended, "changed"),
        (report.unchanged, "unchanged"),
        (report.repeated, "repeated in the file"),
        (report.rejected.count, "rejected"),
    ]
    .iter()
    .filter(|(count, word)| *count > 0 || *word == "new")
    .map(|(count, word)| format!("{} {word}", show::count(*count)))
    .collect();
    let mut text = format!(
        "{} rows of {noun}: {}\n",
        show::count(report.read),
        parts.join(", ")
    );
    if report.created > 0 {
        let were = if report.created == 1 {
            " was"
        } else {
            "s were"
        };
        text.push_str(&format!(
            "{} customer{were} made for them\n",
            show::count(report.created)
        ));
    }
    if let Some(through) = report.watermark {
        text.push_str(&format!(
            "complete through {}\n",
            show::instant(through, zone)
        ));
    }
    for bad in &report.rejected.shown {
        let column = bad
            .column
            .as_ref()
            .map_or_else(String::new, |(name, at)| format!(", column {at} ({name})"));
        text.push_str(&format!(
            "  line {}{column}: `{}` {}\n",
            bad.line, bad.value, bad.reason
        ));
    }
    let more =
        report.rejected.count - (report.rejected.shown.len() as u64).min(report.rejected.count);
    if more > 0 {
        text.push_str(&format!("  … and {} more\n", show::count(more)));
    }
    if let Some(file) = &report.rejected.file {
        text.push_str(&format!(
            "The rejected rows are in {}; correct them there and import that file. All others were taken.\n",
            file.display()
        ));
    }
    text
}

fn to_json(report: &ImportReport, zone: Zone) -> serde_json::Value {
    json!({
        "read": report.read, "new": report.new, "changed": report.amended,
        "unchanged": report.unchanged, "repeated": report.repeated, "created": report.created,
        "rejected": report.rejected.count,
        "reasons": report.rejected.reasons.iter().map(|(reason, count)| json!({"reason": reason, "count": count})).collect::<Vec<_>>(),
        "rejected_file": report.rejected.file,
        "complete_through": report.watermark.map(|through| through.in_zone(zone)),
    })
}
