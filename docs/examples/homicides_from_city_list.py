"""Turns a city police department's list of homicides into the homicide feed.

    python homicides_from_city_list.py list.csv > feed.csv
    committee register import-homicides feed.csv

The list has one record a row, with its number (`row`) and its day (`date`, as YYYY-MM-DD). St. Louis published such a
list for 2008 to 2018. It has no incident numbers, so each record counts as one incident with one victim; the row's
number makes the incident's. Keep the numbers the same from one file to the next, or the register counts twice.

To use it for another city, change the four values below and the two column names.
"""

import csv
import sys

JURISDICTION = "29510"  # the county FIPS code of the office; the City of St. Louis is its own
PREFIX = "SLMPD-"
SOURCE = "St. Louis Metropolitan Police Department, list of homicides"
STATUS = "final"

COLUMNS = ("incident_id", "jurisdiction", "occurred_on", "victims", "source", "status")


def main(path: str) -> None:
    feed = csv.writer(sys.stdout, lineterminator="\n")
    feed.writerow(COLUMNS)
    with open(path, encoding="utf-8-sig", newline="") as city_list:
        for record in csv.DictReader(city_list, strict=True):
            feed.writerow((PREFIX + record["row"], JURISDICTION, record["date"], 1, SOURCE, STATUS))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python homicides_from_city_list.py LIST.csv > FEED.csv")
    main(sys.argv[1])
