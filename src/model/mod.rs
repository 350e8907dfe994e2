//! F0: the nouns. Values, kinds, moments and calendars, the schema, customers, events, decisions.
