//! Deployed rulebooks, kept by version: the very texts, so that a version can be checked again.

use super::wire::{TextsRecord, VersionRecord, decode, encode};
use super::{Book, Tree, Write};
use crate::store::StoreError;

/// Texts are cut into pieces of this many bytes.
const PIECE_BYTES: usize = 5_000;

/// A rulebook as it was deployed.
#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    /// Hash of the texts and settings, in hex.
    pub version: String,
    pub at_ms: i64,
    pub texts: TextsRecord,
}

impl Deployment {
    pub fn new(texts: TextsRecord, at_ms: i64) -> Self {
        let version = blake3::hash(&encode(&texts))
            .to_hex()
            .as_str()
            .chars()
            .take(16)
            .collect();
        Self {
            version,
            at_ms,
            texts,
        }
    }

    /// The writes that keep it.
    pub fn writes(&self) -> Vec<Write> {
        let bytes = encode(&self.texts);
        let pieces: Vec<&[u8]> = bytes.chunks(PIECE_BYTES).collect();
        let head = VersionRecord {
            at_ms: self.at_ms,
            bytes: bytes.len() as u64,
            chunks: pieces.len() as u32,
        };
        let mut writes = vec![Write::put(
            Tree::Rulebooks,
            key(&self.version, 0),
            encode(&head),
        )];
        writes.extend(
            pieces.iter().zip(1_u32..).map(|(piece, chunk)| {
                Write::put(Tree::Rulebooks, key(&self.version, chunk), *piece)
            }),
        );
        writes
    }
}

impl Book<'_> {
    /// A deployed rulebook by version; `None` where it was never deployed.
    pub fn deployment(&self, version: &str) -> Result<Option<Deployment>, StoreError> {
        let Some(head) = self.store.get(Tree::Rulebooks, &key(version, 0))? else {
            return Ok(None);
        };
        let head: VersionRecord = decode("a deployed rulebook", &head)?;
        let mut bytes = Vec::with_capacity(head.bytes as usize);
        for chunk in 1..=head.chunks {
            let piece = self.store.get(Tree::Rulebooks, &key(version, chunk))?;
            bytes.extend(piece.unwrap_or_default());
        }
        let texts = decode("the text of a deployed rulebook", &bytes)?;
        Ok(Some(Deployment {
            version: version.to_owned(),
            at_ms: head.at_ms,
            texts,
        }))
    }
}

fn key(version: &str, chunk: u32) -> Vec<u8> {
    [version.as_bytes(), b"/", &chunk.to_be_bytes()].concat()
}
