#!/usr/bin/env python3
"""Turns data/CDNOW_sample.txt into data/customers.csv and data/purchases.csv.

Run it from any folder: python3 examples/cdnow/prepare.py
The same input gives the same bytes. Needs nothing but Python's standard library.
"""

import pathlib

DATA = pathlib.Path(__file__).resolve().parent / "data"


def main():
    first_purchase = {}
    count = {}
    purchases = []
    for line in (DATA / "CDNOW_sample.txt").read_text(encoding="ascii").splitlines():
        customer, _sample_id, day, quantity, amount = line.split()
        at = f"{day[0:4]}-{day[4:6]}-{day[6:8]}"
        # The file is ordered by day within a customer. Some rows occur twice on one day with the same
        # amount: two orders, so each row gets an id of its own rather than one made from its content.
        count[customer] = count.get(customer, 0) + 1
        first_purchase.setdefault(customer, at)
        purchases.append((f"{customer}-{count[customer]:02}", customer, at, quantity, amount))
    write("customers.csv", "customer_id,joined_on", sorted(first_purchase.items()))
    write("purchases.csv", "id,customer_id,at,quantity,amount", purchases)
    print(f"{len(first_purchase)} customers, {len(purchases)} purchases")


def write(name, header, rows):
    text = "".join(",".join(row) + "\n" for row in [header.split(","), *rows])
    (DATA / name).write_text(text, encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
