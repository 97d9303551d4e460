"""Any acts, by anybody, on any day, in any order, against a model in plain Python: what the model allows is done and
leaves what the model says, what it does not allow is refused and changes nothing. Then the same with planted faults."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, replace
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

from committee_app.access import Actor, find_actor
from committee_app.acts import ACTS, Refused, ballots, perform, performing, possible, voting
from committee_app.acts import motions as motion_acts
from committee_app.acts import recusal as recusals
from committee_app.acts.motions import roll_call
from committee_app.database import Database
from committee_app.tables.votes import Motion
from tests.offices import noon
from tests.oracle import faults
from tests.scenarios.plain_procedure import MOTIONS, OVER, SEATS, STEPS, TERM_STEPS, Matter
from workflows import complaint as complaints
from workflows import motion as motions
from workflows.complaint import State
from workflows.machine import Procedure
from workflows.motion import Ballot, Choice

EXAMPLES, STEPS_EACH = 200, 50
NUMBER = "2028-001"
ACCOUNTS = (*SEATS, "staff", "auditor", "administrator")
FURTHER = ("send_request", "send_recommendation", "publish")
VERBS = (*STEPS, *TERM_STEPS, *FURTHER)
# Where an example begins, as the acts that lead there: random walks come this far too seldom by themselves.
FORMAL = ("convene", "put formality", "y y y y y")
SERVED = (*FORMAL, "release_notice", "record_posting", "record_delivery")
REVIEWED = (*SERVED, "record_response", "wait 20", "review")
DETERMINED = (*REVIEWED, "put determination", "y y y y n")
BEGINNINGS: dict[str, tuple[str, ...]] = {
    "lodged": (),
    "convened": ("convene",),
    "found formal": FORMAL,
    "served": SERVED,
    "reviewed": REVIEWED,
    "threat determined": DETERMINED,
    "in remediation": (*DETERMINED, "put remediation", "y y y n n"),
    "assessed": (*DETERMINED, "put remediation", "y y y n n", "wait 190", "assess"),
    "requested": (*DETERMINED, "put request", "y y y n n"),
    "term under review": (*DETERMINED, "put request", "y y y n n", "record_appointment", "review_term"),
}


@dataclass
class Twin:
    """The program and the model side by side: one store in memory, one matter in it, one model of it."""

    database: Database
    store: sqlite3.Connection
    actors: dict[str, Actor]
    model: Matter
    articles: int = 0

    def perform(self, verb: str, who: str, said: dict[str, Any], complaint: str | None = NUMBER) -> None:
        today = self.model.today
        perform(self.database, verb, self.actors[who], said, complaint=complaint, today=today, now=noon(today))

    def attempt(self, verb: str, who: str, **chosen: str) -> bool:
        """Does the act in both; says whether it was allowed. AssertionError where they differ."""
        said = self.given(verb, chosen)
        allowed, before = self.model.may(verb, who, said), self.stands()
        reason = None
        try:
            self.perform(verb, who, said)
        except Refused as refused:
            reason = refused.reason
        assert allowed is (reason is None), f"{verb} by {who} with {said}: {reason or 'done'}"
        if reason is not None:
            assert self.stands() == before, f"{verb} was refused and changed something"
            return False
        self.model.do(verb, who, said)
        self.compare()
        return True

    def given(self, verb: str, chosen: dict[str, str]) -> dict[str, str]:
        """All that the act asks for: what was chosen, and words."""
        today = self.model.today
        self.articles += 1
        last = (today + dt.timedelta(days=400)).isoformat()
        words = {
            "article_number": str(94071118992200000000 + self.articles),
            "number_is_right": "yes",
            "manner": "delivered" if self.model.state != "found_formal" else "in_person",
            "failure": "unclaimed",
            "review_on": (today + dt.timedelta(days=60)).isoformat(),
            "starts_on": today.isoformat(),
            "ends_on": last,
            "elected_term_ends": last,
            **chosen,
        }
        if verb.startswith("send_"):
            words["manner"] = "Sample: by hand"
        return {
            parameter.name: words.get(parameter.name, "Sample")
            for parameter in ACTS[verb].parameters
            if parameter.required or parameter.name in words or parameter.kind == "long text"
        }

    def stands(self) -> tuple[Any, ...]:
        """What a refused act must leave as it was."""
        return self.store.execute(
            "SELECT (SELECT max(hash) || count(*) FROM entry), (SELECT count(*) FROM vote), "
            "(SELECT count(*) FROM vote_change), (SELECT count(*) FROM recusal), (SELECT count(*) FROM outbox), "
            "(SELECT state || changed_at FROM complaint), (SELECT group_concat(id || state) FROM motion)"
        ).fetchone()  # type: ignore[no-any-return]

    def compare(self) -> None:
        """The store holds what the model says."""
        state, term, recused, motion = self.store.execute(
            "SELECT (SELECT state FROM complaint), (SELECT state FROM term), "
            "(SELECT group_concat(account) FROM recusal), (SELECT id || ' ' || kind FROM motion WHERE state = 'open')"
        ).fetchone()
        model = self.model
        assert (state, term) == (model.state, model.term)
        assert set(recused.split(",") if recused else ()) == model.recused
        assert motion == (f"{model.vote.number} {model.vote.kind}" if model.vote else None)
        closed = self.store.execute("SELECT count(*) FROM motion WHERE state = 'closed'").fetchone()[0]
        assert closed == len(model.outcomes)

    def outcomes(self) -> list[tuple[str, dict[str, str], bool]]:
        """Every closed motion with its roll call and whether it carried, as the office reads them."""
        found = []
        with self.database.reading() as session:
            for motion in session.scalars(select(Motion).where(Motion.state == "closed").order_by(Motion.id)):
                call = roll_call(session, motion)
                carried = sum(said == "yes" for _, _, said in call) >= motion.need
                found.append((motion.kind, {account: said for _, account, said in call}, carried))
        return found


class Beginnings:
    """The store and the model at each beginning, made once by the acts that lead there."""

    def __init__(self, template: Path) -> None:
        self.database = Database("sqlite://")
        pooled = self.database.engine.raw_connection()
        self.store: sqlite3.Connection = pooled.driver_connection  # type: ignore[assignment]
        self.pooled = pooled
        with closing(sqlite3.connect(template)) as source:
            source.execute("PRAGMA journal_mode=DELETE")
            self.empty = source.serialize()
        self.store.deserialize(self.empty)
        with self.database.reading() as session:
            self.actors = {name: find_actor(session, name) for name in ACCOUNTS}
        self.made: dict[tuple[str, str], tuple[bytes, Matter]] = {}

    def twin(self, beginning: str, ground: str = "56.602.3(2)") -> Twin:
        if (beginning, ground) not in self.made:
            self.made[beginning, ground] = self._make(beginning, ground)
        stored, model = self.made[beginning, ground]
        self.store.deserialize(stored)
        return Twin(self.database, self.store, self.actors, deepcopy(model))  # type: ignore[arg-type]

    def _make(self, beginning: str, ground: str) -> tuple[bytes, Matter]:
        self.store.deserialize(self.empty)
        model = Matter(dt.date(2028, 1, 3), {ground})
        twin = Twin(self.database, self.store, self.actors, model)  # type: ignore[arg-type]
        complaint = {
            "jurisdiction": "29510", "respondent": "Sample", "complainant": "Sample", "capacity": "person",
            "grounds": ground, "facts": "Sample complaint.",
        }  # fmt: skip
        twin.perform("lodge", "staff", complaint, complaint=None)
        for step in BEGINNINGS[beginning]:
            if step.startswith("wait"):
                model.today += dt.timedelta(days=int(step.split()[1]))
            elif step.startswith("put"):
                assert twin.attempt("open_motion", "director", kind=step.split()[1])
            elif " " in step:
                for who, choice in zip(SEATS, step.split(), strict=True):
                    choice = {"y": "yes", "n": "no"}[choice]
                    assert twin.attempt("cast_vote", who, motion=str(model.motions), choice=choice)
            else:
                assert twin.attempt(step, "director"), step
        return self.store.serialize(), model


seats, accounts = st.sampled_from(sorted(SEATS)), st.sampled_from(ACCOUNTS)
# A majority of what is tried is tried by who may do it: else nothing ever happens.
doers = st.one_of(st.just("director"), st.just("director"), st.just("staff"), accounts)
choices = st.sampled_from(["yes", "yes", "yes", "no", "abstain"])


class ProcedureMachine(RuleBasedStateMachine):
    """Chance acts through the service layer; the model looks on."""

    beginnings: ClassVar[Beginnings]
    reached: ClassVar[set[str]] = set()
    done: ClassVar[int] = 0
    refused: ClassVar[int] = 0

    @initialize(
        beginning=st.sampled_from(sorted(BEGINNINGS)),
        changeable=st.sampled_from([False, False, True]),
        ground=st.sampled_from(["56.602.3(2)", "56.602.3(2)", "56.602.3(1)"]),
    )
    def begin(self, beginning: str, changeable: bool, ground: str) -> None:
        # On another ground alone there is no determination, and nothing after it.
        if "put determination" in BEGINNINGS[beginning]:
            ground = "56.602.3(2)"
        self.twin = self.beginnings.twin(beginning, ground)
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
        self.begin(beginning, changeable=False, ground="56.602.3(2)")

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


def test_the_program_does_what_the_model_says(beginnings: Beginnings) -> None:
    run(EXAMPLES)
    machine = ProcedureMachine
    states = {str(state) for state in State}
    reached = machine.reached & states
    print(f"{machine.done} acts done, {machine.refused} refused; {len(reached)} of {len(states)} states reached")
    assert machine.done > 2_000
    assert machine.refused > 2_000
    assert states - machine.reached == set()


def test_a_matter_that_was_carried_through_leaves_no_fault(beginnings: Beginnings) -> None:
    twin = beginnings.twin("term under review")
    # The request was neither sent nor published on the way there; the records agree all the same.
    assert [fault for fault in faults(twin.database) if "answers" not in fault] == []


# Planted faults: each must make the program differ from the model.

Plant = Callable[[pytest.MonkeyPatch], None]


def _ballot(name: str, says: Callable[[Ballot], Any]) -> Plant:
    return lambda patch: patch.setattr(Ballot, name, property(says))


def _kind(name: str, **change: Any) -> Plant:
    return lambda patch: patch.setitem(motions.KINDS, name, replace(motions.KINDS[name], **change))  # type: ignore[arg-type]


def _name(module: Any, name: str, value: Any) -> Plant:
    return lambda patch: patch.setattr(module, name, value)


def _widened(verb: str, role: str) -> Plant:
    return lambda patch: patch.setitem(ACTS, verb, replace(ACTS[verb], roles=ACTS[verb].roles | {role}))


def _procedure(patch: pytest.MonkeyPatch, change: Callable[[Any], Any], guards: dict[str, Any] | None = None) -> None:
    moves = [change(move) for move in complaints.MOVES]
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
        return session.scalars(select(Motion).filter_by(complaint_id=complaint_id).order_by(Motion.id.desc())).first()  # type: ignore[no-any-return]

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
    "a vote of one who was recused meanwhile counts": _name(ballots, "recused_from", lambda *_: set()),
    "who is recused still acts": _name(performing, "is_recused", lambda *_: False),
    "who is recused is on the roll": _name(motion_acts, "recused_accounts", lambda *_: frozenset()),
    "the director takes another's vote out": _name(recusals, "_off_the_roll", lambda *_: {}),
    "staff put motions": _widened("open_motion", "staff"),
    "a state is skipped": _skips_a_state,
    "the time to respond is cut short": _a_day_early,
    "the pointer to 3(2) is ignored": _name(motion_acts, "exclusion", lambda *_: None),
    "the matter moves on under an open motion": _name(possible, "_motion_left_behind", lambda *_: None),
    "a closed motion still takes votes": _any_motion_is_open,
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(beginnings: Beginnings, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[fault](monkeypatch)
    with pytest.raises((AssertionError, ExceptionGroup)):
        run(120)
