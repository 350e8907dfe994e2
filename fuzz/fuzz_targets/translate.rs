//! `translate` on whatever bytes the fuzzer thinks of.
#![no_main]

#[path = "../entries.rs"]
#[allow(dead_code, reason = "each target drives one of them")]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::translate(bytes));
