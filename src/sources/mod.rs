//! F4: ways in: CSV and NDJSON, typed by the schema.
