#!/usr/bin/env python3
"""The twenty rules of benches/rules/twenty.rules as SQL on DuckDB: how many customers each selects, and how long it takes.

    pip install duckdb
    python3 benches/baseline/duckdb_rules.py FOLDER [--runs 7] [--threads 2] [--at 2026-06-01T09:00] [--order customer|time] [--want count|ids]

FOLDER holds what `cargo run --release --example base -- FOLDER` wrote. The tables are native and in memory, levels and choices are
enum columns, customers are integers, money is in cents, missing yes/no counts as no. A run is the twenty queries one after another.
`count` is the least DuckDB can be asked for; `ids` also keeps whom it selected, in a temporary table. Each query is the fastest of
several ways that were tried, and the order of the tables (by customer) the faster of two. Prints one line of JSON.
"""

import argparse
import datetime
import json
import pathlib
import statistics
import sys
import time

import duckdb

ENUMS = {
    "city": ["shanghai", "hangzhou", "beijing", "shenzhen", "chengdu", "wuhan", "xian", "nanjing"],
    "tier": ["regular", "silver", "gold", "platinum"],
    "gender": ["female", "male", "unsaid"],
    "risk_level": ["cautious", "balanced", "growth", "aggressive"],
    "channel": ["app", "store", "web"],
    "category": ["food", "home", "beauty", "baby", "sports", "books"],
    "severity": ["low", "medium", "high"],
    "status": ["open", "resolved"],
    "survey": ["nps", "csat"],
}

CENTS = "round(CAST({0} AS DECIMAL(18,2)) * 100)::INTEGER"
YES = "coalesce({0} = 'yes', false)"
PERCENT = "rtrim({0}, '%')::SMALLINT"
# A birthday is a month and a day: 601 is 1 June. The year, where there is one, is not asked for.
BIRTHDAY = "(left(right(birthday, 5), 2) || right(birthday, 2))::SMALLINT"

TABLES = {
    "customers": [
        "city::city AS city",
        "tier::tier AS tier",
        "joined_on::DATE AS joined_on",
        f"{BIRTHDAY} AS birthday",
        "age::SMALLINT AS age",
        "gender::gender AS gender",
        f"{CENTS.format('lifetime_value')} AS lifetime_value",
        "points::INTEGER AS points",
        "points_expire_on::DATE AS points_expire_on",
        f"{PERCENT.format('price_sensitivity')} AS price_sensitivity",
        "round(CAST(assets AS DECIMAL(18,2)) * 100)::BIGINT AS assets",
        "risk_level::risk_level AS risk_level",
        "email",
        f"{YES.format('marketing_consent')} AS marketing_consent",
        f"{YES.format('unsubscribed')} AS unsubscribed",
    ],
    "purchase": [
        f"{CENTS.format('amount')} AS amount",
        f"{PERCENT.format('discount_rate')} AS discount_rate",
        "quantity::SMALLINT AS quantity",
        "channel::channel AS channel",
        "category::category AS category",
    ],
    "visit": ["channel::channel AS channel", "pages::SMALLINT AS pages"],
    "complaint": [
        "severity::severity AS severity",
        "status::status AS status",
        "rtrim(opened_at, 'Z')::TIMESTAMP AS opened_at",
    ],
    "survey_response": ["survey::survey AS survey", "score::SMALLINT AS score"],
    "referral": [f"{YES.format('accepted')} AS accepted"],
}


class Clock:
    """Windows as of a tick in Asia/Shanghai, which has been eight hours ahead of UTC all these years. Columns are in UTC."""

    SHIFT = datetime.timedelta(hours=8)

    def __init__(self, tick):
        self.tick, self.today = tick, tick.date()

    def days(self, count):
        return self._since(self.start_of_days(count))

    def start_of_days(self, count):
        return self._start(self.today - datetime.timedelta(days=count - 1))

    def months(self, count):
        return self._since(self._start(self.months_ago(count) + datetime.timedelta(days=1)))

    def months_ago(self, count):
        index = self.today.year * 12 + self.today.month - 1 - count
        year, month = index // 12, index % 12 + 1
        next_month = datetime.date(year + month // 12, month % 12 + 1, 1)
        return datetime.date(year, month, min(self.today.day, (next_month - datetime.timedelta(days=1)).day))

    def last(self, count):
        """A date within the last so many days, today included."""
        return f"BETWEEN DATE '{self.today - datetime.timedelta(days=count - 1)}' AND DATE '{self.today}'"

    def next(self, count):
        return f"BETWEEN DATE '{self.today}' AND DATE '{self.today + datetime.timedelta(days=count)}'"

    def birthdays(self, count):
        """The days of the next so many days as month and day. None of the ticks measured has a leap day near it."""
        days = [self.today + datetime.timedelta(days=ahead) for ahead in range(count + 1)]
        assert not any((day.month, day.day) in [(2, 28), (2, 29)] for day in days), "leap-day birthdays are not in this SQL"
        return "IN (" + ", ".join(str(day.month * 100 + day.day) for day in days) + ")"

    def _start(self, day):
        return f"TIMESTAMP '{datetime.datetime.combine(day, datetime.time()) - self.SHIFT}'"

    def _since(self, start):
        return f"moment BETWEEN {start} AND TIMESTAMP '{self.tick - self.SHIFT}'"


def rules(clock):
    """Title and the part after `SELECT … FROM customers c`."""

    def has(event, window, *filters):
        wanted = " AND ".join([f"e.customer = c.customer AND e.{window}", *filters])
        return f"EXISTS (FROM {event} e WHERE {wanted})"

    def having(event, window, condition, of=None):
        # Joined before it is grouped: half the time of filtering afterwards, where few customers are asked about.
        those = f"JOIN customers k ON k.customer = e.customer AND k.{of}" if of else ""
        return f"(SELECT e.customer FROM {event} e {those} WHERE {window} GROUP BY e.customer HAVING {condition})"

    days, months = clock.days, clock.months
    # Options are cast to their enum: compared as texts, 'platinum' would come before 'regular'.
    return {
        "Welcome": f"WHERE joined_on {clock.last(7)} AND marketing_consent AND NOT unsubscribed",
        "Points expiring": f"WHERE points >= 500 AND points_expire_on {clock.next(30)}",
        "Birthday gift": f"WHERE birthday {clock.birthdays(0)} AND tier >= 'gold'::tier AND marketing_consent AND NOT unsubscribed",
        "Birthday week": f"WHERE birthday {clock.birthdays(7)} AND city IN ('shanghai'::city, 'hangzhou'::city) AND email IS NOT NULL",
        "Tier at risk": f"WHERE tier >= 'platinum'::tier AND lifetime_value < 10000 AND NOT joined_on {clock.last(365)}",
        "VIP salon": "WHERE assets >= 100000000 AND age BETWEEN 30 AND 75 "
        "AND risk_level IN ('balanced'::risk_level, 'growth'::risk_level, 'aggressive'::risk_level)",
        "Young and valuable": "WHERE age BETWEEN 18 AND 25 AND lifetime_value >= 100000 AND gender = 'female'::gender",
        "Maturing deposits": "WHERE assets >= 50000000 AND city IS NOT NULL AND risk_level = 'cautious'::risk_level",
        "Consent request": "WHERE email IS NOT NULL AND tier >= 'gold'::tier AND NOT (marketing_consent OR unsubscribed)",
        "City event": "WHERE city = 'chengdu'::city AND tier IN ('gold'::tier, 'platinum'::tier) AND points >= 1000",
        "First order missing": f"WHERE joined_on {clock.last(30)} AND NOT " + has("purchase", days(30)),
        "Severe complaint": "WHERE "
        + has("complaint", days(3), "severity >= 'high'::severity", "status <> 'resolved'::status"),
        "NPS detractor": "WHERE " + has("survey_response", days(3), "survey = 'nps'::survey", "score <= 6"),
        "Ambassador": "WHERE "
        + has("survey_response", days(30), "survey = 'nps'::survey", "score >= 9")
        + " AND NOT "
        + has("referral", days(90)),
        "Continued contact": f"WHERE NOT {has('visit', days(60))} AND lifetime_value >= 200000 AND email IS NOT NULL AND NOT unsubscribed",
        "Tier upgrade": "WHERE customer IN "
        + having("purchase", months(12), "sum(amount) >= 300000", of="tier = 'silver'::tier"),
        # Nothing since the window of 90 days began is a latest purchase before it: one pass instead of two.
        "Win-back": "WHERE customer IN "
        + having("purchase", months(24), f"count(*) >= 2 AND max(moment) < {clock.start_of_days(90)}"),
        "Price sensitive": "WHERE customer IN "
        + having("purchase", months(6), "avg(discount_rate) >= 15", of="price_sensitivity >= 70"),
        "Browsing, not buying": "WHERE customer IN "
        + having("visit", days(30), "count(*) >= 3")
        + " AND NOT "
        + has("purchase", days(30)),
        # The window of 30 days lies inside that of 60.
        "Frequent buyer": "WHERE customer IN "
        + having(
            "purchase",
            days(60),
            f"count(*) >= 3 OR max(amount) FILTER (moment >= {clock.start_of_days(30)}) >= 200000",
        ),
    }


def load(db, folder, order):
    for name, values in ENUMS.items():
        options = ", ".join(f"'{value}'" for value in values)
        db.execute(f"CREATE TYPE {name} AS ENUM ({options})")
    for table, columns in TABLES.items():
        own = ["substr(customer_id, 2)::INTEGER AS customer"]
        if table != "customers":
            own.append("""rtrim("at", 'Z')::TIMESTAMP AS moment""")
        source = f"read_csv('{folder / table}.csv', header = true, all_varchar = true)"
        by = "ORDER BY customer, moment" if order == "customer" and table != "customers" else ""
        db.execute(f"CREATE TABLE {table} AS SELECT {', '.join(own + columns)} FROM {source} {by}")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--at", type=datetime.datetime.fromisoformat, default="2026-06-01T09:00")
    options.add_argument("--order", choices=["customer", "time"], default="customer")
    options.add_argument("--want", choices=["count", "ids"], default="count")
    options = options.parse_args()
    if not (options.folder / "customers.csv").is_file():
        sys.exit(f"{options.folder} has no customers.csv: write the base first, cargo run --release --example base -- {options.folder}")

    db = duckdb.connect(config={"threads": options.threads})
    began = time.perf_counter()
    load(db, options.folder, options.order)
    loaded = time.perf_counter() - began

    queries = rules(Clock(options.at))
    seconds, cpu_seconds, by_rule = [], [], {title: [] for title in queries}
    counts = {}
    for _ in range(options.runs + 1):
        began, cpu_began = time.perf_counter(), time.process_time()
        for title, rest in queries.items():
            rule_began = time.perf_counter()
            if options.want == "ids":
                db.execute(f"CREATE OR REPLACE TEMP TABLE selected AS SELECT c.customer FROM customers c {rest}")
                answer = db.execute("SELECT count(*) FROM selected")
            else:
                answer = db.execute(f"SELECT count(*) FROM customers c {rest}")
            counts[title] = answer.fetchone()[0]
            by_rule[title].append((time.perf_counter() - rule_began) * 1000)
        seconds.append(time.perf_counter() - began)
        cpu_seconds.append(time.process_time() - cpu_began)
    # The first run warms up and does not count.
    result = {
        "engine": f"duckdb {duckdb.__version__}",
        "threads": options.threads,
        "at": options.at.isoformat(),
        "want": options.want,
        "order": options.order,
        "runs": options.runs,
        "load_seconds": round(loaded, 3),
        "seconds": round(statistics.median(seconds[1:]), 4),
        "fastest_seconds": round(min(seconds[1:]), 4),
        "cpu_seconds": round(statistics.median(cpu_seconds[1:]), 4),
        "rows": {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES},
        "counts": counts,
        "rule_ms": {title: round(statistics.median(times[1:]), 2) for title, times in by_rule.items()},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
