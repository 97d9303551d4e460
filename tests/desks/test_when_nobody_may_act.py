"""A recused director has no substitute (law.md A5): the others are told that what only the director does waits."""

import pytest

from committee_app import morning, standing
from committee_app.acts import ACTS
from committee_app.office_site import create_app
from tests.desks.visiting import Site
from tests.offices import Office, day

ON = "2028-01-05"
STEPS = [*standing.NEXT.values(), standing.POST, standing.LAPSE, standing.SEND, standing.EXCLUDED, standing.ASSESS]


@pytest.mark.parametrize("step", [step for step in STEPS if step.owner != "members"], ids=lambda step: step.verb)
def test_who_may_take_a_step_is_who_may_do_its_act(step: standing.Step) -> None:
    assert frozenset(standing.MAY[step.owner]) == ACTS[step.verb].roles


def seen(office: Office, name: str) -> list[tuple[str, str]]:
    with office.database.reading() as session:
        matters = morning.read(session, office.actor(name), day(ON)).matters
    return [(matter.id, matter.who) for matter in matters]


def test_what_only_a_recused_director_may_do_nobody_may(office: Office) -> None:
    matter, other = office.lodge("2028-01-03"), office.lodge("2028-01-04")
    assert seen(office, "staff") == [(matter, "director"), (other, "director")]
    office.recuse("director", matter, on=ON)
    assert seen(office, "director") == [(other, "director")]
    assert seen(office, "staff") == [(matter, "nobody: the director is recused"), (other, "director")]


def test_the_pages_of_the_others_say_so_and_the_directors_say_nothing(sqlite_office: Office) -> None:
    matter = sqlite_office.lodge("2028-01-03")
    app = create_app(sqlite_office.settings, sqlite_office.database)
    site = Site(app, sqlite_office.database, sqlite_office.instance)
    assert "Nobody may do this now" not in site.visitor("staff").page(f"/docket/{matter}")
    sqlite_office.recuse("director", matter, on=ON)
    for name in ("staff", "member-r1", "auditor"):
        page = site.visitor(name).page(f"/docket/{matter}")
        assert "<strong>Nobody may do this now:</strong> the director is recused (" in page
        assert "(nobody: the director is recused)" in site.visitor(name).page("/docket")
    assert "nobody: the director is recused" in site.visitor("staff").page("/")
    assert "recused" not in site.visitor("director").page("/docket")


def test_a_step_of_the_staff_waits_for_nobody_only_where_the_director_is_recused_too() -> None:
    free = standing.Hands(
        {"director": frozenset({"d"}), "staff": frozenset({"s"})},
        {"one": frozenset({"s"}), "two": frozenset({"s", "d"})},
    )
    assert [free.missing(standing.POST, matter) for matter in ("none", "one", "two")] == [
        None, None, "the director is recused and all staff are recused",
    ]  # fmt: skip
    assert free.missing(standing.VOTE, "two") is None
    assert standing.Hands({"staff": frozenset({"s"})}, {}).missing(standing.SEND, "none") == "there is no director"
