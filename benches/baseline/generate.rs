//! Writes the big base into a folder: `cargo run --release --example base -- FOLDER [CUSTOMERS] [SEED]`.

#[path = "../support/base.rs"]
mod base;

use std::path::PathBuf;
use std::process::ExitCode;

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a small program of its own, which answers on the terminal"
)]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |at: usize, default: u64| arguments.get(at).map_or(Ok(default), |text| text.parse());
    let (Some(folder), Ok(customers), Ok(seed)) = (
        arguments.first().map(PathBuf::from),
        number(1, 1_000_000),
        number(2, 1),
    ) else {
        eprintln!("usage: cargo run --release --example base -- FOLDER [CUSTOMERS] [SEED]");
        return ExitCode::FAILURE;
    };
    let written = std::fs::create_dir_all(&folder)
        .and_then(|()| base::write_base(&folder, customers as u32, seed));
    match written {
        Ok(rows) => println!("{rows:?}, to be asked at {}", base::TICK),
        Err(error) => {
            eprintln!("cannot write into {}: {error}", folder.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
