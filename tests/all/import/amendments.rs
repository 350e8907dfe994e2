//! Which event a row is, and what another row of it changes.

use super::{Bench, DAY_MS, NOW, counts, memory, state, stores};
use perennial::model::calendar::Zone;
use perennial::model::moment::Moment;

#[test]
fn events_are_told_by_their_ids_or_by_their_content() {
    for bench in stores() {
        bench.customers("id,tier\nc1,gold\nc2,gold\n");
        let with_ids = "id,customer_id,at,amount\no1,c1,2026-03-01,5\no1,c2,2026-03-01,5\no2,c1,2026-03-01,5\n";
        assert_eq!(counts(&bench.events(0, with_ids)), [3, 0, 0, 0, 0]);
        let without = "customer_id,at,amount\nc1,2026-03-02,5\nc2,2026-03-02,5\nc1,2026-03-02,5\nc1,2026-03-02,6\n";
        assert_eq!(counts(&bench.events(0, without)), [4, 0, 0, 0, 0]);
        assert_eq!(bench.customer("c1").events.len(), 5);
        let before = state(&*bench.store);
        assert_eq!(counts(&bench.events(0, with_ids)), [0, 0, 3, 0, 0]);
        assert_eq!(counts(&bench.events(0, without)), [0, 0, 4, 0, 0]);
        assert_eq!(state(&*bench.store), before);
        let twice = "id,customer_id,at,amount\no9,c1,2026-03-01,5\no9,c1,2026-03-01,5\n";
        assert_eq!(counts(&bench.events(0, twice)), [1, 0, 1, 0, 0]);
    }
}

/// The states of c1's only complaint, each with the day it holds from, counted from 2026-03-01.
fn complaint(bench: &Bench) -> Vec<(i64, i64)> {
    let customer = bench.customer("c1");
    assert_eq!(customer.events.len(), 1);
    let event = &customer.events[0];
    let versions = event.versions.iter();
    let first_of_march = NOW.0 - NOW.0.rem_euclid(DAY_MS) - 7 * DAY_MS;
    let day = |moment: Moment| (moment.0 - first_of_march).div_euclid(DAY_MS);
    versions
        .map(|version| {
            (
                day(version.from),
                version.values[0].clone().unwrap().int().unwrap(),
            )
        })
        .collect()
}

#[test]
fn the_same_id_with_other_content_is_an_amendment_with_its_time() {
    for bench in stores() {
        bench.customers("id,tier\nc1,gold\n");
        let import = |text: &str| {
            counts(&bench.events_with(1, text, |options| {
                options.zone = Some(Zone::utc());
            }))
        };
        let opened = "id,customer_id,at,status\nk1,c1,2026-03-02,open\n";
        assert_eq!(import(opened), [1, 0, 0, 0, 0]);
        // Its own time column says when; the day of the original stays.
        let resolved = "id,customer_id,at,状态,修改时间\nk1,c1,2026-03-02,已解决,2026-03-04\n";
        assert_eq!(import(resolved), [0, 1, 0, 0, 0]);
        assert_eq!(complaint(&bench), [(1, 0), (3, 1)]);
        assert_eq!(import(resolved), [0, 0, 1, 0, 0]);
        // A later time of the event itself says when.
        assert_eq!(
            import("id,customer_id,at,status\nk1,c1,2026-03-06,open\n"),
            [0, 1, 0, 0, 0]
        );
        assert_eq!(complaint(&bench), [(1, 0), (3, 1), (5, 0)]);
        // Neither says when: it holds from the import.
        let closed = "id,customer_id,at,status\nk1,c1,2026-03-02,resolved\n";
        assert_eq!(import(closed), [0, 1, 0, 0, 0]);
        assert_eq!(complaint(&bench), [(1, 0), (3, 1), (5, 0), (7, 1)]);
        assert_eq!(import(closed), [0, 0, 1, 0, 0]);
        // What came late goes to its place.
        assert_eq!(
            import("id,customer_id,at,status,amended_at\nk1,c1,2026-03-02,,2026-03-05\n"),
            [0, 1, 0, 0, 0]
        );
        assert_eq!(bench.customer("c1").events[0].versions[2].values, [None]);
    }
}

#[test]
fn a_file_that_tells_a_whole_story_tells_it_once() {
    let bench = memory();
    bench.customers("id,tier\nc1,gold\n");
    let story = "id,customer_id,at,status\n\
        k1,c1,2026-03-02,open\nk1,c1,2026-03-02,open\nk1,c1,2026-03-02,resolved\nk1,c1,2026-03-02,open\n";
    assert_eq!(counts(&bench.events(1, story)), [1, 2, 1, 0, 0]);
    let before = state(&*bench.store);
    assert_eq!(counts(&bench.events(1, story)), [0, 0, 4, 0, 0]);
    let later = bench.events_with(1, story, |options| options.now = Moment(NOW.0 + DAY_MS));
    assert_eq!(counts(&later), [0, 0, 4, 0, 0]);
    assert_eq!(state(&*bench.store), before);
    let newest_first =
        "id,customer_id,at,status\nk2,c1,2026-03-05,resolved\nk2,c1,2026-03-02,open\n";
    assert_eq!(counts(&bench.events(1, newest_first)), [1, 1, 0, 0, 0]);
    assert_eq!(counts(&bench.events(1, newest_first)), [0, 0, 2, 0, 0]);
}
