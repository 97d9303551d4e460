"""Every route says what it shows, and every route x method x role answers as the one table says."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from committee_app import access
from committee_app.access import ANYONE, OF_A_MATTER, READERS
from committee_app.acts import ACTS
from committee_app.doorway import shows
from tests.desks.conftest import served
from tests.desks.visiting import Site

PEOPLE = (None, "director", "member-r1", "member-d2", "staff", "auditor", "administrator")
OPEN, RECUSED = "2028-009", "2028-015"
GONE = "2099-001"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def undeclared(app: Flask) -> list[str]:
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (record := getattr(app.view_functions[rule.endpoint], "shows", None)) != ANYONE and record not in READERS
    ]


def test_every_route_is_declared(looked_at: Site) -> None:
    assert undeclared(looked_at.app) == []


def test_a_route_that_is_not_declared_is_found_and_answers_404(site: Site) -> None:
    app = site.app
    app.add_url_rule("/forgotten", "forgotten", lambda: "every complaint of the office")
    assert undeclared(app) == ["forgotten"]
    assert site.visitor("director").get("/forgotten").status_code == 404


def role_of(name: str | None) -> str | None:
    return None if name is None else "member" if name.startswith("member") else name


def addresses(matter: str) -> Iterator[tuple[str, str, str | None]]:
    """Each GET address of the site: what it shows, its path in one matter, and the act it is about."""
    for record, path in (
        ("docket", "/"), ("findings", "/findings"), ("findings", "/findings/1"), ("statute", "/statute"),
        ("readings", "/readings"), ("calendar", "/calendar"), ("journal", "/journal"),
        ("matter", f"/docket/{matter}"),
    ):  # fmt: skip
        yield record, path, None
    for verb, act in ACTS.items():
        if act.needs_complaint:
            yield "act of a matter", f"/docket/{matter}/acts/{verb}", verb
        else:
            yield "act", f"/acts/{verb}", verb


def expected(name: str | None, record: str, verb: str | None, *, recused: bool) -> int:
    role = role_of(name)
    if role is None:
        return 302
    allowed = role in READERS[record] and (verb is None or role in ACTS[verb].roles)
    return 200 if allowed and not (recused and record in OF_A_MATTER) else 404


def recuse(site: Site) -> None:
    answer = site.visitor("director").send(
        f"/docket/{RECUSED}/acts/declare_recusal", account="member-d2", reason="Sample", understood="yes"
    )
    assert answer.status_code == 302


def wrong_answers(site: Site) -> tuple[int, list[str]]:
    asked, wrong = 0, []
    for name in PEOPLE:
        visitor = site.visitor(name)
        for matter in (OPEN, RECUSED):
            for record, path, verb in addresses(matter):
                recused = matter == RECUSED and name == "member-d2"
                wanted = expected(name, record, verb, recused=recused)
                got = visitor.get(path).status_code
                asked += 1
                if got != wanted:
                    wrong.append(f"GET {path} as {name}: {got}, not {wanted}")
                for method in METHODS[1:]:
                    got = visitor.client.open(path, method=method, data={"csrf_token": visitor.token()}).status_code
                    asked += 1
                    # A form that asks for nothing is refused (422) or not confirmed; nothing else passes.
                    fine = (
                        {422} if method == "POST" and verb and wanted == 200 else {302} if name is None else {404, 405}
                    )
                    if got not in fine:
                        wrong.append(f"{method} {path} as {name}: {got}, not {fine}")
    return asked, wrong


def test_every_route_and_method_answers_each_role_as_the_table_says(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    recuse(site)
    # An empty form must not act; those few that ask for nothing are asked with GET alone above.
    for verb, act in list(ACTS.items()):
        if not any(parameter.required for parameter in act.parameters) and not act.cannot_be_undone:
            monkeypatch.delitem(ACTS, verb)
    asked, wrong = wrong_answers(site)
    print(f"{asked} requests: {len(PEOPLE)} people, {len(METHODS)} methods")
    assert wrong == []


def test_a_role_that_was_widened_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    real = access.may_read
    monkeypatch.setattr(
        "committee_app.doorway.may_read",
        lambda session, actor, record, complaint=None: (
            True
            if actor and actor.role == "administrator" and record == "matter"
            else real(session, actor, record, complaint)
        ),
    )
    visitor = site.visitor("administrator")
    assert visitor.get(f"/docket/{OPEN}").status_code != expected("administrator", "matter", None, recused=False)


def test_what_is_missing_and_what_is_denied_look_alike(site: Site) -> None:
    recuse(site)
    member = site.visitor("member-d2")
    pages = {
        re.sub(r'value="[^"]{20,}"', "", member.get(path).get_data(as_text=True))
        for path in (
            f"/docket/{RECUSED}", f"/docket/{GONE}", "/docket/x/letters/1.pdf", "/journal", "/nothing/at/all",
            f"/docket/{RECUSED}/motions/1", f"/docket/{RECUSED}/acts/cast_vote", "/acts/lodge", "/findings/99999",
        )
    }  # fmt: skip
    assert len(pages) == 1


def test_a_recused_members_lists_and_counts_leave_the_matter_out(site: Site) -> None:
    before = site.visitor("member-d2").page("/")
    assert RECUSED in before
    recuse(site)
    assert RECUSED not in site.visitor("member-d2").page("/")
    assert RECUSED in site.visitor("member-d1").page("/")


def test_letters_and_motions_of_another_matter_are_not_found(looked_at: Site) -> None:
    director = looked_at.visitor("director")
    with looked_at.database.reading() as session:
        letter, matter = session.execute(text("SELECT id, complaint_id FROM letter LIMIT 1")).one()
        motion, of = session.execute(text("SELECT id, complaint_id FROM motion LIMIT 1")).one()
    assert director.get(f"/docket/{matter}/letters/{letter}.pdf").status_code == 200
    assert director.get(f"/docket/{OPEN}/letters/{letter}.pdf").status_code == 404
    assert director.get(f"/docket/{of}/motions/{motion}").status_code == 200
    assert director.get(f"/docket/{OPEN}/motions/{motion}").status_code == 404


def test_an_account_that_is_gone_is_nobody(site: Site) -> None:
    visitor = site.visitor("auditor")
    assert visitor.get("/").status_code == 200
    from committee_app.database import Database

    owner = Database(site.database.url, owner=True)
    with owner.writing() as session:
        session.execute(text("DELETE FROM account WHERE name = 'auditor'"))
    owner.close()
    assert visitor.get("/").status_code == 302


def test_the_mark_of_a_view_is_its_record(looked_at: Site) -> None:
    marked = shows("docket")(lambda: "")
    assert marked.shows == "docket"  # type: ignore[attr-defined]
    assert served is not None
