"""A sitting that is over loses no typing; a grave act asks for the second factor; no form leads elsewhere (S8)."""

import datetime as dt

import pytest

from committee_app import doorway
from committee_app.acts import ACTS, entering
from committee_app.desks import account
from tests.accounts.people import RealOffice, Visitor

LODGED = {
    "jurisdiction": "29510",
    "respondent": "Sample Circuit Attorney",
    "complainant": "Sample Complainant",
    "capacity": "person",
    "grounds": ["56.602.3(2)", "56.602.3(3)#1"],
    "facts": "Typed for an hour: <b>a listed offense</b> has waited.",
}


def sign_in_again(real: RealOffice, visitor: Visitor, name: str) -> str:
    """Both halves in the same browser; says where it leads."""
    assert real.password(visitor, name).status_code == 302
    answer = visitor.post("/sign-in/second", code=real.people[name].code())
    assert answer.status_code == 302
    return answer.headers["Location"]


def sent_too_late(real: RealOffice, name: str = "staff") -> Visitor:
    """A browser whose sitting was idle when its form was sent."""
    visitor = real.signed_in(name)
    real.later(name, dt.timedelta(minutes=31))
    answer = visitor.post("/acts/lodge", request_key="the form's own key", **LODGED)
    assert answer.headers["Location"] == "/sign-in"
    return visitor


def test_a_form_sent_too_late_comes_back_as_it_was_typed(real: RealOffice) -> None:
    visitor = sent_too_late(real)
    assert "What you typed is kept" in visitor.page("/sign-in/password")
    assert sign_in_again(real, visitor, "staff") == "/acts/lodge"
    page = visitor.page("/acts/lodge")
    assert "What you typed is kept" in page
    assert "&lt;b&gt;a listed offense&lt;/b&gt; has waited." in page
    assert 'value="Sample Circuit Attorney"' in page
    assert page.count(" checked") == 3
    assert 'value="the form&#39;s own key"' in page, "sent twice it acts once"
    answer = visitor.post("/acts/lodge", request_key="the form's own key", **LODGED)
    assert answer.headers["Location"].startswith("/docket/")
    assert "is kept" not in visitor.page("/acts/lodge")
    assert real.told("SELECT count(*) FROM kept_form WHERE typed <> ''") == 0
    assert real.told("SELECT count(*) FROM complaint") == 1


def test_what_was_typed_is_for_its_own_account_alone(sqlite_real: RealOffice) -> None:
    visitor = sent_too_late(sqlite_real)
    sign_in_again(sqlite_real, visitor, "director")
    assert "Typed for an hour" not in visitor.page("/acts/lodge")
    sign_in_again(sqlite_real, visitor, "staff")
    assert "Typed for an hour" in visitor.page("/acts/lodge")


def test_what_was_typed_would_reach_another_without_its_owner(
    sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering.Door, "keep", _for_the_director(entering.Door.keep))
    visitor = sent_too_late(sqlite_real)
    sign_in_again(sqlite_real, visitor, "director")
    assert "Typed for an hour" in visitor.page("/acts/lodge")


def _for_the_director(keep):  # type: ignore[no-untyped-def] # a mutant of one test
    return lambda door, _, path, typed: keep(door, "director", path, typed)


def test_what_was_typed_is_for_an_hour(sqlite_real: RealOffice) -> None:
    visitor = sent_too_late(sqlite_real)
    sqlite_real.by_owner("UPDATE kept_form SET kept_at = '2028-06-14T00:00:00.000000Z'")
    sign_in_again(sqlite_real, visitor, "staff")
    assert "Typed for an hour" not in visitor.page("/acts/lodge")
    sent_too_late(sqlite_real)
    assert sqlite_real.told("SELECT count(*) FROM kept_form WHERE typed <> ''") == 1


def test_no_password_is_kept(sqlite_real: RealOffice) -> None:
    visitor = sqlite_real.signed_in("staff")
    sqlite_real.later("staff", dt.timedelta(minutes=31))
    visitor.post("/account/password", password="a secret that nobody keeps", again="a secret that nobody keeps")
    assert sqlite_real.told("SELECT count(*) FROM kept_form WHERE typed LIKE '%a secret%'") == 0


def test_a_page_that_was_wanted_comes_after_signing_in(sqlite_real: RealOffice) -> None:
    visitor = sqlite_real.visitor()
    visitor.get("/findings?as_of=2028-01-01")
    assert sign_in_again(sqlite_real, visitor, "staff") == "/findings?as_of=2028-01-01"
    assert sign_in_again(sqlite_real, sqlite_real.visitor(), "staff") == "/"
    assert sign_in_again(sqlite_real, sqlite_real.visitor(), "administrator") == "/"


def test_a_picture_is_not_what_was_wanted(sqlite_real: RealOffice) -> None:
    visitor = sqlite_real.visitor()
    visitor.get("/findings?as_of=2028-01-01")
    picture = "/docket/2028-001/letters/1/page-1.png"
    assert visitor.get(picture, headers={"Sec-Fetch-Dest": "image"}).status_code == 302
    assert sign_in_again(sqlite_real, visitor, "staff") == "/findings?as_of=2028-01-01"


def test_a_late_answer_brings_back_no_cookie(sqlite_real: RealOffice) -> None:
    """A picture asked for in the old sitting may arrive when the page after it was asked for already."""
    visitor = sqlite_real.signed_in("staff")
    visitor.page("/findings")
    late = visitor.get("/findings")
    assert late.status_code == 200
    assert "Set-Cookie" not in late.headers


HOSTILE = [
    "//elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example", "https://elsewhere.example",
    "http:elsewhere.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "///elsewhere.example",
    "////elsewhere.example",
    "/\t/elsewhere.example", "/\n/elsewhere.example", "/\r\nLocation: x", "\t//elsewhere.example",
    " //elsewhere.example",
    "https:/elsewhere.example", "//elsewhere.example@docket.example", "//docket.example@elsewhere.example", "//[::1]/",
    "//127.0.0.1", "/\x00", "\u2028//elsewhere.example", "/\u202e//x", "elsewhere.example", "?a", "#a", "", "ftp://elsewhere.example",
    "//elsewhere.example%2f..", "/\\/elsewhere.example", "\\/elsewhere.example",
]  # fmt: skip


@pytest.mark.parametrize("wanted", HOSTILE)
def test_signing_in_leads_to_no_other_site(sqlite_real: RealOffice, wanted: str) -> None:
    visitor = sqlite_real.visitor()
    visitor.get(f"/sign-in/password?next={wanted}" if wanted.isascii() and wanted.isprintable() else "/sign-in")
    with visitor.client.session_transaction(base_url="https://docket.example") as session:
        session["wanted"] = wanted
    assert sign_in_again(sqlite_real, visitor, "staff") in {"/", *(w for w in HOSTILE if w in {"?a"})}


ENCODED = ["/%5Celsewhere.example", "/%5C%5Celsewhere.example/a", "/%2F%2Felsewhere.example", "//elsewhere.example",
           "/%09/elsewhere.example", "/%0D%0A//elsewhere.example", "/a?b=%5C%22%3E<script>"]  # fmt: skip


def leads_away(page: str) -> bool:
    """Whether a browser would go to another site: it reads a backslash as a slash, and drops tabs and line ends."""
    where = page.partition('content="0; url=')[2].partition('"')[0].replace("\\", "/")
    return "".join(where.split()).startswith("//") or not where.startswith("/")


@pytest.mark.parametrize("path", ENCODED)
def test_the_page_that_goes_on_leads_to_no_other_site(sqlite_real: RealOffice, path: str) -> None:
    """Somebody comes by a link from elsewhere; the page in between sends them on to where the link led."""
    visitor = sqlite_real.visitor()
    page = visitor.get(path, headers={"Sec-Fetch-Site": "cross-site"}).get_data(as_text=True)
    assert not leads_away(page)
    assert "<script>" not in page
    visitor.get(path)
    assert not sign_in_again(sqlite_real, visitor, "staff").replace("\\", "/").startswith("//")


def test_an_address_written_as_it_was_decoded_would_be_found(
    sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorway, "_asked_for", lambda: doorway.request.full_path.rstrip("?"))
    answer = sqlite_real.visitor().get(ENCODED[0], headers={"Sec-Fetch-Site": "cross-site"})
    assert leads_away(answer.get_data(as_text=True))


def test_a_way_out_after_signing_in_would_be_found(sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "own_page", lambda wanted: wanted)
    with pytest.raises(AssertionError):
        test_signing_in_leads_to_no_other_site(sqlite_real, HOSTILE[0])


def test_a_grave_act_asks_for_the_second_factor_and_comes_back_to_the_form(real: RealOffice) -> None:
    administrator = real.signed_in("administrator")
    real.later("administrator", dt.timedelta(minutes=11), "proved_at")
    before = administrator.cookie()
    answer = administrator.send("/acts/change_role", account="staff", role="auditor")
    assert answer.headers["Location"] == "/account/confirm"
    assert real.told("SELECT role FROM account WHERE name = 'staff'") == "staff"
    assert "grave enough" in administrator.page("/account/confirm")
    answer = administrator.post("/account/confirm", code=real.people["administrator"].code())
    assert answer.headers["Location"] == "/acts/change_role"
    page = administrator.page("/acts/change_role")
    assert '<option value="staff" selected>' in page or 'value="staff" checked' in page
    assert administrator.send("/acts/change_role", account="staff", role="auditor").status_code == 302
    assert real.told("SELECT role FROM account WHERE name = 'staff'") == "auditor"
    copy = real.visitor()
    copy.give(before)
    assert copy.get("/people").status_code == 302, "the proof gives the sitting a new token"
    assert real.told("SELECT count(*) FROM entry WHERE verb = 'step_up'") == 1


def test_a_proof_makes_no_sitting_longer(sqlite_real: RealOffice) -> None:
    administrator = sqlite_real.signed_in("administrator")
    sqlite_real.later("administrator", dt.timedelta(hours=11, minutes=50), "started_at")
    administrator.post("/account/confirm", code=sqlite_real.people["administrator"].code())
    assert administrator.get("/people").status_code == 200
    sqlite_real.later("administrator", dt.timedelta(hours=12, minutes=1), "started_at")
    assert administrator.get("/people").status_code == 302
    assert sqlite_real.told("SELECT count(DISTINCT started_at) FROM sitting WHERE owes IS NULL") == 2


def test_the_grave_acts_are_these() -> None:
    assert {verb for verb, act in ACTS.items() if act.step_up} >= {
        "cast_vote", "release_notice", "publish", "invite", "renew_invitation", "change_role", "appoint_member",
    }  # fmt: skip
    assert not ACTS["record_response"].step_up


def test_a_grave_act_would_be_done_without_its_mark(sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("committee_app.doorway.be_fresh", lambda: None)
    administrator = sqlite_real.signed_in("administrator")
    sqlite_real.later("administrator", dt.timedelta(hours=1), "proved_at")
    assert administrator.send("/acts/change_role", account="staff", role="auditor").status_code == 302
    assert sqlite_real.told("SELECT role FROM account WHERE name = 'staff'") == "auditor"
