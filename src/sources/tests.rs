//! Columns by every name, and files as they come.

use super::*;
use crate::model::kind::Kind;
use crate::model::schema::{EventType, Field, Schema};
use std::fmt::Write as _;

fn schema() -> Schema {
    let field = |name: &str, label: &str, kind| Field {
        name: name.into(),
        label: Some(label.into()),
        kind,
        optional: true,
        missing_as: None,
    };
    let purchase = EventType {
        name: "purchase".into(),
        label: Some("购买".into()),
        fields: vec![
            field("amount", "金额", Kind::Whole),
            field("note", "备注", Kind::Text),
        ],
        fresh_within_ms: None,
    };
    Schema {
        customer_label: Some("客户".into()),
        customer: vec![field("city", "城市", Kind::Text)],
        events: vec![purchase],
    }
}

type Record = (u64, Vec<(Target, Option<String>)>);

fn records(
    bytes: &[u8],
    format: Format,
    mapping: &Mapping,
) -> Result<(Vec<Record>, Vec<BadRow>), SourceError> {
    let schema = schema();
    let mut rows = Rows::open(bytes, format, &Shape::Events(&schema, 0), mapping)?;
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let mut row = Row::default();
    loop {
        match rows.next(&mut row)? {
            Next::End => break,
            Next::Bad(row) => bad.push(row),
            Next::Row => {
                let cells = rows.columns().present();
                let cells =
                    cells.map(|(index, target)| (target, row.cell(index).map(str::to_owned)));
                good.push((row.line, cells.collect()));
            }
        }
    }
    assert_eq!(rows.bytes_read(), bytes.len() as u64);
    Ok((good, bad))
}

fn csv(text: &str) -> (Vec<Record>, Vec<BadRow>) {
    records(text.as_bytes(), Format::Csv, &Mapping::default()).unwrap()
}

/// The cells of the note column by line.
fn notes(text: &str) -> (Vec<(u64, String)>, Vec<u64>) {
    let (good, bad) = csv(text);
    let note = |record: &Record| {
        let note = record
            .1
            .iter()
            .find(|(target, _)| *target == Target::Field(1));
        (record.0, note.unwrap().1.clone().unwrap())
    };
    (
        good.iter().map(note).collect(),
        bad.iter().map(|bad| bad.line).collect(),
    )
}

#[test]
fn columns_are_known_by_name_or_label_in_any_case() {
    let (good, _) = csv("\u{feff}客户编号, AMOUNT ,时间,备注\r\nc1,5,2026-03-08,好\r\n");
    let cells = |text: &str| Some(text.to_owned());
    assert_eq!(
        good,
        [(
            2,
            vec![
                (Target::Field(0), cells("5")),
                (Target::Field(1), cells("好")),
                (Target::Customer, cells("c1")),
                (Target::At, cells("2026-03-08")),
            ]
        )]
    );
}

#[test]
fn unknown_and_doubled_columns_are_named_with_a_way_out() {
    let refuse = |text: &str, mapping: &Mapping| {
        records(text.as_bytes(), Format::Csv, mapping)
            .unwrap_err()
            .to_string()
    };
    let none = Mapping::default();
    assert_eq!(
        refuse("customer_id,amonut,at,colour\n", &none),
        "the schema does not know the columns `amonut` (did you mean `amount`?), `colour`; add them to the schema, say what it means with --map \"<column>=<name>\", leave one out with --map \"<column>=-\", or all with --ignore-unknown"
    );
    assert_eq!(
        refuse("customer_id,amount,金额,at\n", &none),
        "the columns `amount` and `金额` both mean `amount`; leave one out with --map \"金额=-\""
    );
    let map = |column: &str, word: &str| Mapping {
        map: vec![(column.into(), word.into())],
        ignore_unknown: false,
    };
    assert_eq!(
        refuse("customer_id,at\n", &map("Order Date", "at")),
        "--map names the column `Order Date`, which the file does not have"
    );
    assert_eq!(
        refuse("customer_id,at,x\n", &map("x", "amuont")),
        "--map gives `x` the meaning `amuont`, which is not known here; did you mean `amount`?"
    );
    let mapped = map("order date", "at");
    assert!(records(b"customer_id,Order Date\n", Format::Csv, &mapped).is_ok());
    assert!(records(b"customer_id,at,x\n", Format::Csv, &map("x", "-")).is_ok());
    let all = Mapping {
        ignore_unknown: true,
        ..Mapping::default()
    };
    assert!(records(b"customer_id,at,x,y\n", Format::Csv, &all).is_ok());
}

#[test]
fn quoted_cells_hold_commas_quotes_and_line_ends() {
    let (good, bad) =
        notes("customer_id,at,note\nc1,x,\"a, \"\"b\"\"\nc\"\nc2,x,\"\"\nc3,x,5\" pipe\n");
    let expected = [(2, "a, \"b\"\nc"), (4, ""), (5, "5\" pipe")];
    assert_eq!(good, expected.map(|(line, text)| (line, text.to_owned())));
    assert!(bad.is_empty());
}

#[test]
fn a_quote_that_is_never_closed_costs_one_line() {
    let mut text = "customer_id,at,note\nc0,x,\"open\n".to_owned();
    for line in 0..500 {
        writeln!(text, "c{line},x,plain").unwrap();
    }
    text.push_str("c9,x,\"good, too\"\nc10,x,\"open at the end");
    let (good, bad) = notes(&text);
    assert_eq!(good.len(), 501);
    assert_eq!(good.last().unwrap(), &(503, "good, too".to_owned()));
    assert_eq!(bad, [2, 504]);
}

#[test]
fn rows_of_another_width_and_other_encodings_are_named() {
    let mut bytes = b"customer_id,at,note\nc1,x\nc2,x,y\n".to_vec();
    bytes.extend(b"c3,x,\xc9\xcf\xba\xa3\nc4,x,z");
    let (good, bad) = records(&bytes, Format::Csv, &Mapping::default()).unwrap();
    assert_eq!(
        good.iter().map(|record| record.0).collect::<Vec<_>>(),
        [3, 5]
    );
    let said: Vec<(u64, &str)> = bad
        .iter()
        .map(|bad| (bad.line, bad.reason.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (2, "has 2 cells where the header has 3"),
            (
                4,
                "is not UTF-8 (it looks like GBK, as Excel writes Chinese); save the file as CSV in UTF-8"
            ),
        ]
    );
    let refuse = |bytes: &[u8]| {
        records(bytes, Format::Csv, &Mapping::default())
            .unwrap_err()
            .to_string()
    };
    assert!(refuse(b"PK\x03\x04...").starts_with("this is an Excel workbook"));
    assert!(refuse(b"\xff\xfec\0").starts_with("this is a file in UTF-16"));
    assert!(refuse(b"\xbf\xcd\xbb\xa7,at\n").starts_with("line 1 is not UTF-8 (it looks like GBK"));
    assert!(refuse(b"\n\n").starts_with("the file is empty"));
}

#[test]
fn tabs_and_semicolons_are_seen_in_the_header() {
    assert_eq!(
        notes("customer_id\tat\tnote\nc1\tx\ta, b\n").0,
        [(2, "a, b".to_owned())]
    );
    assert_eq!(
        notes("customer_id;at;note\nc1;x;a, b\n").0,
        [(2, "a, b".to_owned())]
    );
}

#[test]
fn a_line_without_end_is_skipped_whole() {
    let mut text = "customer_id,at,note\n".to_owned();
    text.push_str(&"x".repeat(3 * lines::LINE_BYTES_MAX));
    text.push_str("\nc1,x,y\n");
    let (good, bad) = notes(&text);
    assert_eq!((good, bad), (vec![(3, "y".to_owned())], vec![2]));
}

#[test]
fn json_records_tell_absent_from_empty() {
    let text = "{\"customer_id\": 17, \"at\": \"x\", \"Amount\": 5.0, \"备注\": null}\n\n{\"at\":\"y\",\"customer\":\"c\"}\n[1]\n{\"at\":\"z\",\"colour\":1}\n{\"at\":";
    let (good, bad) = records(text.as_bytes(), Format::Ndjson, &Mapping::default()).unwrap();
    let cells = |record: &Record| {
        let said = record
            .1
            .iter()
            .filter_map(|(target, text)| Some((*target, text.clone()?)));
        said.collect::<Vec<_>>()
    };
    let text = |text: &str| text.to_owned();
    assert_eq!(
        cells(&good[0]),
        [
            (Target::Field(0), text("5")),
            (Target::Field(1), text("")),
            (Target::Customer, text("17")),
            (Target::At, text("x"))
        ]
    );
    assert_eq!(
        cells(&good[1]),
        [(Target::Customer, text("c")), (Target::At, text("y"))]
    );
    let said: Vec<(u64, &str)> = bad
        .iter()
        .map(|bad| (bad.line, bad.reason.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (
                4,
                "is not a JSON object: invalid type: sequence, expected an object"
            ),
            (5, "is a key the schema does not know"),
            (6, "is not a JSON object: EOF while parsing a value"),
        ]
    );
    let error = records(b"{\"amonut\":1}", Format::Ndjson, &Mapping::default()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`amonut` (did you mean `amount`?)")
    );
}

proptest::proptest! {
    /// On well-formed files this reader and the csv crate agree.
    #[test]
    fn well_formed_files_read_as_the_csv_crate_reads_them(
        cells in proptest::collection::vec(("[ab\",\n ]{0,6}", "[ab\",;é\n ]{0,6}"), 1..20),
    ) {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(["customer_id", "at", "note"]).unwrap();
        for (a, b) in &cells {
            writer.write_record([a.as_str(), "x", b.as_str()]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let (good, bad) = records(&bytes, Format::Csv, &Mapping::default()).unwrap();
        proptest::prop_assert_eq!(bad, vec![]);
        let read: Vec<(String, String)> = good
            .into_iter()
            .map(|(_, cells)| (cells[1].1.clone().unwrap(), cells[0].1.clone().unwrap()))
            .collect();
        let expected: Vec<(String, String)> =
            cells.iter().map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned())).collect();
        proptest::prop_assert_eq!(read, expected);
    }
}
