"""The desk of requests and of redacted copies in the site: every page opens for its readers, and for nobody else."""

from io import BytesIO

from sqlalchemy import select

from committee_app.tables.records import Letter
from tests.desks.visiting import Site
from tests.offices import Office
from tests.redaction import hostile
from tests.requests.asking import receive

MATTER = "2028-009"


def test_a_request_is_answered_and_a_letter_redacted_on_the_pages(site: Site) -> None:
    office = Office(site.database, site.instance)
    asked = receive(office, "2028-11-13", asked="=Sample: the findings and requests to the governor")
    staff, director = site.visitor("staff"), site.visitor("director")
    assert "R2028-01" in director.page("/")
    assert "R2028-01" in staff.page("/requests")
    assert "R2028-01" in staff.page("/deadlines")
    page = staff.page(f"/requests/{asked}")
    assert "Thu, Nov 16, 2028" in page
    assert "3 business days" in page
    with staff.get("/requests/log.csv") as answer:
        assert "'=Sample" in answer.get_data(as_text=True)
    staff.page(f"/acts/reply_to_request?request={asked}")
    answer = staff.send(f"/acts/deny_records?request={asked}", request=str(asked), withheld=["complaints"],
                        understood="yes")  # fmt: skip
    assert answer.headers["Location"] == f"/requests/{asked}"
    page = staff.page(f"/requests/{asked}")
    assert "Denial of a request for records (PDF)" in page
    for name in ("member-r1", "administrator", "clerk"):
        assert site.visitor(name).get(f"/requests/{asked}").status_code == 404
    assert site.visitor("auditor").page(f"/requests/{asked}")

    with site.database.reading() as session:
        letter = session.scalars(select(Letter.id).where(Letter.complaint_id == MATTER).order_by(Letter.id)).first()
    assert "Redacted copies" in staff.page(f"/docket/{MATTER}")
    where = f"/docket/{MATTER}/acts/propose_redaction"
    words = {"words-1-words": "Sample", "words-1-reason": "56.602.4(2)"}
    refused = staff.send(where, source="letter-99999", **words)
    assert "This matter has no such paper" in refused.get_data(as_text=True)
    sent = staff.send(where, source=f"letter-{letter}", **words)
    assert sent.status_code == 302, sent.get_data(as_text=True)
    copy = sent.headers["Location"]
    uploaded = staff.send(
        where, papers=(BytesIO(hostile.drawn(hostile.plain)), "statement.pdf"), looked="yes",
        **{"words-1-words": hostile.SECRET, "words-1-reason": "610.021(14)"},
    )  # fmt: skip
    assert uploaded.status_code == 302, uploaded.get_data(as_text=True)
    assert "Before and after" in staff.page(copy)
    for path in (f"{copy}.pdf", f"{copy}/before-1.png", f"{copy}/after-1.png", f"/docket/{MATTER}/redactions"):
        assert director.get(path).status_code == 200, path
        assert site.visitor("member-r1").get(path).status_code == 404, path
    assert director.get(f"{copy}/after-99.png").status_code == 404
    other = copy.replace(MATTER, "2028-016")
    assert director.get(other).status_code == 404
    assert "Release redaction" in director.page(copy)
    assert "Release redaction" not in staff.page(copy)
    office.recuse("director", MATTER, on="2028-11-15")
    for path in (copy, f"{copy}.pdf", f"{copy}/before-1.png", f"{copy}/after-1.png", f"/docket/{MATTER}/redactions"):
        assert director.get(path).status_code == 404, path
    assert MATTER not in director.page(f"/requests/{asked}")
