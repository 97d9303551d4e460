"""A form that was opened before somebody else acted: its sender is told what changed, and loses no typing."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.desks.visiting import Site, Visitor

OPEN, REVIEWED = "2028-009", "2028-010"
HIDDEN = re.compile(r'name="(request_key|seen|motion)" value="([^"]*)"')


@dataclass
class Form:
    """A form as somebody opened it; sent with the hidden fields that it then had."""

    visitor: Visitor
    path: str
    hidden: dict[str, str]

    def send(self, **given: Any) -> TestResponse:
        data = {"csrf_token": self.visitor.token(), **self.hidden, **given}
        return self.visitor.client.post(self.path, data=data, content_type="multipart/form-data")

    def again(self, page: str) -> "Form":
        return Form(self.visitor, self.path, {name: unescape(value) for name, value in HIDDEN.findall(page)})


def opened(site: Site, name: str, path: str) -> Form:
    visitor = site.visitor(name)
    return Form(visitor, path, {}).again(visitor.page(path))


def respond(site: Site) -> Form:
    return opened(site, "staff", f"/docket/{REVIEWED}/acts/record_response")


def test_the_sender_is_told_what_changed_and_goes_on_by_sending_again(site: Site) -> None:
    mine = respond(site)
    others = opened(site, "director", f"/docket/{REVIEWED}/acts/record_response")
    assert others.send(text="Sample: the director was quicker.").status_code == 302
    before = site.entries()
    answer = mine.send(text="Sample: typed for an hour.", received_on="2028-11-10")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert site.entries() == before
    assert "Not done yet: something changed" in page
    assert re.search(r"<li>Record response, by Sample Director, Nov \d+, 2028, \d+:\d\d [AP]M", page)
    assert ">Sample: typed for an hour.</textarea>" in page
    assert 'value="2028-11-10"' in page
    assert mine.again(page).send(text="Sample: typed for an hour.").status_code == 302
    assert site.entries() == before + 1


def test_the_form_of_one_who_acted_alone_is_not_stale(site: Site) -> None:
    first, second = respond(site), respond(site)
    assert first.send(text="Sample.").status_code == 302
    assert second.send(text="Sample, further.").status_code == 302


def test_a_form_that_was_done_already_is_answered_as_before_and_not_called_stale(site: Site) -> None:
    mine, others = respond(site), opened(site, "director", f"/docket/{REVIEWED}/acts/record_response")
    assert mine.send(text="Sample.").status_code == 302
    assert others.send(text="Sample of the director.").status_code == 409
    before = site.entries()
    assert mine.send(text="Sample.").status_code == 302
    assert site.entries() == before


def test_a_refusal_for_another_reason_says_what_changed_too(site: Site) -> None:
    mine = opened(site, "director", "/docket/2028-018/acts/convene")
    other = opened(site, "director", "/docket/2028-018/acts/withdraw")
    recusal = opened(site, "member-d1", "/docket/2028-018/acts/declare_recusal")
    assert recusal.send(account="member-d1", reason="Sample", understood="yes").status_code == 302
    answer = other.send(reason="")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Others have acted in this matter since you opened the form:" in page
    assert "Declare recusal, by Sample Member Three (D)" in page
    assert mine.send(place="Sample").status_code == 409


def test_a_vote_is_not_held_up_by_anothers_vote_and_nobody_is_told_of_one(site: Site) -> None:
    path = f"/docket/{OPEN}/acts/cast_vote"
    forms = {name: opened(site, name, path) for name in ("member-r1", "member-r2")}
    close = opened(site, "director", f"/docket/{OPEN}/acts/close_motion")
    for form in forms.values():
        assert form.send(choice="no", understood="yes").status_code == 302
    answer = close.send(understood="yes")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Not every seat on the roll has voted" in page
    assert "Others have acted" not in page
    assert "Cast vote" not in page


def test_a_voter_is_told_of_what_came_into_the_matter_meanwhile(site: Site) -> None:
    vote = opened(site, "member-r1", f"/docket/{OPEN}/acts/cast_vote")
    late = opened(site, "staff", f"/docket/{OPEN}/acts/record_response")
    assert late.send(text="Sample: a late response.").status_code == 302
    answer = vote.send(choice="abstain", reason="Sample reason.", understood="yes")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Record response, by Sample Staff" in page
    assert 'value="abstain" checked' in page
    assert ">Sample reason.</textarea>" in page
    assert re.search(r'id="understood"[^>]* checked', page)
    assert vote.again(page).send(choice="abstain", understood="yes").status_code == 302


def test_a_refused_motion_keeps_every_field_and_box(site: Site) -> None:
    put = opened(site, "director", "/docket/2028-008/acts/open_motion")
    typed = {
        "kind": "remediation",
        "mover": "member-d1",
        "seconder": "member-d1",
        "present": ["1", "4", "5"],
        "recommendations": "Sample words.",
        "timeline": "Sample timeline.",
        "review_on": "2029-01-15",
        "even_so": "yes",
    }
    page = put.send(**typed).get_data(as_text=True)
    assert "cannot second it" in page
    assert re.search(r'name="kind" value="remediation" checked', page)
    assert page.count('value="member-d1" checked') == 2
    assert re.findall(r'name="present" value="(\d)" checked', page) == ["1", "4", "5"]
    assert re.search(r'name="even_so" value="yes" checked', page)
    for words in (">Sample words.</textarea>", ">Sample timeline.</textarea>", 'value="2029-01-15"'):
        assert words in page


def test_the_sum_is_worked_out_with_who_is_present_before_anything_is_done(site: Site) -> None:
    before = site.entries()
    put = opened(site, "director", "/docket/2028-008/acts/open_motion")
    answer = put.send(present=["1", "2"], recommendations="Sample words.", only_the_sum="yes")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "5 may vote, 2 of them present, 3 yes votes needed" in page
    assert "1 more must come" in page
    assert ">Sample words.</textarea>" in page
    assert site.entries() == before


def test_without_the_check_a_stale_form_would_go_through(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("committee_app.acts.performing.changed_since", lambda *_: [])
    mine, others = respond(site), opened(site, "director", f"/docket/{REVIEWED}/acts/record_response")
    assert others.send(text="Sample.").status_code == 302
    assert mine.send(text="Sample.").status_code == 302


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "0"])
def test_a_number_that_was_made_up_breaks_nothing(site: Site, seen: str) -> None:
    form = respond(site)
    form.hidden["seen"] = seen
    assert form.send(text="Sample.").status_code in {302, 409}
