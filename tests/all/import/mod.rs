//! Customers and events in: what an import says, what it leaves, and what a crash in it leaves.

mod amendments;
mod large;
mod stopped;

use perennial::model::calendar::Zone;
use perennial::model::customer::Customer;
use perennial::model::kind::{Kind, OptionWord, Options};
use perennial::model::moment::Moment;
use perennial::model::money::Currency;
use perennial::model::schema::{EventType, Field, Schema};
use perennial::model::value::Value;
use perennial::runtime::intake::{
    ImportError, ImportOptions, ImportReport, import_customers, import_events,
};
use perennial::sources::{DateFormat, Format};
use perennial::store::records::Records;
use perennial::store::{Holder, MemoryStore, SledStore, Store};
use std::fmt::Write as _;
use std::sync::Arc;
use tempfile::TempDir;

const NOW: Moment = Moment(1_772_953_200_000); // 2026-03-08T07:00:00Z
const DAY_MS: i64 = 86_400_000;

fn field(name: &str, label: &str, kind: Kind, optional: bool) -> Field {
    Field {
        name: name.into(),
        label: Some(label.into()),
        kind,
        optional,
        missing_as: None,
    }
}

fn options(words: &[(&str, &str)]) -> Arc<Options> {
    let word = |(key, label): &(&str, &str)| OptionWord {
        key: (*key).into(),
        label: Some((*label).into()),
    };
    Arc::new(Options {
        words: words.iter().map(word).collect(),
    })
}

fn schema() -> Arc<Schema> {
    let tier = Kind::Level(options(&[("silver", "银卡"), ("gold", "金卡")]));
    let status = Kind::Choice(options(&[("open", "受理中"), ("resolved", "已解决")]));
    let event = |name: &str, label: &str, fields| EventType {
        name: name.into(),
        label: Some(label.into()),
        fields,
        fresh_within_ms: Some(26 * 3_600_000),
    };
    Arc::new(Schema {
        customer_label: Some("客户".into()),
        customer: vec![
            field("name", "姓名", Kind::Text, true),
            field("tier", "等级", tier, false),
            field("birthday", "生日", Kind::Birthday, true),
            field("assets", "资产", Kind::Money(Currency::CNY), true),
            field("time_zone", "时区", Kind::Text, true),
        ],
        events: vec![
            event(
                "purchase",
                "购买",
                vec![
                    field("amount", "金额", Kind::Money(Currency::CNY), false),
                    field("note", "备注", Kind::Text, true),
                ],
            ),
            event(
                "complaint",
                "投诉",
                vec![field("status", "状态", status, true)],
            ),
        ],
    })
}

/// A store, a folder beside it, and an import into it.
struct Bench {
    store: Box<dyn Store>,
    folder: TempDir,
}

fn stores() -> [Bench; 2] {
    let folder = tempfile::tempdir().unwrap();
    let holder = Holder {
        command: "a test".into(),
        since: "now".into(),
    };
    let sled = SledStore::open(&folder.path().join("store"), &holder).unwrap();
    [
        Bench {
            store: Box::new(MemoryStore::new().unwrap()),
            folder: tempfile::tempdir().unwrap(),
        },
        Bench {
            store: Box::new(sled),
            folder,
        },
    ]
}

fn memory() -> Bench {
    Bench {
        store: Box::new(MemoryStore::new().unwrap()),
        folder: tempfile::tempdir().unwrap(),
    }
}

impl Bench {
    fn options(&self) -> ImportOptions {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let rejects = self.folder.path().join("rejected.csv");
        ImportOptions::new(
            NOW,
            Format::Csv,
            zone,
            rejects,
            self.folder.path().to_owned(),
        )
    }

    fn records(&self) -> Records<'_> {
        Records::open(&*self.store, schema()).unwrap()
    }

    fn customers(&self, text: &str) -> ImportReport {
        self.customers_with(text, |_| ())
    }

    fn customers_with(&self, text: &str, set: impl FnOnce(&mut ImportOptions)) -> ImportReport {
        let mut options = self.options();
        set(&mut options);
        import_customers(&self.records(), text.as_bytes(), &options, &mut |_| ()).unwrap()
    }

    fn events(&self, event: usize, text: &str) -> ImportReport {
        self.events_with(event, text, |_| ())
    }

    fn events_with(
        &self,
        event: usize,
        text: &str,
        set: impl FnOnce(&mut ImportOptions),
    ) -> ImportReport {
        let mut options = self.options();
        set(&mut options);
        import_events(
            &self.records(),
            event,
            text.as_bytes(),
            &options,
            &mut |_| (),
        )
        .unwrap()
    }

    fn customer(&self, id: &str) -> Customer {
        self.records().customer(id).unwrap().unwrap()
    }

    fn rejected(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("rejected.csv")).unwrap_or_default()
    }
}

/// new, amended, unchanged, repeated, rejected; every row is one of them.
fn counts(report: &ImportReport) -> [u64; 5] {
    let counts = [
        report.new,
        report.amended,
        report.unchanged,
        report.repeated,
        report.rejected.count,
    ];
    assert_eq!(
        counts.iter().sum::<u64>(),
        report.read,
        "a row is not accounted for"
    );
    counts
}

/// Everything there is, without the numbers of events, which a crash may leave gaps in.
fn state(store: &dyn Store) -> String {
    let records = Records::open(store, schema()).unwrap();
    let mut text = format!("{:?}\n", records.watermarks().unwrap());
    let mut numbers = std::collections::BTreeSet::new();
    for customer in records.customers().unwrap() {
        let mut customer = customer.unwrap();
        assert_eq!(records.slot(&customer.id).unwrap(), Some(customer.slot));
        for event in &mut customer.events {
            assert!(
                numbers.insert((event.kind, event.no)),
                "an event number was given twice"
            );
            assert!(event.no < records.event_count(event.kind));
            event.no = 0;
        }
        writeln!(text, "{customer:?}").unwrap();
    }
    text
}

const CUSTOMERS: &str = "\u{feff}客户编号,姓名,等级,生日,资产\r\n\
    c1,王芳,金卡,1992-02-29,\"¥1,234.50\"\r\n\
    c2,=cmd(),bronze,,\r\n\
    c3,Ann,silver,02-30,\r\n\
    ,Bob,silver,,\r\n\
    c4,\"O\"\"Neil, Jr\",gold,,99元\r\n\
    c5,short\r\n\
    c6,Eve,,,$5\r\n";

#[test]
fn good_rows_come_in_and_bad_ones_are_named() {
    for bench in stores() {
        let report = bench.customers(CUSTOMERS);
        assert_eq!(counts(&report), [2, 0, 0, 0, 5]);
        assert_eq!(
            bench.rejected(),
            "line,column number,column,value,reason\n\
             3,3,等级,bronze,\"is not one of silver, gold\"\n\
             4,4,生日,02-30,\"is not a birthday; write such as 1992-02-29, or 02-29 where the year is unknown\"\n\
             5,1,客户编号,,is empty; every line needs an id\n\
             7,,,\"c5,short\",has 2 cells where the header has 5\n\
             8,3,等级,,\"is empty, and the schema requires it\"\n"
        );
        let shown: Vec<u64> = report.rejected.shown.iter().map(|bad| bad.line).collect();
        assert_eq!(shown, [3, 4, 5, 7, 8]);
        assert_eq!(report.rejected.reasons.len(), 5);
        let wang = bench.customer("c1");
        assert_eq!(
            wang.values_at(NOW),
            [
                Some(Value::text("王芳")),
                Some(Value::Int(1)),
                Some(Value::Int(19_920_229)),
                Some(Value::Int(123_450)),
                None
            ]
        );
        assert_eq!(bench.customer("c4").slot, 1);
        let before = state(&*bench.store);
        assert_eq!(counts(&bench.customers(CUSTOMERS)), [0, 0, 2, 0, 5]);
        assert_eq!(
            state(&*bench.store),
            before,
            "the same file again changes nothing"
        );
    }
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_is_made_text() {
    let bench = memory();
    bench.customers("id,tier,assets\nc1,=HYPERLINK(1),\nc2,gold,+1x\n");
    assert_eq!(
        bench.rejected(),
        "line,column number,column,value,reason\n\
         2,2,tier,'=HYPERLINK(1),\"is not one of silver, gold\"\n\
         3,3,assets,'+1x,is not money in CNY; write such as 1234.50\n"
    );
}

#[test]
fn absent_columns_leave_attributes_and_empty_cells_clear_them() {
    for bench in stores() {
        bench.customers("id,name,tier,assets\nc1,Ann,gold,5\nc2,Bob,gold,6\n");
        let report = bench.customers("id,name\nc1,\nc2,Bob\nc9,New\n");
        assert_eq!(counts(&report), [0, 1, 1, 0, 1]);
        assert!(
            bench
                .rejected()
                .contains("c9,\"is a new customer, and the file does not say `tier`")
        );
        let ann = bench.customer("c1");
        let name = |moment: Moment| ann.values_at(moment)[0].clone();
        assert_eq!(name(Moment(0)), Some(Value::text("Ann")));
        assert_eq!(name(NOW), None);
        assert_eq!(ann.values_at(NOW)[3], Some(Value::Int(500)));
        assert_eq!(ann.profile.len(), 2);
    }
}

#[test]
fn a_change_holds_from_the_instant_stated() {
    let bench = memory();
    bench.customers("id,tier,assets\nc1,silver,5\n");
    let at = |days: i64| Moment(NOW.0 + days * DAY_MS);
    let import = |text: &str, days: i64| {
        bench.customers_with(text, |options| options.as_of = Some(at(days)))
    };
    import("id,tier\nc1,gold\n", 10);
    import("id,assets\nc1,7\n", 10);
    import("id,assets\nc1,6\n", 5);
    let customer = bench.customer("c1");
    let known = |days: i64| {
        let values = customer.values_at(at(days));
        (
            values[1].clone().unwrap().int().unwrap(),
            values[3].clone().unwrap().int().unwrap(),
        )
    };
    assert_eq!(
        [known(0), known(5), known(9), known(10)],
        [(0, 500), (0, 600), (0, 600), (1, 700)]
    );
    assert_eq!(customer.profile.len(), 3);
    assert_eq!(counts(&import("id,assets\nc1,7\n", 10)), [0, 0, 1, 0, 0]);
}

#[test]
fn of_several_rows_of_one_customer_the_last_word_counts() {
    let bench = memory();
    let file = "id,tier,assets\nc1,silver,5\nc2,gold,1\nc1,gold,6\n";
    assert_eq!(counts(&bench.customers(file)), [2, 0, 0, 1, 0]);
    assert_eq!(bench.customer("c1").profile.len(), 1);
    assert_eq!(
        bench.customer("c1").values_at(NOW)[3],
        Some(Value::Int(600))
    );
    assert_eq!(counts(&bench.customers(file)), [0, 0, 2, 1, 0]);
}

#[test]
fn unknown_customers_are_rejected_or_made() {
    let bench = memory();
    bench.customers("id,tier\nc1,gold\n");
    let file = "customer_id,at,amount\nc1,2026-03-01,5\nc7,2026-03-01,5\n";
    assert_eq!(counts(&bench.events(0, file)), [1, 0, 0, 0, 1]);
    assert!(
        bench
            .rejected()
            .contains("3,1,customer_id,c7,\"is not a known customer")
    );
    let mut options = bench.options();
    options.create_customers = true;
    let error =
        import_events(&bench.records(), 0, file.as_bytes(), &options, &mut |_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "customers cannot be made from events alone, because `tier` is required; import the customers first, or make it optional in the schema"
    );
    let mut free = (*schema()).clone();
    free.customer[1].optional = true;
    let records = Records::open(&*bench.store, Arc::new(free)).unwrap();
    let report = import_events(&records, 0, file.as_bytes(), &options, &mut |_| ()).unwrap();
    assert_eq!((counts(&report), report.created), ([1, 0, 1, 0, 0], 1));
    assert_eq!(bench.customer("c7").events.len(), 1);
    let again = import_events(&records, 0, file.as_bytes(), &options, &mut |_| ()).unwrap();
    assert_eq!((counts(&again), again.created), ([0, 0, 2, 0, 0], 0));
}

#[test]
fn local_times_are_read_where_the_customer_lives() {
    let bench = memory();
    bench.customers("id,tier,time_zone\nc1,gold,Europe/Paris\nc2,gold,\n");
    let file = "customer_id,at,amount\nc1,2026-03-01 12:00,5\nc2,2026-03-01 12:00,5\nc1,2026-03-01T12:00:00Z,6\n";
    bench.events(0, file);
    let hour = |id: &str, at: usize| bench.customer(id).events[at].at.0 / 3_600_000 % 24;
    assert_eq!([hour("c1", 0), hour("c2", 0), hour("c1", 1)], [11, 4, 12]);
    bench.events_with(
        0,
        "customer_id,at,amount\nc2,28/02/2026 12:00,5\n",
        |options| {
            options.zone = Some(Zone::utc());
            options.date_format = Some(DateFormat::new("%d/%m/%Y").unwrap());
        },
    );
    assert_eq!(hour("c2", 0), 12);
    let report = bench.customers("id,tier,time_zone\nc3,gold,Europe/Pariss\n");
    assert_eq!(counts(&report), [0, 0, 0, 0, 1]);
    assert!(
        bench
            .rejected()
            .contains("is not a time zone; did you mean Europe/Paris?")
    );
}

#[test]
fn the_newest_event_or_the_user_says_how_far_the_feed_is_complete() {
    let bench = memory();
    bench.customers("id,tier\nc1,gold\n");
    let file = "customer_id,at,amount\nc1,2026-03-01T00:00:00Z,5\nc1,2026-02-01T00:00:00Z,5\n";
    let first_of_march = Moment(1_772_323_200_000);
    assert_eq!(bench.events(0, file).watermark, Some(first_of_march));
    let through = Moment(NOW.0 - 1_000);
    let stated = bench.events_with(0, file, |options| options.complete_through = Some(through));
    assert_eq!(stated.watermark, Some(through));
    assert_eq!(bench.events(0, file).watermark, Some(through));
    let future = bench.events(1, "customer_id,at\nc1,2036-03-01\n");
    assert_eq!(
        future.watermark,
        Some(NOW),
        "what is to come is not complete yet"
    );
    assert_eq!(
        bench.records().watermarks().unwrap().0,
        [Some(through), Some(NOW)]
    );
}

#[test]
fn a_source_that_fails_in_the_middle_changes_nothing() {
    struct Failing<'t>(&'t [u8]);
    impl std::io::Read for Failing<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            match std::io::Read::read(&mut self.0, into)? {
                0 => Err(std::io::Error::other("the cable was pulled")),
                read => Ok(read),
            }
        }
    }
    let bench = memory();
    let before = state(&*bench.store);
    let error = import_customers(
        &bench.records(),
        Failing(b"id,tier\nc1,gold\nc2,gold\n"),
        &bench.options(),
        &mut |_| (),
    );
    assert_eq!(
        error.unwrap_err().to_string(),
        "reading failed: the cable was pulled"
    );
    assert_eq!(state(&*bench.store), before);
}

#[test]
fn missing_columns_are_named_before_anything_is_read() {
    let bench = memory();
    let refuse = |text: &str| {
        let options = bench.options();
        import_customers(&bench.records(), text.as_bytes(), &options, &mut |_| ())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refuse("id,name\nc1,Ann\n"),
        "no column says `tier`, which the schema requires; name it `tier` or `等级`, or say which column it is: --map \"<column>=tier\""
    );
    assert!(refuse("tier\ngold\n").starts_with(
        "no column says which customer a line is about; name it `customer_id` or `id`"
    ));
    assert!(matches!(
        import_events(
            &bench.records(),
            0,
            &b"customer_id,amount\n"[..],
            &bench.options(),
            &mut |_| ()
        ),
        Err(ImportError::Source(_))
    ));
}
