//! `perennial check --watch`: checks again whenever a file changes, reading only what changed.

use super::Check;
use crate::cli::failure::Failure;
use crate::cli::{Place, print};
use crate::runtime::project::Project;
use crate::runtime::watch::{stamp, wait_for_change};
use crate::runtime::workbook::Workbook;

/// Until it is stopped from outside.
pub fn run(check: &Check, project: &Project, place: &Place) -> Result<(), Failure> {
    let mut paths = if check.paths.is_empty() {
        vec![project.rules_folder()]
    } else {
        check.paths.clone()
    };
    super::must_exist(&paths, place.language)?;
    paths.push(project.templates_folder());
    let mut workbook = Workbook::default();
    loop {
        // Looked at before reading: what changes meanwhile is seen the next time.
        let seen = stamp(&paths);
        if let Err(failure) = check.look(project, place, &mut workbook) {
            print(&format!("{}\n", failure.message));
        }
        print(place.language.pick(
            "waiting for a change; Ctrl-C ends\n",
            "等待文件变动；按 Ctrl-C 结束\n",
        ));
        wait_for_change(&paths, &seen);
        print("\n");
    }
}
