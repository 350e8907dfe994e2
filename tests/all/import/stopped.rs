//! An import stopped at any of its writes.

use super::{NOW, schema, state};
use perennial::model::calendar::Zone;
use perennial::runtime::intake::{ImportError, ImportOptions, import_customers, import_events};
use perennial::sources::Format;
use perennial::store::records::Records;
use perennial::store::{Fuse, MemoryDisk, MemoryStore, Store};
use std::fmt::Write as _;

/// Imports a first base, then changes and events over it; the second half is what gets interrupted.
fn story() -> (String, String, String) {
    let mut base = "id,tier,name\n".to_owned();
    let mut update = "id,tier,name\n".to_owned();
    let mut events = "id,customer_id,at,amount,note\n".to_owned();
    let long = "n".repeat(1_300);
    for n in 0..200 {
        if n < 100 {
            writeln!(base, "c{n},silver,{long}").unwrap();
        }
        let tier = if n % 3 == 0 { "gold" } else { "silver" };
        writeln!(update, "c{n},{tier},{long}").unwrap();
        for order in 0..3 {
            writeln!(
                events,
                "o{order},c{n},2026-03-0{} 10:00,{n},{long}",
                order + 1
            )
            .unwrap();
        }
    }
    (base, update, events)
}

#[test]
fn an_import_stopped_at_any_write_is_completed_by_the_same_import() {
    let (base, update, events) = story();
    let import = |store: &dyn Store, first: bool| -> Result<(), ImportError> {
        let folder = tempfile::tempdir().unwrap();
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let rejects = folder.path().join("rejected.csv");
        let options = ImportOptions::new(NOW, Format::Csv, zone, rejects, folder.path().to_owned());
        let records = Records::open(store, schema())?;
        if first {
            import_customers(&records, base.as_bytes(), &options, &mut |_| ())?;
        }
        import_customers(&records, update.as_bytes(), &options, &mut |_| ())?;
        import_events(&records, 0, events.as_bytes(), &options, &mut |_| ())?;
        Ok(())
    };
    let whole = MemoryStore::new().unwrap();
    import(&whole, true).unwrap();
    let expected = state(&whole);
    let mut stopped = 0;
    for writes in 0.. {
        let disk = MemoryDisk::default();
        let fuse = Fuse::after(writes);
        let ended = MemoryStore::open(disk.clone(), fuse.clone())
            .map_err(ImportError::from)
            .and_then(|store| import(&store, true));
        assert_eq!(ended.is_err(), fuse.is_blown());
        if ended.is_ok() {
            break;
        }
        stopped += 1;
        let store = MemoryStore::open(disk, Fuse::default()).unwrap();
        // Whatever is readable is whole: every customer has a profile, every id leads to its slot.
        state(&store);
        import(&store, true).unwrap();
        let found = state(&store);
        assert!(
            found == expected,
            "stopped after {writes} writes, the second import ends elsewhere"
        );
    }
    assert!(stopped > 20, "only {stopped} places to stop at");
}
