"""3(1) on real figures: the City of St. Louis at the end of 2018, and Texas County one victim from the line.

Each count is made a second time here, from the file itself with the csv module.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.offices import Office
from tests.register.conftest import Said
from tests.register.feeds import SHARED, days_from, rows, take_in, text

SCRIPT = Path(__file__).parents[2] / "docs" / "examples" / "homicides_from_city_list.py"
REAL = SHARED / "homicide" / "stl_city_slmpd_homicides_2008_2018.csv"
AS_OF, FIRST, LAST = "2018-12-31", "2016-12-31", "2018-12-30"
PEOPLE = 319_294  # the 2010 census, in effect until 30 June 2021


def made_list(folder: Path) -> Path:
    """A list as the city's, with a record on each of 260 days: before the window, on its edges, in it and after it."""
    path = folder / "made_list.csv"
    days = [*days_from("2016-12-21", 20), *days_from("2017-12-20", 220), *days_from("2018-12-21", 20)]
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("row", "date", "time", "year_field", "raw_date"))
        writer.writerows((n, day, "12:00", day[:4], day) for n, day in enumerate(days, 1))
    return path


@pytest.fixture(params=["the city's own list", "a made list"])
def city_list(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "a made list":
        return made_list(tmp_path)
    if not REAL.exists():
        pytest.skip(f"the city's list is not beside the repository: {REAL.name}")
    return REAL


def as_feed(city_list: Path) -> bytes:
    """What the example of the documentation makes of a list, run as the documentation says."""
    run = subprocess.run([sys.executable, str(SCRIPT), str(city_list)], capture_output=True, check=True)
    return run.stdout


def victims(city_list: Path, first: str, last: str) -> int:
    return sum(first <= day <= last for day in dates(city_list))


def dates(city_list: Path) -> list[str]:
    with city_list.open(newline="") as lines:
        return [record["date"] for record in csv.DictReader(lines)]


def records(city_list: Path) -> int:
    return victims(city_list, "0000", "9999")


def of(result: dict[str, Any], jurisdiction: str, where: str = "findings") -> dict[str, Any]:
    (found,) = [finding for finding in result[where] if finding["jurisdiction"] == jurisdiction]
    return dict(found)


def scanned(office: Office, as_of: str, on: str = "2026-06-30") -> dict[str, Any]:
    return dict(office.act("keep_findings", "console", on=on, as_of=as_of).reply["result"])


def check(finding: dict[str, Any], number: int) -> None:
    rate = Fraction(number * 100_000, PEOPLE)
    assert rate > 35, "the figures of this test must lie over the line"
    said = finding["explanation"]
    assert (finding["clause"], finding["subject"]) == ("56.602.3(1)", {"jurisdiction": "29510"})
    assert (said["window_from"], said["window_to"]) == (FIRST, LAST)
    assert (said["count"], said["population"]) == (number, PEOPLE)
    assert "2010 census" in said["population_source"]
    assert said["rate_per_100k"] == pytest.approx(float(rate), abs=0.0005)
    assert said["annualised_rate_per_100k"] == pytest.approx(float(rate / 2), abs=0.0005)


def test_the_list_as_a_feed_and_the_scan_of_new_years_eve_2018(office: Office, city_list: Path) -> None:
    report = take_in(office, "homicides", as_feed(city_list), strict=True)
    assert (report["accepted"], report["rejected"], report["warnings"]) == (records(city_list), 0, [])
    assert sum(row[3] for row in rows(office.database, "homicide")) == records(city_list)
    result = scanned(office, AS_OF)
    check(of(result, "29510"), victims(city_list, FIRST, LAST))
    assert len(result["findings"]) == 1
    assert result["readings"]["homicide_window"] == "to_the_day_before"


def test_the_edges_of_the_window_are_seen(city_list: Path) -> None:
    """A list without a record on the edges would let a window that is a day off pass unseen."""
    number = victims(city_list, FIRST, LAST)
    assert victims(city_list, FIRST, AS_OF) > number
    assert victims(city_list, "2016-12-30", LAST) > number or victims(city_list, "2017-01-01", LAST) < number


@pytest.mark.parametrize("as_of", ["2012-02-29", "2014-06-30", "2016-02-29", "2017-07-01", "2019-01-01", "2020-12-30"])
def test_the_count_follows_the_day_asked_about(sqlite_office: Office, city_list: Path, as_of: str) -> None:
    take_in(sqlite_office, "homicides", as_feed(city_list))
    year, rest = int(as_of[:4]) - 2, as_of[4:]
    first = f"{year}-02-28" if rest == "-02-29" and year % 4 else f"{year}{rest}"
    number = sum(first <= day < as_of for day in dates(city_list))
    result = scanned(sqlite_office, as_of)
    found = [f["explanation"]["count"] for f in result["findings"] if f["jurisdiction"] == "29510"]
    assert found == ([number] if number * 100_000 > 35 * PEOPLE else [])


def test_the_same_by_the_command_line(committee: Callable[..., Said], city_list: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_bytes(as_feed(city_list))
    first = committee("register", "import-homicides", feed, "--json")
    again = committee("register", "import-homicides", feed, "--json")
    assert json.loads(first.out)["accepted"] == json.loads(again.out)["unchanged"] == records(city_list)
    said = committee("scan", "--as-of", AS_OF, "--json")
    assert (first.status, again.status, said.status) == (0, 0, 0)
    check(of(json.loads(said.out), "29510"), victims(city_list, FIRST, LAST))


TEXAS = b"fips,population\n29215,25715\n"


def texas(number: int) -> bytes:
    """That many victims in Texas County, from the first day of the window to its last; two more outside it."""
    days = ["2024-06-30", *["2025-03-03"] * (number - 2), "2026-06-29"]
    outside = [("2024-06-29", "OUT-1"), ("2026-06-30", "OUT-2")]
    inside = [(day, f"IN-{n}") for n, day in enumerate(days)]
    return text(
        [{"jurisdiction": "29215", "incident_id": i, "occurred_on": day} for day, i in (*inside, *outside)], "homicides"
    )


def test_nine_victims_among_25715_people_are_a_near_miss_and_ten_a_finding(office: Office) -> None:
    """34.999 per 100,000, which rounds to 35.00: compared in whole numbers it is not over the line."""
    before = scanned(office, "2026-06-30")
    assert take_in(office, "population", TEXAS, strict=True)["updated"] == 1
    take_in(office, "homicides", texas(9), strict=True)
    nine = scanned(office, "2026-06-30")
    take_in(office, "homicides", texas(10), strict=True)
    ten = scanned(office, "2026-06-30")
    assert (before["findings"], before["near_misses"], nine["findings"], ten["near_misses"]) == ([], [], [], [])
    near, found = of(nine, "29215", "near_misses"), of(ten, "29215")
    assert (near["short_by"], near["explanation"]["count"]) == ("1 more victim", 9)
    assert near["explanation"]["rate_per_100k"] == 34.999
    assert (found["explanation"]["count"], found["explanation"]["population"]) == (10, 25_715)
    assert found["explanation"]["most_victims_not_over"] == 9


def test_without_the_imported_figure_nine_are_over_the_line_of_the_census(sqlite_office: Office) -> None:
    """24,483 people by the 2020 census: nine victims are over. So the two figures must not be taken for each other."""
    take_in(sqlite_office, "homicides", texas(9))
    census = of(scanned(sqlite_office, "2026-06-30"), "29215")["explanation"]
    assert (census["count"], census["population"]) == (9, 24_483)
    assert "2020 census" in census["population_source"]


def test_texas_county_by_the_command_line(committee: Callable[..., Said], tmp_path: Path) -> None:
    figures, feed = tmp_path / "people.csv", tmp_path / "feed.csv"
    figures.write_bytes(TEXAS)
    feed.write_bytes(texas(9))
    assert json.loads(committee("register", "import-population", figures, "--json").out)["updated"] == 1
    assert committee("register", "import-homicides", feed).status == 0
    near = json.loads(committee("scan", "--json").out)
    feed.write_bytes(texas(10))
    assert committee("register", "import-homicides", feed).status == 0
    found = json.loads(committee("scan", "--json").out)
    assert (near["findings"], of(near, "29215", "near_misses")["explanation"]["count"]) == ([], 9)
    assert (found["near_misses"], of(found, "29215")["explanation"]["count"]) == ([], 10)
