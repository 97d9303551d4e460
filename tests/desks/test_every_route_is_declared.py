"""Every route says what it shows, and every route x method x person answers as the one table says."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from committee_app import access
from committee_app.access import ANYONE, MATTER_READERS, OF_A_MATTER, READERS, UNSEATED
from committee_app.acts import ACTS
from committee_app.tables.roster import ExpenseClaim
from tests.answering.holding import by_code, paper
from tests.desks.routes import GONE, NOWHERE, OPEN, RECUSED, Address, addresses, is_there
from tests.desks.visiting import TOKEN, Site
from tests.offices import Office

# A member who is recused from RECUSED, an account that was taken away after it signed in, a member whose seat ended
# after signing in, and a candidate who never sat.
RECUSED_MEMBER, TAKEN_AWAY, FORMER, CANDIDATE = "member-d2", "taken-away", "member-r2", "candidate-r"
PEOPLE = (
    None,
    "director",
    "member-r1",
    RECUSED_MEMBER,
    "staff",
    "auditor",
    "administrator",
    "clerk",
    TAKEN_AWAY,
    FORMER,
    CANDIDATE,
)
OTHERS = ("PUT", "PATCH", "DELETE", "OPTIONS")
OF_ANYONE = {
    ("POST", "/sign-in"): {404},
    ("OPTIONS", "/static/docket.css"): {200},
    ("POST", "/sign-in/password"): {422},
    ("POST", "/sign-in/passkey"): {422},
    ("POST", "/sign-in/passkey/question"): {200},
    ("POST", "/sign-in/forgotten"): {422},
    # Nobody here is in the middle of signing in, no link is made up, and no provider is named.
    **{(method, "/sign-in/second"): {302} for method in ("GET", "HEAD")},
    **{(method, "/link/made-up"): {404} for method in ("GET", "HEAD", "POST")},
    # An empty code opens nothing, and there is no page to be closed.
    ("POST", "/answer"): {422},
    **{(m, f"/sign-in/sso{page}"): {404} for m in ("GET", "HEAD") for page in ("", "/back", "/finish")},
}
# What an empty form of one's own account says: nothing is changed by it.
OF_ONESELF = {"/account/passkeys/question": {200}}
SENT = {True: {302, 422}, False: {422}}


def undeclared(app: Flask) -> list[str]:
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (record := getattr(app.view_functions[rule.endpoint], "shows", None)) != ANYONE and record not in READERS
    ]


def test_every_route_is_declared(looked_at: Site) -> None:
    assert undeclared(looked_at.app) == []


@pytest.mark.parametrize("mark", [None, "everything"])
def test_a_route_that_is_not_declared_is_found_and_answers_404(site: Site, mark: str | None) -> None:
    def forgotten() -> str:
        return "every complaint of the office"

    if mark:
        forgotten.shows = mark  # type: ignore[attr-defined] # a mark on a function
    site.app.add_url_rule("/forgotten", "forgotten", forgotten)
    assert undeclared(site.app) == ["forgotten"]
    if mark is None:
        assert site.visitor("director").get("/forgotten").status_code == 404
    assert "every complaint" not in site.visitor("director").get("/forgotten").get_data(as_text=True)


def test_nobody_outside_the_committee_and_its_staff_reads_a_matter() -> None:
    for record in (*OF_A_MATTER, "docket", "findings", "journal", "meetings", "meeting"):
        assert READERS[record] <= {"director", "member", "staff", "auditor"}, record
    assert {role for act in ACTS.values() for role in act.roles} & {"auditor"} == set()
    assert ACTS["cast_vote"].roles == {"director", "member"}
    of_accounts = {"invite", "renew_invitation", "change_role", "correct_address", "end_account"}
    assert {verb for verb, act in ACTS.items() if "administrator" in act.roles} - of_accounts == {
        "enter_closure",
        "enter_rate",
        "load_statute",
    }
    assert all(ACTS[verb].roles == {"administrator"} for verb in of_accounts)
    assert READERS["act of a matter"] <= MATTER_READERS


def test_a_clerk_and_one_without_a_seat_read_nothing_closed() -> None:
    assert [record for record, roles in READERS.items() if UNSEATED in roles] == [
        "account", "own factors", "act", "statute", "claim", "rates",
    ]  # fmt: skip
    assert {record for record, roles in READERS.items() if "clerk" in roles} == {
        "account", "own factors", "act", "statute", "readings", "calendar", "roster", "claim", "rates",
    }  # fmt: skip
    assert {verb for verb, act in ACTS.items() if "clerk" in act.roles} == {
        "enter_candidate", "strike_office_term", "appoint_member", "record_vacancy", "approve_claim", "refuse_claim",
    }  # fmt: skip
    assert {verb for verb, act in ACTS.items() if UNSEATED in act.roles} == {"claim_expenses"}


def role_of(name: str | None) -> str | None:
    if name in (None, TAKEN_AWAY):
        return None
    if name in (FORMER, CANDIDATE):
        return UNSEATED
    return "member" if name.startswith("member") else name  # type: ignore[union-attr] # a name is given here


def expected(site: Site, name: str | None, address: Address, method: str) -> set[int]:
    """Which answers the table allows. An empty form of an act that asks for nothing may act."""
    if "token" in address.arguments and method in {"GET", "HEAD"}:
        # A private calendar is anyone's who holds its token; this token is nobody's.
        return {404}
    if address.shows == ANYONE:
        if (method, address.path) in OF_ANYONE:
            return OF_ANYONE[method, address.path]
        if method in {"GET", "HEAD"} and "GET" in address.methods:
            return {200}
        # No account is named in an empty sign-in form. Whatever else is asked leads to the sign-in page.
        return {302}
    if address.shows == "answer" and (method in address.methods or (method == "HEAD" and "GET" in address.methods)):
        # Whoever has no code is asked for one, an account too.
        return {302}
    role = role_of(name)
    if role is None:
        return {302}
    act = ACTS.get(address.verb or "")
    closed_to = role not in READERS[address.shows] or (act is not None and role not in act.roles)
    recused = name == RECUSED_MEMBER and address.complaint == RECUSED and address.shows in OF_A_MATTER
    if address.shows == "claim" and "claim" in address.arguments:
        # A member reads the own claims, after the seat too, and the clerk the director's.
        whose = claimant(site, int(address.arguments["claim"]))
        closed_to |= {"member": whose != name, UNSEATED: whose != name, "clerk": whose != "director"}.get(role, False)
    if closed_to or recused or not is_there(site, address):
        return {404}
    if method == "POST" and address.shows in {"account", "own factors"} and "POST" in address.methods:
        return OF_ONESELF.get(address.path, {422})
    if method == "POST" and act and "POST" in address.methods:
        return SENT[not (act.cannot_be_undone or any(parameter.required for parameter in act.parameters))]
    return {200} if method in {"GET", "HEAD"} and "GET" in address.methods else {404}


def claimant(site: Site, number: int) -> str | None:
    with site.database.reading() as session:
        claim = session.get(ExpenseClaim, number)
        return claim.account if claim else None


def prepare(site: Site) -> None:
    site.by_owner(
        "INSERT INTO account (name, display, role, sample) VALUES ('taken-away', 'Sample Staff Two', 'staff', 1)"
    )
    office = Office(site.database, site.instance)
    by_code(office, "send_response", RECUSED, "2028-11-15", papers=[paper(office)])
    recuse(site, RECUSED_MEMBER)


def leave(site: Site) -> None:
    """The member's last day was yesterday; the clerk records it."""
    answer = site.visitor("clerk").send(
        "/acts/record_vacancy", account=FORMER, because="resigned", last_day="2028-11-14", source="Sample",
        understood="yes",
    )  # fmt: skip
    assert answer.headers["Location"] == "/roster"


def recuse(site: Site, name: str) -> None:
    """As it declares it, and is led to a page that it may still read."""
    own = site.visitor(name)
    answer = own.send(f"/docket/{RECUSED}/acts/declare_recusal", account=name, reason="Sample", understood="yes")
    assert "Done: declare recusal." in own.page(answer.headers["Location"])
    assert site.visitor(name).get(f"/docket/{RECUSED}").status_code == 404


def wrong_answers(site: Site, people: Iterable[str | None] = PEOPLE, *, sends: bool = True) -> tuple[int, list[str]]:
    """How many requests were made, and each answer that the table does not allow."""
    visitors = {name: site.visitor(name) for name in people}
    if TAKEN_AWAY in visitors:
        site.by_owner("DELETE FROM account WHERE name = 'taken-away'")
    if FORMER in visitors:
        leave(site)
    asked, wrong, every = 0, [], addresses(site)
    for name, visitor in visitors.items():
        token, tried = visitor.token(), set()
        for address in every:
            # Signing in and out change who somebody is: each is somebody else's here.
            here = site.visitor() if address.shows == ANYONE else visitor
            rest = () if (address.shows, len(address.arguments)) in tried else ("HEAD", *OTHERS)
            tried.add((address.shows, len(address.arguments)))
            for method in ("GET", *(("POST", *rest) if sends else ())):
                form = {"csrf_token": here.token() if here is not visitor else token}
                with here.client.open(address.path, method=method, data=form) as answer:
                    got = answer.status_code
                asked += 1
                if got not in (fine := expected(site, name, address, method)):
                    wrong.append(f"{method} {address.path} as {name}: {got}, not {fine}")
    return asked, wrong


def test_every_route_and_method_answers_each_person_as_the_table_says(site: Site) -> None:
    prepare(site)
    before = site.entries()
    asked, wrong = wrong_answers(site)
    print(f"{asked} requests of {len(PEOPLE)} people to {len(addresses(site))} addresses")
    assert wrong == []
    # What an empty form does: the findings kept by the two who may, the roster proposed by the first of them; and the
    # member's leaving.
    assert site.entries() == before + 4


def test_a_role_that_was_widened_for_a_record_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(site)
    monkeypatch.setattr(
        "committee_app.doorway.may_read",
        lambda session, actor, record, complaint=None: (
            access.may_read(session, actor, record, complaint) or (actor.role, record) == ("administrator", "journal")
        ),
    )
    _, wrong = wrong_answers(site, ["administrator", "staff"], sends=False)
    assert wrong == ["GET /journal as administrator: 200, not {404}"]


def test_a_right_that_outlives_its_seat_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(site)

    def as_signed_in(session: Session, name: str, today: dt.date) -> access.Actor | None:
        """Who the account was a year before."""
        return access.find_actor(session, name, dt.date(2028, 1, 3))

    monkeypatch.setattr("committee_app.doorway.find_actor", as_signed_in)
    _, wrong = wrong_answers(site, [FORMER], sends=False)
    assert f"GET /docket/{OPEN} as {FORMER}: 200, not {{404}}" in wrong


def test_a_claim_that_another_member_could_read_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(site)
    monkeypatch.setattr("committee_app.expenses.CLAIMS_OF", {"clerk": "director"})
    _, wrong = wrong_answers(site, [RECUSED_MEMBER, "clerk"], sends=False)
    assert {answer.split(" as ")[0] for answer in wrong} == {
        "GET /expenses/1", "GET /expenses/1.pdf", "GET /expenses/2", "GET /expenses/2.pdf",
    }  # fmt: skip


def test_a_recusal_that_was_forgotten_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(site)
    monkeypatch.setattr("committee_app.access.is_recused", lambda *_: False)
    _, wrong = wrong_answers(site, [RECUSED_MEMBER], sends=False)
    assert wrong
    assert all(RECUSED in answer for answer in wrong)


def test_a_role_that_was_widened_for_an_act_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(site)
    widened = replace(ACTS["release_notice"], roles=frozenset({"director", "staff"}))
    monkeypatch.setattr("committee_app.desks.acting.ACTS", {**ACTS, "release_notice": widened})
    _, wrong = wrong_answers(site, ["staff"], sends=False)
    assert wrong
    assert all("release_notice as staff: 200" in answer for answer in wrong)


def test_what_is_missing_and_what_is_denied_look_alike(site: Site) -> None:
    """To the byte, and in every header; but for the token of the sign-out form."""
    prepare(site)
    member = site.visitor(RECUSED_MEMBER)
    with site.database.reading() as session:
        letter = session.scalar(text(f"SELECT min(id) FROM letter WHERE complaint_id = '{RECUSED}'"))
        motion = session.scalar(text(f"SELECT min(id) FROM motion WHERE complaint_id = '{RECUSED}'"))
    assert letter
    assert motion
    recused = ("", f"/letters/{letter}.pdf", f"/motions/{motion}", "/papers/1", "/acts/cast_vote", "%00")
    denied = [*(f"/docket/{RECUSED}{rest}" for rest in recused), "/journal", "/acts/lodge"]
    gone = ("", f"/letters/{letter}.pdf", f"/motions/{motion}", "/papers/1", "/acts/cast_vote", "/acts/nothing")
    missing = [*(f"/docket/{GONE}{rest}" for rest in gone), f"/docket/{OPEN}/motions/{NOWHERE}", "/nothing/at/all"]
    missing += ["/acts/nothing", f"/docket/{OPEN}/acts/nothing", f"/findings/{NOWHERE}", "/docket/%00", "/docket/.."]
    seen = set()
    for path in (*denied, *missing):
        for method in ("GET", "POST", "DELETE", "OPTIONS"):
            answer = member.client.open(path, method=method, data={"csrf_token": member.token()})
            body = TOKEN.sub("", answer.get_data(as_text=True))
            headers = tuple(sorted((k, v) for k, v in answer.headers if k not in {"Set-Cookie", "Content-Length"}))
            seen.add((answer.status_code, body, headers))
    assert len(seen) == 1
    assert next(iter(seen))[0] == 404


@pytest.mark.parametrize("name", [RECUSED_MEMBER, "director"])
def test_the_pages_of_one_who_is_recused_leave_the_matter_out(site: Site, name: str) -> None:
    """The director's too, who reads the journal."""
    before = site.visitor(name).walk()
    assert [path for path, page in before.items() if RECUSED in page]
    recuse(site, name)
    after = site.visitor(name).walk()
    assert [path for path, page in after.items() if RECUSED in page or RECUSED in path] == []
    assert RECUSED in site.visitor("member-d1").page("/docket")


def test_letters_and_motions_of_another_matter_are_not_found(looked_at: Site) -> None:
    director = looked_at.visitor("director")
    with looked_at.database.reading() as session:
        letter, matter = session.execute(text("SELECT id, complaint_id FROM letter LIMIT 1")).one()
        motion, of = session.execute(text("SELECT id, complaint_id FROM motion LIMIT 1")).one()
    assert director.get(f"/docket/{matter}/letters/{letter}.pdf").status_code == 200
    assert director.get(f"/docket/{OPEN}/letters/{letter}.pdf").status_code == 404
    assert director.get(f"/docket/{of}/motions/{motion}").status_code == 200
    assert director.get(f"/docket/{OPEN}/motions/{motion}").status_code == 404
