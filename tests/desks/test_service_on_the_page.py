"""The page of a matter shows every fact of service by itself, and each clock with its days; the forms lead there."""

import io
import re
from typing import Any

import pytest
from sqlalchemy import select

from committee_app.sample import SAMPLE_DAY
from committee_app.tables.records import Letter
from tests.desks.visiting import Site, Visitor
from tests.letters.certificates import key_of
from tests.letters.pictures import picture
from tests.letters.test_barcodes import numbers
from tests.offices import ADDRESS, Office, noon

POSTED = "2028-016"
SECOND, RECEIPT = "9407 1118 9922 3197 4284 90", "9590 9402 1234 5678 9012 34"
LABEL = "9407 1112 0108 0805 4830 19"


def act(visitor: Visitor, verb: str, **given: Any) -> None:
    answer = visitor.send(f"/docket/{POSTED}/acts/{verb}", **given)
    assert answer.status_code == 302, answer.get_data(as_text=True).partition("Not done")[2][:400]


def service(visitor: Visitor) -> str:
    """The part of the page on service, as a person reads it."""
    part = visitor.page(f"/docket/{POSTED}").partition('id="service"')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", part))


def fact(visitor: Visitor, words: str) -> str:
    """The number of the fact that the form of a correction offers under these words."""
    page = visitor.page(f"/docket/{POSTED}/acts/correct_service")
    said = re.sub(r"\s+", " ", page)
    found = re.search(rf'name="fact" value="(\d+)"(?:(?!value=).)*?{words}', said)
    assert found, words
    return found[1]


def test_posted_is_not_called_delivered_and_no_clock_runs(site: Site) -> None:
    told = service(site.visitor("staff"))
    assert "Posted (postmark)" in told
    assert "Delivered" not in told
    assert "Nothing that is recorded starts the time to respond." in told
    assert "For information, by the other readings of the start" in told


def test_a_corrected_day_shows_both_facts_and_both_clocks(site: Site) -> None:
    staff = site.visitor("staff")
    act(staff, "record_delivery", manner="delivered", happened_on="2028-11-13", to_whom="Sample Clerk", agent="yes",
        source="Sample: return receipt")  # fmt: skip
    assert "to an agent" in service(staff)
    given = {"happened_on": "2028-11-14", "reason": "Sample: read wrongly", "source": "Sample: the card itself"}
    act(staff, "correct_service", fact=fact(staff, "Delivered"), **given)
    told = service(staff)
    assert "Mon, Nov 13, 2028 Delivered" in told
    assert "corrected by entry" in told
    assert "Tue, Nov 14, 2028 Delivered" in told
    assert "Sample: read wrongly" in told
    assert re.search(
        r"What counts: counted from November 14, 2028, to respond by \w+, \w+ \d+, 20\d\d, review by", told
    )
    assert re.search(r"Worked out first: counted from November 13, 2028, .* set aside by entry", told)
    assert "Wed, Nov 15, 2028 1 business day" in told


def test_a_delivery_in_person_shows_what_the_affidavit_says(site: Site) -> None:
    staff = site.visitor("staff")
    how = {
        "at": "14:30", "place": "Sample Courthouse", "to_whom": "Sample Prosecutor", "identified_by": "a license",
        "manner": "Put into the hand", "server": "Sample Server", "source": "Sample: affidavit",
    }  # fmt: skip
    path = f"/docket/{POSTED}/acts/record_personal_delivery"
    assert "over eighteen" in staff.send(path, **how).get_data(as_text=True)
    act(staff, "record_personal_delivery", may_serve="yes", **how)
    told = service(staff)
    assert (
        "Put into the hand. At 14:30, Sample Courthouse. Server: Sample Server, over eighteen and not a party." in told
    )
    assert re.search(r"Paper, SHA-256 [0-9a-f]{64}", told)


def test_a_deputys_copy_is_said_not_to_govern(site: Site) -> None:
    staff = site.visitor("staff")
    letter = re.search(r'name="letter" value="(\d+)"', staff.page(f"/docket/{POSTED}/acts/record_service"))
    assert letter
    act(staff, "record_service", letter=letter[1], event="posted", addressee="deputy", sent_to="Sample Deputy",
        article_number=SECOND, receipt_number=RECEIPT, number_is_right="yes", source="Sample: form 3800")  # fmt: skip
    told = service(staff)
    assert "A deputy, as the office asked does not govern" in told
    assert f"Article {SECOND}" in told
    assert f"Return receipt {RECEIPT}" in told


def test_a_scan_stands_beside_the_fact_that_it_shows(site: Site) -> None:
    staff = site.visitor("staff")
    card = (io.BytesIO(b"\x89PNG\r\n\x1a\n"), "card.png")
    refused = staff.send(f"/docket/{POSTED}/acts/record_delivery", manner="delivered", source="Sample", papers=card)
    assert refused.status_code == 422
    act(staff, "record_delivery", manner="delivered", happened_on="2028-11-13", source="Sample: return receipt",
        papers=(io.BytesIO(b"Sample: what the card says\n"), "card.txt"))  # fmt: skip
    page = staff.page(f"/docket/{POSTED}").partition('id="service"')[2].partition("</section>")[0]
    link = re.search(r'href="([^"]+)">card.txt</a>', page)
    assert link
    with staff.get(link[1]) as answer:
        assert answer.data == b"Sample: what the card says\n"


def test_the_form_of_the_posting_holds_the_number_of_the_label(site: Site) -> None:
    staff = site.visitor("staff")
    matter, office = "2028-017", Office(site.database, site.instance)
    kept = office.act("release_notice", complaint=matter, on=SAMPLE_DAY.isoformat(), address=ADDRESS).reply["letters"]
    letter = f"/docket/{matter}/letters/{kept[0]['id']}"
    assert "Give it a certified-mail label" in staff.page(letter)
    said = {"letter": str(kept[0]["id"]), "article_number": LABEL}
    assert staff.send(f"/docket/{matter}/acts/label_letter", **said).status_code == 302
    assert LABEL in staff.page(letter)
    assert f'value="{LABEL}"' in staff.page(f"/docket/{matter}/acts/record_posting")
    with staff.client.get(f"{letter}/envelope.pdf") as answer:
        assert set(numbers(picture(answer.data))) == {("]C1", LABEL.replace(" ", ""))}


def test_a_letter_that_could_not_be_laid_into_the_tray_says_so(site: Site) -> None:
    matter, office = "2028-017", Office(site.database, site.instance)
    kept = office.act("release_notice", complaint=matter, on=SAMPLE_DAY.isoformat(), address=ADDRESS).reply["letters"]
    site.by_owner(f"UPDATE outbox SET trouble = 'OSError: the disk is full' WHERE letter_id = {kept[0]['id']}")
    page = site.visitor("staff").page(f"/docket/{matter}/letters/{kept[0]['id']}")
    assert "It could not be laid into the print tray:" in page
    assert "the disk is full" in page


def test_a_further_sheet_that_could_not_be_laid_is_told_under_printed(site: Site) -> None:
    matter, office = "2028-017", Office(site.database, site.instance)
    on, staff = SAMPLE_DAY.isoformat(), site.visitor("staff")
    kept = office.act("release_notice", complaint=matter, on=on, address=ADDRESS).reply["letters"]
    for _ in range(2):
        office.act("print_letter", "staff", matter, on=on, letter=kept[0]["id"])
    site.by_owner("UPDATE outbox SET trouble = 'OSError: the disk is full' WHERE printing = 2")
    page = staff.page(f"/docket/{matter}/letters/{kept[0]['id']}")
    assert "REPRINT, sheet 2, could not be laid into the print tray:" in page
    assert "until that is done, this sheet does not lie there" in page
    assert "nothing was printed" not in page
    site.by_owner("UPDATE outbox SET done_at = (SELECT max(at) FROM entry) WHERE printing = 2")
    assert "could not be laid" not in staff.page(f"/docket/{matter}/letters/{kept[0]['id']}")


def test_a_label_that_came_after_the_print_is_told_until_its_sheets_lie_in_the_tray(site: Site) -> None:
    matter, office = "2028-017", Office(site.database, site.instance)
    on = SAMPLE_DAY.isoformat()
    kept = office.act("release_notice", complaint=matter, on=on, address=ADDRESS).reply["letters"]
    letter, staff = f"/docket/{matter}/letters/{kept[0]['id']}", site.visitor("staff")
    missing = f"The sheets in the print tray do not carry the label {LABEL}:"
    office.dispatch(on)
    office.act("label_letter", "staff", matter, on=on, letter=kept[0]["id"], article_number=LABEL)
    page = staff.page(letter)
    assert missing in page
    assert "Say that the letter is printed, then print it again" in page
    for _ in range(2):
        assert missing in staff.page(letter)
        assert staff.send(f"/docket/{matter}/acts/print_letter", letter=str(kept[0]["id"])).status_code == 302
    assert missing not in staff.page(letter)
    assert (site.instance / "print_tray" / "envelope" / f"{matter}_notice_reprint-2.pdf").exists()


def test_the_page_says_with_which_certificate_a_letter_is_and_was_signed(site: Site) -> None:
    pytest.importorskip("letters.signing", reason="signatures are an extra")
    now = noon(SAMPLE_DAY)
    path, form = site.instance / "signing.p12", "/docket/2028-017/acts/release_notice"
    path.write_bytes(key_of("Sample Committee", None, now)[0])
    director, given = site.visitor("director"), {"address": ADDRESS}
    shown = director.send(form, only_the_letter="yes", **given).get_data(as_text=True)
    assert "At its release it is signed with the office’s certificate: Sample Committee, good until" in shown
    assert director.send(form, **given).status_code == 302
    with site.database.reading() as session:
        number = session.scalars(select(Letter.id).order_by(Letter.id.desc())).first()
    page = director.page(f"/docket/2028-017/letters/{number}")
    assert "with the office’s certificate: Sample Committee, good until" in page
    path.write_bytes(b"no key")
    acknowledged = director.send("/docket/2028-017/acts/acknowledge", only_the_letter="yes", **given).get_data(
        as_text=True
    )
    assert "It cannot be released so:" in acknowledged
    refused = director.send("/docket/2028-017/acts/acknowledge", **given)
    assert refused.status_code == 422
    assert "take signing.p12 out of the instance folder" in refused.get_data(as_text=True)
