"""Any acts, by anybody, on any day, in any order, against a model in plain Python: what the model allows is done and
leaves what the model says, what it does not allow is refused and changes nothing. Then the same with planted faults."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from committee_app import access
from committee_app.acts import ACTS, ballots, possible, voting
from committee_app.acts import motions as motion_acts
from committee_app.acts import recusal as recusals
from committee_app.tables.votes import Motion
from tests.oracle import faults
from tests.scenarios.plain_procedure import MOTIONS, OVER, SEATS
from tests.scenarios.twins import ACCOUNTS, BEGINNINGS, ELSEWHERE, VERBS, Beginnings
from workflows import complaint as complaints
from workflows import motion as motions
from workflows.complaint import State
from workflows.machine import Procedure
from workflows.motion import Ballot, Choice

EXAMPLES, STEPS_EACH = 200, 50


seats, accounts = st.sampled_from(sorted(SEATS)), st.sampled_from(ACCOUNTS)
# A majority of what is tried is tried by who may do it: else nothing ever happens.
doers = st.one_of(st.just("director"), st.just("director"), st.just("staff"), accounts)
choices = st.sampled_from(["yes", "yes", "yes", "no", "abstain"])


class ProcedureMachine(RuleBasedStateMachine):
    """Chance acts through the service layer; the model looks on."""

    beginnings: ClassVar[Beginnings]
    always: ClassVar[str | None] = None
    reached: ClassVar[set[str]] = set()
    done: ClassVar[int] = 0
    refused: ClassVar[int] = 0

    @initialize(
        beginning=st.sampled_from(sorted(BEGINNINGS)),
        changeable=st.sampled_from([False, False, True]),
        ground=st.sampled_from(["56.602.3(2)", "56.602.3(2)", "56.602.3(1)"]),
    )
    def begin(self, beginning: str, changeable: bool, ground: str) -> None:
        beginning = self.always or beginning
        # On another ground alone there is no determination, and nothing after it.
        if "put determination" in BEGINNINGS[beginning]:
            ground = "56.602.3(2)"
        self.twin = self.beginnings.twin(beginning, ground)
        self.reached |= {self.twin.model.state, self.twin.model.term or ""}
        if changeable:
            ruling = {"reading": "vote_change", "option": "until_close", "memo": "Sample."}
            self.twin.perform("adopt_reading", "director", ruling, complaint=None)
            self.twin.model.changeable = True

    def attempt(self, verb: str, who: str, **chosen: str) -> None:
        done = self.twin.attempt(verb, who, **chosen)
        ProcedureMachine.done += done
        ProcedureMachine.refused += not done
        self.reached |= {self.twin.model.state, self.twin.model.term or ""}

    @rule(days=st.sampled_from([1, 2, 5, 12, 40, 200, 420]))
    def time_passes(self, days: int) -> None:
        self.twin.model.today += dt.timedelta(days=days)

    @precondition(lambda self: self.twin.model.state in OVER and self.twin.model.term in {None, "term_ended"})
    @rule(beginning=st.sampled_from(sorted(BEGINNINGS)))
    def begin_again(self, beginning: str) -> None:
        self.looked_at = -1
        self.begin(self.always or beginning, changeable=False, ground="56.602.3(2)")

    @rule(verb=st.sampled_from(VERBS), who=doers, manner=st.sampled_from(["delivered", "refused", "in_person"]))
    def anything(self, verb: str, who: str, manner: str) -> None:
        self.attempt(verb, who, **({"manner": manner} if verb == "record_delivery" else {}))

    @rule(data=st.data(), days=st.sampled_from([1, 12, 200]))
    def what_is_possible(self, data: st.DataObject, days: int) -> None:
        model = self.twin.model
        possible = [verb for verb in VERBS if model.may(verb, "director", {"manner": "in_person"})]
        if possible:
            self.attempt(data.draw(st.sampled_from(possible)), "director")
        else:
            model.today += dt.timedelta(days=days)

    @precondition(lambda self: self.motions_here())
    @rule(data=st.data(), said=st.lists(choices, min_size=5, max_size=5))
    def put_and_vote(self, data: st.DataObject, said: list[str]) -> None:
        self.attempt("open_motion", "director", kind=data.draw(st.sampled_from(self.motions_here())))
        for who, choice in zip(SEATS, said, strict=True):
            self.attempt("cast_vote", who, motion=str(self.twin.model.motions), choice=choice)

    @rule(data=st.data(), who=doers, mover=st.none() | seats, seconder=st.none() | seats, even_so=st.booleans())
    def put(self, data: st.DataObject, who: str, mover: str | None, seconder: str | None, even_so: bool) -> None:
        here = self.motions_here()
        kind = data.draw(st.sampled_from([*here, *here, *here, *MOTIONS]))
        chosen = {"kind": kind, **({"mover": mover} if mover else {}), **({"seconder": seconder} if seconder else {})}
        self.attempt("open_motion", who, **chosen, **({"even_so": "yes"} if even_so else {}))

    def motions_here(self) -> list[str]:
        model = self.twin.model
        return [kind for kind, (stands, *_) in MOTIONS.items() if stands in {model.state, model.term}]

    @precondition(lambda self: self.twin.model.vote)
    @rule(who=accounts, choice=choices)
    def vote(self, who: str, choice: str) -> None:
        self.attempt("cast_vote", who, motion=str(self.twin.model.motions), choice=choice)

    @precondition(lambda self: self.twin.model.vote)
    @rule(said=st.lists(choices | st.none(), min_size=5, max_size=5))
    def vote_in_turn(self, said: list[str | None]) -> None:
        number = str(self.twin.model.motions)
        for who, choice in zip(SEATS, said, strict=True):
            if choice:
                self.attempt("cast_vote", who, motion=number, choice=choice)

    @precondition(lambda self: self.twin.model.motions)
    @rule(who=seats, choice=choices, earlier=st.integers(0, 2))
    def vote_on_another_motion(self, who: str, choice: str, earlier: int) -> None:
        self.attempt("cast_vote", who, motion=str(max(self.twin.model.motions - earlier, 0)), choice=choice)

    @precondition(lambda self: self.twin.model.motions)
    @rule(who=doers, with_absent=st.booleans())
    def close(self, who: str, with_absent: bool) -> None:
        given = {"with_absent": "yes"} if with_absent else {}
        self.attempt("close_motion", who, motion=str(self.twin.model.motions), **given)

    @rule(who=doers, whom=seats, seldom=st.integers(0, 4))
    def recuse(self, who: str, whom: str, seldom: int) -> None:
        if seldom == 0:
            self.attempt("declare_recusal", who, account=whom)

    @precondition(lambda self: self.twin.model.vote)
    @rule(whom=seats, seldom=st.integers(0, 3))
    def step_off_the_roll(self, whom: str, seldom: int) -> None:
        if seldom == 0:
            self.attempt("declare_recusal", whom, account=whom)

    @invariant()
    def the_roll_calls_are_those_of_the_model(self) -> None:
        twin = getattr(self, "twin", None)
        if twin and len(twin.model.outcomes) != getattr(self, "looked_at", -1):
            self.looked_at = len(twin.model.outcomes)
            assert twin.outcomes() == twin.model.outcomes

    def teardown(self) -> None:
        if twin := getattr(self, "twin", None):
            twin.compare()


@pytest.fixture(scope="module")
def beginnings(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginnings]:
    copy = tmp_path_factory.mktemp("model") / "office.sqlite3"
    copy.write_bytes(sqlite_template.read_bytes())
    # Who sits is the roster's story (tests/roster): here nobody's term ends.
    with closing(sqlite3.connect(copy)) as store:
        store.execute("DROP TRIGGER seat_term_no_update")
        store.execute("UPDATE seat_term SET ends_on = '2090-12-31'")
        store.commit()
    made = Beginnings(copy)
    ProcedureMachine.beginnings = made
    yield made
    made.pooled.close()
    made.database.close()


def run(examples: int) -> None:
    """Derandomized, so that the same tree gives the same answer; without shrinking, which takes longer than the run."""
    run_state_machine_as_test(
        ProcedureMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS_EACH,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def each_act_once(beginnings: Beginnings, beginning: str) -> None:
    """Every act by everybody from one beginning, each from the beginning itself: chance alone seldom tries the one act
    that must be refused. AssertionError where program and model differ."""
    for verb in VERBS:
        for who in ACCOUNTS:
            for manner in ("delivered", "in_person") if verb == "record_delivery" else (None,):
                beginnings.twin(beginning).attempt(verb, who, **({"manner": manner} if manner else {}))


@pytest.mark.parametrize("beginning", [*BEGINNINGS, *ELSEWHERE])
def test_each_act_by_everybody_is_done_or_refused_as_the_model_says(beginnings: Beginnings, beginning: str) -> None:
    each_act_once(beginnings, beginning)


def test_the_program_does_what_the_model_says(beginnings: Beginnings) -> None:
    machine = ProcedureMachine
    run(EXAMPLES)
    # Which walks chance takes depends on what else was imported: it is told and not held to every state.
    states = {str(state) for state in State}
    reached = machine.reached & states
    print(f"{machine.done} acts done, {machine.refused} refused; {len(reached)} of {len(states)} states reached")
    assert machine.done > 1_000
    assert machine.refused > 1_500


def test_every_act_is_tried_in_every_state(beginnings: Beginnings) -> None:
    stands = {beginnings.twin(beginning).model.state for beginning in (*BEGINNINGS, *ELSEWHERE)}
    assert stands == {str(state) for state in State}


def test_a_matter_that_was_carried_through_leaves_no_fault(beginnings: Beginnings) -> None:
    twin = beginnings.twin("term under review")
    # The request was neither sent nor published on the way there; the records agree all the same.
    assert [fault for fault in faults(twin.database) if "answers" not in fault] == []


# Planted faults: each must make the program differ from the model.

Plant = Callable[[pytest.MonkeyPatch], None]


def _ballot(name: str, says: Callable[[Ballot], Any]) -> Plant:
    return lambda patch: patch.setattr(Ballot, name, property(says))


def _kind(name: str, **change: Any) -> Plant:
    return lambda patch: patch.setitem(motions.KINDS, name, replace(motions.KINDS[name], **change))  # type: ignore[arg-type] # the change is a row of the table


def _name(module: Any, name: str, value: Any) -> Plant:
    return lambda patch: patch.setattr(module, name, value)


def _widened(verb: str, role: str) -> Plant:
    return lambda patch: patch.setitem(ACTS, verb, replace(ACTS[verb], roles=ACTS[verb].roles | {role}))


def _procedure(patch: pytest.MonkeyPatch, change: Callable[[Any], Any], guards: dict[str, Any] | None = None) -> None:
    moves = [*map(change, complaints.MOVES), *complaints.CORRECTIONS]
    patch.setattr(complaints, "PROCEDURE", Procedure("planted", State, moves, {**complaints.GUARDS, **(guards or {})}))


def _skips_a_state(patch: pytest.MonkeyPatch) -> None:
    _procedure(
        patch,
        lambda move: replace(move, source=(*move.source, State.NOTICE_DELIVERED)) if move.name == "review" else move,
    )


def _a_day_early(patch: pytest.MonkeyPatch) -> None:
    def early(case: Any) -> str | None:
        tomorrow = replace(case, today=case.today + dt.timedelta(days=30))
        return complaints.GUARDS["response_is_overdue"](tomorrow)

    _procedure(patch, lambda move: move, {"response_is_overdue": early})


def _any_motion_is_open(patch: pytest.MonkeyPatch) -> None:
    def latest(session: Any, complaint_id: str) -> Motion | None:
        return session.scalars(select(Motion).filter_by(complaint_id=complaint_id).order_by(Motion.id.desc())).first()  # type: ignore[no-any-return] # a row or None

    for module in (motion_acts, voting, recusals):
        patch.setattr(module, "open_motion_of", latest)


FAULTS: dict[str, Plant] = {
    "one vote fewer is enough": _ballot("carried", lambda ballot: ballot.yes >= ballot.need - 1),
    "more than three, instead of three or more": _ballot("carried", lambda ballot: ballot.yes > ballot.need),
    "three where the Act says four": _kind("determination", need=3),
    "an abstention is a yes": _ballot(
        "yes", lambda ballot: sum(said is not Choice.NO for said in ballot.choices.values())
    ),
    "no quorum is needed": _ballot("quorate", lambda _: True),
    "a failed determination leaves the matter where it was": _kind("determination", failed=None),
    "the last vote is not noticed": _ballot("complete", lambda _: False),
    "a vote of one who was recused meanwhile counts": _name(
        ballots, "recused_from", lambda _, motions: {motion: set() for motion in motions}
    ),
    "who is recused still acts": _name(access, "is_recused", lambda *_: False),
    "who is recused is on the roll": _name(motion_acts, "recused_accounts", lambda *_: frozenset()),
    "the director takes another's vote out": _name(recusals, "_off_the_roll", lambda *_: {}),
    "staff put motions": _widened("open_motion", "staff"),
    "a state is skipped": _skips_a_state,
    "the time to respond is cut short": _a_day_early,
    "the pointer to 3(2) is ignored": _name(motion_acts, "exclusion", lambda *_: None),
    "the matter moves on under an open motion": _name(possible, "_motion_left_behind", lambda *_: None),
    "a closed motion still takes votes": _any_motion_is_open,
}  # fmt: skip


# Where the walks begin that have to find the fault: near it, since chance comes there seldom.
NEAR = {
    "one vote fewer is enough": "three have voted",
    "more than three, instead of three or more": "threat determined",
    "three where the Act says four": "reviewed",
    "an abstention is a yes": "three have voted",
    "no quorum is needed": "formality open",
    "a failed determination leaves the matter where it was": "three have voted",
    "the last vote is not noticed": "three have voted",
    "a vote of one who was recused meanwhile counts": "three have voted",
    "who is recused still acts": "director recused",
    "who is recused is on the roll": "member recused",
    "the director takes another's vote out": "three have voted",
    "staff put motions": "reviewed",
    "a state is skipped": "answer overdue",
    "the time to respond is cut short": "served",
    "the pointer to 3(2) is ignored": "reviewed",
    "the matter moves on under an open motion": "formality open",
    "a closed motion still takes votes": "formality open",
}


def look(beginnings: Beginnings, beginning: str) -> None:
    """First each act, then walks."""
    each_act_once(beginnings, beginning)
    run(400)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(beginnings: Beginnings, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[fault](monkeypatch)
    monkeypatch.setattr(ProcedureMachine, "always", NEAR[fault])
    with pytest.raises((AssertionError, ExceptionGroup)):
        look(beginnings, NEAR[fault])
