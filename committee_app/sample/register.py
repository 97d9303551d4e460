"""The sample register, written as the two feeds that a real office would import."""

import csv
import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

from committee_app.register.offices import reference

# Homicides a year of the size that public figures show for the largest places; elsewhere about 4 per 100,000 people.
LARGE_PLACES = {"29510": 150, "29095": 165, "29189": 62, "29077": 18, "29019": 12, "29021": 9}
ELSEWHERE = 4.0
YEARS = 2
PEOPLE_PER_REFERRAL = 420

CHARGES = (
    # section, code, severity, how often
    ("565.050", "565.050-001Y202013", "felony", 6),
    ("565.052", "565.052-001Y202013", "felony", 8),
    ("570.023", "570.023-001Y202012", "felony", 4),
    ("571.015", "571.015-001Y202052", "felony", 5),
    ("565.021", "565.021-001Y202009", "felony", 1),
    ("570.030", "570.030-040Y202023", "felony", 20),
    ("565.056", "565.056-001Y202013", "misdemeanor", 25),
    ("579.015", "579.015-001Y202035", "felony", 21),
    ("569.140", "569.140-001Y202057", "misdemeanor", 10),
)
COLUMNS = (
    "jurisdiction", "referral_id", "count", "agency_ori", "agency_case", "received_on", "statute", "charge_code",
    "severity", "lead", "probable_cause_statement", "investigative_report", "investigation_requested_on", "filed_on",
    "refused_on", "disposed_on", "earlier_referral_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Feeds:
    referrals: Path
    homicides: Path


def write_feeds(folder: Path, day: dt.date, seed: int) -> Feeds:
    """Writes both feeds for the two years before `day`; the same seed gives the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    feeds = Feeds(folder / "referrals.csv", folder / "homicides.csv")
    chance = random.Random(seed)  # noqa: S311 - sample data, not a secret
    _referrals(feeds.referrals, day, chance)
    _homicides(feeds.homicides, day, chance)
    return feeds


def _places() -> list[tuple[str, int]]:
    return [(row["fips"], int(row["population"])) for row in reference()]


def _homicides(path: Path, day: dt.date, chance: random.Random) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("incident_id", "jurisdiction", "occurred_on", "victims", "source", "status"))
        for fips, people in _places():
            yearly = LARGE_PLACES.get(fips, people * ELSEWHERE / 100_000)
            for number in range(round(yearly * YEARS * chance.uniform(0.8, 1.2))):
                happened = day - dt.timedelta(days=chance.randint(1, 365 * YEARS))
                victims = 2 if chance.random() < 0.03 else 1
                out.writerow((f"S-{number + 1:04d}", fips, happened, victims, "Sample crime reports", "preliminary"))


def _referrals(path: Path, day: dt.date, chance: random.Random) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, COLUMNS)
        out.writeheader()
        for fips, people in _places():
            for number in range(max(6, people // PEOPLE_PER_REFERRAL)):
                received = day - dt.timedelta(days=chance.randint(0, 365 * YEARS))
                for row in _referral(fips, f"S{number + 1:06d}", received, day, chance):
                    out.writerow(row)


def _referral(
    fips: str, referral_id: str, received: dt.date, day: dt.date, chance: random.Random
) -> list[dict[str, object]]:
    charges = chance.choices(CHARGES, weights=[charge[3] for charge in CHARGES], k=1 + (chance.random() < 0.25))
    return [
        {
            "jurisdiction": fips,
            "referral_id": referral_id,
            "count": count,
            "agency_case": f"SAMPLE-{referral_id}",
            "received_on": received.isoformat(),
            "statute": section,
            "charge_code": code,
            "severity": severity,
            "lead": "Y" if count == 1 else "N",
            "probable_cause_statement": "Y" if severity == "felony" else "",
            "investigative_report": "Y" if severity == "felony" else "",
            **_decision(received, day, chance, listed=section in LISTED),
        }
        for count, (section, code, severity, _) in enumerate(charges, 1)
    ]


LISTED = frozenset({"565.021", "565.050", "565.052", "570.023", "571.015"})


def _decision(received: dt.date, day: dt.date, chance: random.Random, *, listed: bool) -> dict[str, str]:
    """What the office did and when: most are decided in days, a few are waiting, a handful are forgotten."""
    after = dt.timedelta(days=min(int(chance.expovariate(1 / 3.0)), 12))
    fate = chance.random()
    if listed and fate < 0.0006:
        return {}
    if fate < 0.05:
        requested = received + after
        if fate < 0.0494 or not listed:
            decided = requested + dt.timedelta(days=chance.randint(5, 150))
            return _known({"investigation_requested_on": requested, "filed_on": decided}, day)
        return _known({"investigation_requested_on": requested}, day)
    kind = "filed_on" if fate < 0.72 else "refused_on"
    return _known({kind: received + after}, day)


def _known(dates: dict[str, dt.date], day: dt.date) -> dict[str, str]:
    return {name: date.isoformat() for name, date in dates.items() if date <= day}
