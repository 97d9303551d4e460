"""The first administrator, invitations, new passwords: links that work once, for a time, and for one account."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from committee_app.founding import SAMPLE_PEOPLE
from tests.accounts.people import PASSWORD, RealOffice, Visitor, opened
from tests.accounts.test_sittings import held

NEW = "another lantern juggles quietly"
INVITED = {"account": "sample-clerk", "display": "Sample Clerk", "email": "Newcomer@Docket.example", "role": "staff"}


def set_up(real: RealOffice, visitor: Visitor, path: str = "/account/authenticator") -> None:
    """Sets up the authenticator that this browser's page shows."""
    visitor.page(path)
    wrapped = str(held(real, visitor.cookie())["authenticator"])
    wallet = real.app.extensions["office"].wallet
    answer = visitor.post(path, code=wallet.generate_totp_password(wrapped))
    assert answer.headers["Location"] == "/account/recovery-codes"


def invite(real: RealOffice, **change: str) -> tuple[int, str]:
    answer = real.signed_in("administrator").send("/acts/invite", **{**INVITED, **change})
    return answer.status_code, answer.get_data(as_text=True)


def test_init_prints_a_link_for_the_first_administrator_once(tmp_path: Path) -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "COMMITTEE_INSTANCE": str(tmp_path / "instance"),
        "COMMITTEE_OFFICE_URL": "https://docket.example",
    }

    def init() -> str:
        told = subprocess.run(
            [sys.executable, "-m", "committee_app", "init"], env=environ, capture_output=True, text=True, check=True
        )
        return told.stdout.strip()

    first, second = init(), init()
    assert re.fullmatch(r"https://docket\.example/link/[\w-]{43}", second)
    url = f"sqlite:///{tmp_path / 'instance' / 'office.sqlite3'}"
    real = opened(url, tmp_path / "instance", fixed_today=None)
    assert first not in (tmp_path / "instance" / "office.sqlite3").read_bytes().decode("latin-1")
    visitor = real.visitor()
    old, path = (link.removeprefix("https://docket.example") for link in (first, second))
    assert visitor.get(old).status_code == 404, "the newer link is the one that counts"
    form = {
        "account": "sample-admin",
        "display": "Sample Admin",
        "email": "a@docket.example",
        "password": NEW,
        "again": NEW,
    }
    assert visitor.post(path, **{**form, "again": "other"}).status_code == 422
    assert visitor.post(path, **{**form, "account": "Not A Name"}).status_code == 422
    assert visitor.post(path, **form).headers["Location"] == "/account/factors"
    assert visitor.get("/people").status_code == 302
    set_up(real, visitor)
    assert "Sample Admin" in visitor.page("/people")
    assert real.told("SELECT role FROM account") == "administrator"
    assert real.visitor().post(path, **form).status_code == 404
    assert init() == "", "there is an account"
    real.database.close()


def test_an_invitation_leads_to_a_sitting_with_two_factors(real: RealOffice) -> None:
    assert invite(real)[0] == 302
    path = real.link_to("sample-clerk")
    secret = path.rsplit("/", 1)[1]
    assert real.told("SELECT count(*) FROM link WHERE hash = :s", s=secret) == 0
    visitor = real.visitor()
    assert "Choose a password" in visitor.page(path)
    assert visitor.post(path, password=NEW, again=NEW).headers["Location"] == "/account/factors"
    assert visitor.get("/statute").status_code == 302, "before the second factor nothing is read"
    assert visitor.get("/account/recovery-codes").status_code == 302
    set_up(real, visitor)
    assert visitor.get("/").status_code == 200
    assert real.visitor().get(path).status_code == 404
    assert real.visitor().post(path, password=NEW, again=NEW).status_code == 404
    entries = real.told("SELECT count(*) FROM entry WHERE verb IN ('invite', 'use_link', 'set_up_authenticator')")
    assert entries == 3


def test_an_invitation_has_its_time(sqlite_real: RealOffice) -> None:
    invite(sqlite_real)
    path = sqlite_real.link_to("sample-clerk")
    sqlite_real.by_owner("UPDATE link SET expires_at = '2028-06-14T00:00:00.000000Z'")
    assert sqlite_real.visitor().post(path, password=NEW, again=NEW).status_code == 404
    administrator = sqlite_real.signed_in("administrator")
    administrator.send("/acts/renew_invitation", account="sample-clerk", understood="yes")
    assert sqlite_real.link_to("sample-clerk") != path
    assert sqlite_real.visitor().get(sqlite_real.link_to("sample-clerk")).status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [({"account": "director"}, "A name is given once"), ({"account": "Bad Name"}, "small letters"),
     ({"account": "console"}, "small letters"), ({"email": "director@docket.example"}, "belongs to an account"),
     ({"email": "nobody"}, "no mail address"), ({"email": "a@b.example\r\nBcc: c@d.example"}, "no mail address"),
     ({"email": "a@b.example,c@d.example"}, "no mail address"), ({"role": "owner"}, "must be one of"),
     ({"display": "Sample\u202eKcehc"}, "nobody sees"), ({"role": "director"}, "and there is one")],
)  # fmt: skip
def test_a_bad_invitation_is_refused_with_words(sqlite_real: RealOffice, change: dict[str, str], said: str) -> None:
    status, page = invite(sqlite_real, **change)
    assert (status, said in page) == (422, True)
    assert sqlite_real.told("SELECT count(*) FROM account") == len(SAMPLE_PEOPLE)


@pytest.mark.parametrize("verb", ["change_role", "end_account", "renew_invitation"])
def test_nobody_changes_the_own_rights(sqlite_real: RealOffice, verb: str) -> None:
    administrator = sqlite_real.signed_in("administrator")
    more = {"role": "director"} if verb == "change_role" else {}
    answer = administrator.send(f"/acts/{verb}", account="administrator", understood="yes", **more)
    assert answer.status_code == 422
    assert "another administrator does it" in answer.get_data(as_text=True)
    assert sqlite_real.told("SELECT role FROM account WHERE name = 'administrator'") == "administrator"


def test_the_administrator_reads_no_closed_record(sqlite_real: RealOffice) -> None:
    administrator = sqlite_real.signed_in("administrator")
    for path in ("/docket", "/findings", "/journal", "/docket/2028-001", "/acts/lodge"):
        assert administrator.get(path).status_code == 404, path
    assert administrator.get("/people").status_code == 200
    assert sqlite_real.signed_in("director").get("/people").status_code == 404


def test_a_new_password_does_not_go_round_the_second_factor(real: RealOffice) -> None:
    before = real.signed_in("director")
    real.visitor().post("/sign-in/forgotten", email=" Director@docket.example ")
    path = real.link_to("director")
    visitor = real.visitor()
    assert visitor.post(path, password=NEW, again=NEW).headers["Location"] == "/sign-in/second"
    assert before.get("/statute").status_code == 302
    assert visitor.get("/account/authenticator").headers["Location"] == "/sign-in/second"
    assert visitor.get("/statute").status_code == 302
    assert visitor.post("/sign-in/second", code=real.people["director"].code()).status_code == 302
    assert visitor.get("/statute").status_code == 200
    assert real.password(real.visitor(), "director", PASSWORD).status_code == 422
    assert real.password(real.visitor(), "director", NEW).status_code == 302
    assert real.visitor().get(path).status_code == 404


def test_links_in_mails_are_built_from_the_settings(sqlite_real: RealOffice) -> None:
    visitor = sqlite_real.visitor()
    token = visitor.page("/sign-in/forgotten").partition('name="csrf_token" value="')[2].partition('"')[0]
    visitor.client.post(
        "/sign-in/forgotten",
        data={"csrf_token": token, "email": "director@docket.example"},
        base_url="https://docket.example",
        headers={"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "http"},
    )
    assert "elsewhere" not in sqlite_real.mails("director")[-1][1]
    assert sqlite_real.link_to("director")


def test_a_mail_names_no_matter_and_no_other_person(sqlite_real: RealOffice) -> None:
    invite(sqlite_real)
    subject, words = sqlite_real.mails("sample-clerk")[-1]
    for hidden in ("Sample", "administrator", "director", "matter", "complaint"):
        assert hidden not in subject + words.replace("docket.example", "")


@pytest.mark.parametrize("secret", ["", "x", "made-up", "%00", "a" * 5000, "../people", "é"])
def test_what_is_no_link_is_told_so(sqlite_real: RealOffice, secret: str) -> None:
    assert sqlite_real.visitor().get(f"/link/{secret}").status_code in {404, 302}


def test_a_role_that_was_given_ends_and_begins_at_once(sqlite_real: RealOffice) -> None:
    staff, administrator = sqlite_real.signed_in("staff"), sqlite_real.signed_in("administrator")
    assert staff.get("/journal").status_code == 404
    assert administrator.send("/acts/change_role", account="staff", role="auditor").status_code == 302
    assert staff.get("/statute").status_code == 302
    assert sqlite_real.signed_in("staff").get("/journal").status_code == 200
