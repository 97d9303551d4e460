"""Every act says its clauses, its roles and what it asks for, in words; and the tables of law agree with it."""

from dataclasses import replace

import pytest

from committee_app.access import CONSOLE, RESPONDENT, UNSEATED
from committee_app.acts import ACTS
from committee_app.acts.registry import Act, Kind, Parameter
from committee_app.tables.office import ROLES
from rules.readings import READINGS
from rules.statute import CLAUSES, cite
from workflows import complaint, special_prosecutor
from workflows.duties import DUTIES
from workflows.motion import MOTIONS

KNOWN_ROLES = {*ROLES, CONSOLE.role, RESPONDENT, UNSEATED}
MOVES = {move.name for move in (*complaint.MOVES, *special_prosecutor.MOVES)}


def faults(act: Act) -> list[str]:
    found = []
    if not act.clauses or any(clause.id not in CLAUSES for clause in act.clauses):
        found.append("cites no clause of the bill")
    if not act.roles or act.roles - KNOWN_ROLES:
        found.append("names no role, or one that does not exist")
    if not act.does.endswith(".") or not act.does[0].isupper():
        found.append("does not say what it does in a sentence")
    for parameter in act.parameters:
        if not parameter.label[:1].isupper():
            found.append(f"{parameter.name} has no label")
        if (parameter.kind in {Kind.CHOICE, Kind.CHOICES}) != bool(parameter.choices):
            found.append(f"{parameter.name} has choices and is no choice, or is one and has none")
    if len({parameter.name for parameter in act.parameters}) != len(act.parameters):
        found.append("asks twice for the same thing")
    return found


@pytest.mark.parametrize("verb", ACTS)
def test_an_act_is_whole(verb: str) -> None:
    assert faults(ACTS[verb]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"clauses": ()},
        {"clauses": (replace(cite("56.602.4(3)"), id="56.602.4(99)"),)},
        {"roles": frozenset()},
        {"roles": frozenset({"nobody"})},
        {"does": "something"},
        {"parameters": (Parameter("day", Kind.DAY, ""),)},
        {"parameters": (Parameter("choice", Kind.CHOICE, "Choice"),)},
        {"parameters": (Parameter("day", Kind.DAY, "Day", choices={"a": "A"}),)},
        {"parameters": (Parameter("day", Kind.DAY, "Day"),) * 2},
    ],
)
def test_an_act_that_is_not_whole_is_found(change: dict[str, object]) -> None:
    assert faults(replace(ACTS["cast_vote"], **change))  # type: ignore[arg-type] # the change is a row of the table


def test_nobody_but_a_member_or_the_director_votes() -> None:
    assert ACTS["cast_vote"].roles == {"director", "member"}


def test_whoever_holds_a_code_does_three_things_and_has_no_account() -> None:
    assert {verb for verb, act in ACTS.items() if RESPONDENT in act.roles} == {
        "open_by_code", "send_response", "send_information",
    }  # fmt: skip
    assert all(ACTS[verb].roles == {RESPONDENT} for verb in ("open_by_code", "send_response", "send_information"))
    assert RESPONDENT not in ROLES


def test_what_goes_to_the_public_takes_the_director_or_staff() -> None:
    others = {"propose_disposal", "propose_redaction"}
    keys = {verb for verb in ACTS if verb.startswith("propose_") and verb not in others} | {
        "publish", "refuse_proposal", "take_back_proposal", "withdraw_publication",
    }  # fmt: skip
    assert len(keys) == 11
    assert all(ACTS[verb].roles == {"director", "staff"} for verb in keys)
    assert ACTS["publish"].step_up


def test_letters_to_the_governor_are_the_directors() -> None:
    for verb in ("send_request", "open_motion", "close_motion", "release_notice", "adopt_reading"):
        assert ACTS[verb].roles == {"director"}, verb


def test_every_move_is_made_by_an_act_or_by_a_motion() -> None:
    by_motion = {name for motion in MOTIONS for name in (motion.carried, motion.failed) if name}
    assert by_motion <= MOVES
    assert by_motion | ACTS.keys() >= MOVES


def test_every_duty_can_be_done_by_an_act_or_a_move() -> None:
    for duty in DUTIES:
        assert set(duty.done_by) <= ACTS.keys() | MOVES, duty.name
        assert set(duty.readings) <= READINGS.keys(), duty.name


def test_the_readings_that_motions_name_exist() -> None:
    for motion in MOTIONS:
        assert set(motion.readings) <= READINGS.keys(), motion.name
