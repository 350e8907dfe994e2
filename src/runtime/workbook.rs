//! The files of a rulebook as they were last read: after a change only what changed is read again.

use crate::language::diagnostics::Diagnostic;
use crate::language::source::{FileId, Source};
use crate::language::syntax::RuleFile;

/// Every file with its tree and what could not be read of it, in the order of the texts.
#[derive(Default)]
pub struct Workbook {
    files: Vec<ReadFile>,
}

struct ReadFile {
    source: Source,
    tree: RuleFile,
    mistakes: Vec<Diagnostic>,
}

impl Workbook {
    /// Takes over the texts, by name, and says how many of them had to be read.
    ///
    /// Places in a tree name their file by its number: when files come or go the numbers shift, and all are read.
    pub fn take(&mut self, texts: &[(String, String)]) -> usize {
        let same_names = self.files.len() == texts.len()
            && self
                .files
                .iter()
                .zip(texts)
                .all(|(file, (name, _))| file.source.name == *name);
        if !same_names {
            self.files = (0..)
                .zip(texts)
                .map(|(number, (name, text))| {
                    ReadFile::new(Source::new(FileId(number), name, text))
                })
                .collect();
            return self.files.len();
        }
        let mut read = 0;
        for (file, (name, text)) in self.files.iter_mut().zip(texts) {
            if file.source.text() != text {
                *file = ReadFile::new(Source::new(file.source.file, name, text));
                read += 1;
            }
        }
        read
    }

    pub fn sources(&self) -> Vec<Source> {
        self.files.iter().map(|file| file.source.clone()).collect()
    }

    pub fn trees(&self) -> Vec<(&Source, &RuleFile)> {
        let files = self.files.iter();
        files.map(|file| (&file.source, &file.tree)).collect()
    }

    /// What could not be read, file by file.
    pub fn mistakes(&self) -> Vec<Diagnostic> {
        let files = self.files.iter();
        files.flat_map(|file| file.mistakes.clone()).collect()
    }
}

impl ReadFile {
    fn new(source: Source) -> Self {
        let (tree, mistakes) = crate::language::parse(&source);
        Self {
            source,
            tree,
            mistakes,
        }
    }
}
