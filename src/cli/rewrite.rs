//! Puts a new text in the place of a rules file.

use super::failure::Failure;
use crate::language::said::Language;
use crate::runtime::rulebook::RulesFile;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Writes beside the file and puts the new one in its place, so that no reader meets half of it.
pub fn rewrite(file: &RulesFile, text: &str, language: Language) -> Result<(), Failure> {
    let failed = |why: std::io::Error| {
        let path = file.path.display();
        Failure::outside(language.pick(
            format!("cannot write {path}: {why}"),
            format!("无法写入 {path}：{why}"),
        ))
    };
    // A link stays a link: what it points at is written.
    let path = fs::canonicalize(&file.path).map_err(failed)?;
    if fs::read(&path).map_err(failed)? != file.text.as_bytes() {
        let path = file.path.display();
        return Err(Failure::outside(language.pick(
            format!("{path} changed while it was being read; run it again"),
            format!("{path} 在读取之后又被改动，请再运行一次"),
        )));
    }
    let beside = beside(&path);
    let written = fs::File::create_new(&beside).and_then(|mut new| {
        new.write_all(text.as_bytes())?;
        new.set_permissions(fs::metadata(&path)?.permissions())?;
        new.sync_all()?;
        fs::rename(&beside, &path)
    });
    written.map_err(|why| {
        // What is left of the attempt; the file itself is as it was.
        let _ = fs::remove_file(&beside);
        failed(why)
    })
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}
