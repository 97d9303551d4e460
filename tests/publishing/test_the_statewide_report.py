"""The statewide report: figures counted a second time in plain Python, missing where nothing is held, flagged where one
office's could be subtracted."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from committee_app.acts import Refused
from committee_app.acts.register import FeedFile
from committee_app.statewide import figures
from committee_app.tables.publications import OfficeCount, ProposalEnd, Publication
from tests.offices import Office

HEAD = "jurisdiction,referral_id,count,received_on,statute,severity,filed_on,refused_on\n"
FELONY, ON = "565.050", "2028-03-01"


def take_in(office: Office, tmp_path: Path, rows: list[str], on: str = "2028-02-01") -> None:
    feed = tmp_path / f"referrals-{on}.csv"
    feed.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    office.act("import_referrals_file", "console", on=on, file=FeedFile(feed))


def referral(office: str, number: int, filed: str = "", refused: str = "", year: int = 2027) -> str:
    return f"{office},{office}-{number},1,{year}-03-0{number % 9 + 1},{FELONY},felony,{filed},{refused}"


def test_the_figures_are_those_of_the_register(office: Office, tmp_path: Path) -> None:
    rows = [referral("29019", n, filed="2027-05-03") for n in range(3)]
    rows += [referral("29021", n, refused="2027-06-01") for n in range(2)]
    rows += [referral("29031", 1), referral("29031", 2, year=2026), referral("29031", 3, filed="2028-01-05")]
    take_in(office, tmp_path, rows)
    with office.database.reading() as session:
        found, missing = figures(session, 2027)
    assert found["56.750.2(1)(a)"] == {"29019": 3, "29021": 2, "29031": 2}
    assert found["56.750.2(1)(b)"] == {"29019": 3}
    assert found["56.750.2(1)(c)"] == {"29021": 2}
    # One of 2026, one of 2027, and one that was filed after the year's end.
    assert found["56.750.2(1)(e)"] == {"29031": 3}
    assert found["56.750.2(2)(a)"] == found["56.750.2(1)(a)"]
    assert found["56.750.2(2)(b)"] == {}
    (by_charge,) = [name for name in found if name.startswith("56.750.2(3)(a) ")]
    assert FELONY in by_charge
    assert missing == {"56.750.2(1)(d)", *(f"56.750.2(2)({c})" for c in "jkl"), "56.750.2(3)(d)"}


def counted(fields: dict[str, Any], item: str) -> tuple[int | None, str | None]:
    return next((one["count"], one.get("note")) for one in fields["counts"] if one["item"] == item)


def test_a_flagged_figure_needs_a_reason_or_is_left_out(sqlite_office: Office, tmp_path: Path) -> None:
    office = sqlite_office
    rows = [referral(fips, n) for fips in ("29019", "29021", "29031") for n in range(4)]
    take_in(office, tmp_path, [*rows, referral("29019", 7, filed="2027-05-03")])
    shown = office.act("propose_report", "staff", on=ON, year=2027).reply
    given = {"proposal": shown["proposal"], "sha256": shown["sha256"]}
    with pytest.raises(Refused, match=r"would give one office away \(56\.750\.2\(1\)\(b\): only one office"):
        office.act("publish", on=ON, **given)
    office.act("publish", on=ON, **given, because="Sample: counsel says that the Act asks for all charges.")
    with office.database.reading() as session:
        row = session.scalars(select(Publication)).one()
        assert counted(row.fields, "56.750.2(1)(b)") == (1, None)
        assert counted(row.fields, "56.750.2(1)(d)") == (None, "missing")
        assert "counsel" not in f"{row.text}{row.fields}"
        assert "counsel" in str(session.scalars(select(ProposalEnd.because)).one())
        assert session.scalars(select(OfficeCount)).all()
    with pytest.raises(Refused, match="not published already"):
        office.act("propose_report", "staff", on=ON, year=2027)
    # One office reports once more: what the later version changes is that office's own.
    take_in(office, tmp_path, [referral("29031", 8)], on="2028-03-02")
    later = office.act("propose_report", "staff", on="2028-03-03", year=2027).reply
    with pytest.raises(Refused, match="against the version before, only one office"):
        office.act("publish", on="2028-03-03", proposal=later["proposal"], sha256=later["sha256"])
    office.act("refuse_proposal", on="2028-03-03", proposal=later["proposal"], reason="Sample")
    given = {"year": 2027, "withhold": "yes"}
    number = office.publish(on="2028-03-03", verb="propose_report", **given).reply["number"]
    with office.database.reading() as session:
        row = session.get_one(Publication, number)
        assert (row.replaces, row.how) == (1, "corrects")
        assert counted(row.fields, "56.750.2(1)(a)") == (None, "withheld")


@pytest.mark.parametrize("year", [2026, 2028, 2029])
def test_a_year_that_is_not_over_has_no_report(sqlite_office: Office, year: int) -> None:
    with pytest.raises(Refused, match="a calendar year that is over"):
        sqlite_office.act("propose_report", "staff", on=ON, year=year)


def test_what_is_withheld_does_not_come_back_from_what_came_in_and_what_became_of_it(
    sqlite_office: Office, tmp_path: Path
) -> None:
    """Received less filed less still under review is refused: so one of these is left out too."""
    office, three = sqlite_office, ("29019", "29021", "29031")
    rows = [referral(fips, n, filed="2027-05-03") for fips in three for n in range(3)]
    rows += [referral(fips, n) for fips in three for n in (4, 5)]
    take_in(office, tmp_path, [*rows, *(referral("29031", n, refused="2027-06-01") for n in (7, 8))])
    number = office.publish(on=ON, verb="propose_report", year=2027, withhold="yes").reply["number"]
    with office.database.reading() as session:
        fields = session.get_one(Publication, number).fields
    for part in ("(1)", "(3)"):
        received, filed, refused, left = (counted(fields, f"56.750.2{part}({one})") for one in "abce")
        assert refused == (None, "withheld")
        assert None in {received[0], filed[0], left[0]}, part
