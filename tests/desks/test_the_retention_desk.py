"""The retention desk: who reads it, what it says while there is nothing, and what a matter that went tells."""

import pytest
from sqlalchemy import select

from committee_app import sample
from committee_app.access import READERS
from committee_app.disposing import carry_out
from committee_app.tables.docket import Complaint
from tests.desks.visiting import Site
from tests.offices import Office, noon

PEOPLE = ("director", "staff", "auditor")
TODAY = sample.SAMPLE_DAY.isoformat()


def office_of(site: Site) -> Office:
    return Office(site.database, site.instance)


def an_ended_matter(site: Site) -> str:
    """A matter of the sample office that ended without a request; it is made to have been closed long ago."""
    with site.database.reading() as session:
        query = select(Complaint.id).where(Complaint.closed_on.is_not(None), Complaint.requested_under.is_(None))
        found = session.scalars(query.order_by(Complaint.closed_on)).first()
    assert found
    site.by_owner(f"UPDATE complaint SET closed_on = '2020-01-02' WHERE id = '{found}'")
    return found


def entered(site: Site) -> None:
    office_of(site).act(
        "enter_retention", on=TODAY, record_class="complaint_without_request", kept="years", years=5,
        from_day="2020-01-01", source="Sample schedule 7", source_day="2020-01-01",
    )  # fmt: skip


def test_three_roles_read_it_and_nobody_else(site: Site) -> None:
    assert READERS["retention"] == set(PEOPLE)
    for name in PEOPLE:
        page = site.visitor(name).page("/retention")
        assert "Nothing is ever due: no schedule is entered." in page
        assert "No hold was ever placed." in page
        assert "Nothing was ever destroyed." in page
        assert page.count("no schedule entered: kept") == 15
        assert "for ever: section 610.120" in page
    for name in ("member-r1", "administrator", "clerk"):
        assert site.visitor(name).get("/retention").status_code == 404


def test_a_disposal_is_walked_by_two_and_the_matter_tells_of_it(site: Site) -> None:
    matter, director, staff = an_ended_matter(site), site.visitor("director"), site.visitor("staff")
    form = {
        "record_class": "complaint_without_request", "kept": "years", "years": "5", "from_day": "2020-01-01",
        "source": "Sample schedule 7", "source_day": "2020-01-01",
    }  # fmt: skip
    answer = director.send("/acts/enter_retention", **form)
    assert answer.headers["Location"] == "/retention"
    page = staff.page("/retention")
    assert "January 3, 2025" in page
    assert matter in page
    assert "Propose disposal" in staff.page(f"/docket/{matter}")
    file = "complaint_without_request"
    assert staff.send(f"/docket/{matter}/acts/propose_disposal", record_class=file, looked="yes").status_code == 302
    assert "waits for another person" in director.page("/retention")
    given = {"disposal": "1", "looked": "yes"}
    assert staff.send(f"/docket/{matter}/acts/dispose", **given, understood="yes").status_code == 422
    assert director.send(f"/docket/{matter}/acts/dispose", **given).status_code == 422
    assert director.send(f"/docket/{matter}/acts/dispose", **given, understood="yes").status_code == 302
    assert director.get(f"/docket/{matter}").status_code == 200
    carry_out(site.database, site.database.url, site.instance, 1, sample.SAMPLE_DAY, noon(sample.SAMPLE_DAY))
    for name in ("director", "staff", "auditor", "member-r1"):
        told = site.visitor(name).get(f"/docket/{matter}")
        assert told.status_code == 410
        assert "Disposed of on" in told.get_data(as_text=True)
        assert "Sample schedule 7" in told.get_data(as_text=True)
    assert site.visitor("administrator").get(f"/docket/{matter}").status_code == 404
    assert "Sample schedule 7" in director.page("/retention")
    assert "Every link of" in director.page("/journal?verify=1")


@pytest.mark.parametrize("name", ["director", "member-d1"])
def test_who_is_recused_sees_nothing_of_it(site: Site, name: str) -> None:
    matter, office = an_ended_matter(site), office_of(site)
    site.by_owner(f"INSERT INTO recusal VALUES ('{matter}', '{name}', '2020-01-01', 'Sample')")
    entered(site)
    office.act("propose_disposal", "staff", matter, on=TODAY, record_class="complaint_without_request", looked="yes")
    office.act(
        "place_hold", "staff", on=TODAY, covers="matter", matter=matter, ground="suit", reason="Sample hold.",
        source="Sample summons", day=TODAY,
    )  # fmt: skip
    answer = site.visitor(name).get("/retention")
    assert matter not in answer.get_data(as_text=True)
    assert "Sample hold." not in answer.get_data(as_text=True)
    for path in ("", "/acts/dispose", "/acts/propose_disposal"):
        assert site.visitor(name).get(f"/docket/{matter}{path}").status_code == 404
    assert matter in site.visitor("staff").page("/retention")
