//! The `perennial` binary: arguments in, exit code out.

fn main() -> std::process::ExitCode {
    perennial::cli::main()
}
