//! Larger files: many bad rows, and more rows than the memory given.

use super::{counts, memory, state};
use std::fmt::Write as _;

#[test]
fn ten_thousand_bad_rows_of_a_hundred_thousand_are_named_in_bounds() {
    let bench = memory();
    let mut customers = "id,tier\n".to_owned();
    (0..500).for_each(|n| writeln!(customers, "c{n},gold").unwrap());
    bench.customers(&customers);
    let mut file = "id,customer_id,at,amount\n".to_owned();
    for n in 0..100_000 {
        let amount = if n % 10 == 3 { "many" } else { "12.50" };
        writeln!(file, "o{n},c{},2026-03-01 10:00,{amount}", n % 500).unwrap();
    }
    let report = bench.events(0, &file);
    assert_eq!(counts(&report), [90_000, 0, 0, 0, 10_000]);
    assert_eq!(report.rejected.shown.len(), 10);
    let reason = "`amount` is not money in CNY; write such as 1234.50".to_owned();
    assert_eq!(report.rejected.reasons, [(reason, 10_000)]);
    assert_eq!(bench.rejected().lines().count(), 10_001);
    assert_eq!(bench.customer("c0").events.len(), 200);
    assert_eq!(bench.records().event_count(0), 90_000);
    assert_eq!(bench.records().touched_since(0).unwrap().slots.len(), 500);
    let head = bench.records().touched_head();
    assert_eq!(counts(&bench.events(0, &file)), [0, 0, 90_000, 0, 10_000]);
    assert_eq!(bench.records().touched_since(head).unwrap().slots.len(), 0);
}

#[test]
fn sorting_through_files_gives_the_same_store() {
    let mut file = "customer_id,at,amount,note\n".to_owned();
    for n in 0..60_000_u32 {
        let customer = n.wrapping_mul(2_654_435_761) % 300;
        writeln!(
            file,
            "c{customer},2026-03-{:02},5,{}",
            n % 28 + 1,
            "x".repeat(50)
        )
        .unwrap();
    }
    let mut customers = "id,tier\n".to_owned();
    (0..300).for_each(|n| writeln!(customers, "c{n},gold").unwrap());
    let import = |memory_bytes: usize| {
        let bench = memory();
        bench.customers(&customers);
        let report = bench.events_with(0, &file, |options| options.memory_bytes = memory_bytes);
        assert_eq!(counts(&report), [60_000, 0, 0, 0, 0]);
        let again = bench.events_with(0, &file, |options| options.memory_bytes = memory_bytes);
        assert_eq!(counts(&again), [0, 0, 60_000, 0, 0]);
        state(&*bench.store)
    };
    assert!(
        import(1 << 21) == import(1 << 30),
        "spilled and unspilled stores differ"
    );
}
