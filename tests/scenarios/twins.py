"""The program and the plain model, side by side: each act is done in both, and what they say is compared."""

import datetime as dt
import sqlite3
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from committee_app.access import Actor, find_actor
from committee_app.acts import ACTS, Refused, perform
from committee_app.acts.motions import roll_call
from committee_app.acts.open_records import shown_digest, waiting
from committee_app.database import Database
from committee_app.tables.votes import Motion
from tests.offices import noon
from tests.scenarios.plain_procedure import SEATS, STEPS, TERM_STEPS, Matter

NUMBER = "2028-001"
FIRST_DAY = dt.date(2028, 1, 3)
ACCOUNTS = (*SEATS, "staff", "auditor", "administrator")
FURTHER = (
    "send_request",
    "send_recommendation",
    "propose_publication",
    "publish",
    "refuse_proposal",
    "take_back_proposal",
)
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
    "formality open": ("convene", "put formality"),
    "director recused": ("convene", "recuse director"),
    "served": SERVED,
    "answer overdue": (*SERVED, "wait 20"),
    "left unanswered": (*SERVED, "wait 20", "let_response_lapse"),
    "reviewed": REVIEWED,
    "member recused": (*REVIEWED, "recuse member-r1"),
    "three have voted": (*REVIEWED, "put determination", "y y y"),
    "threat determined": DETERMINED,
    "in remediation": (*DETERMINED, "put remediation", "y y y n n"),
    "assessed": (*DETERMINED, "put remediation", "y y y n n", "wait 190", "assess"),
    "found resolved": (
        *DETERMINED,
        "put remediation",
        "y y y n n",
        "wait 190",
        "assess",
        "put resolved",
        "y y y n n",
    ),
    "requested": (*DETERMINED, "put request", "y y y n n"),
    "governor declined": (*DETERMINED, "put request", "y y y n n", "record_no_appointment"),
    "term under review": (*DETERMINED, "put request", "y y y n n", "record_appointment", "review_term"),
}
# The states that are left: no walk begins there, but every act is tried there.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "sent": (*FORMAL, "release_notice", "record_posting"),
    "returned": (*FORMAL, "release_notice", "record_posting", "record_return"),
    "answered": (*SERVED, "record_response"),
    "withdrawn": ("convene", "withdraw"),
    "not formal": ("convene", "put formality", "n n n n n"),
    "not determined": (*REVIEWED, "put determination", "n n n n n"),
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
            "appointee": "Alma Sampleton",
            "review_on": (today + dt.timedelta(days=60)).isoformat(),
            "starts_on": today.isoformat(),
            "ends_on": last,
            "elected_term_ends": last,
            **chosen,
        }
        if verb in {"publish", "refuse_proposal", "take_back_proposal"}:
            words |= self.waits()
        if verb.startswith("send_"):
            words["manner"] = "Sample: by hand"
        return {
            parameter.name: words.get(parameter.name, "Sample")
            for parameter in ACTS[verb].parameters
            if parameter.required or parameter.name in words or parameter.kind == "long text"
        }

    def waits(self) -> dict[str, str]:
        """The proposal that waits, with the hash that is shown with it."""
        with self.database.reading() as session:
            row = session.scalars(waiting()).first()
            return {"proposal": str(row.id), "sha256": shown_digest(row)} if row else {"proposal": "1"}

    def stands(self) -> tuple[Any, ...]:
        """What a refused act must leave as it was."""
        return self.store.execute(
            "SELECT (SELECT max(hash) || count(*) FROM entry), (SELECT count(*) FROM vote), "
            "(SELECT count(*) FROM vote_change), (SELECT count(*) FROM recusal), (SELECT count(*) FROM outbox), "
            "(SELECT state || changed_at FROM complaint), (SELECT group_concat(id || state) FROM motion)"
        ).fetchone()  # type: ignore[no-any-return] # a row of sqlite3

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
        self.store: sqlite3.Connection = pooled.driver_connection  # type: ignore[assignment] # the driver is SQLite's here
        self.pooled = pooled
        with closing(sqlite3.connect(template)) as source:
            source.execute("PRAGMA journal_mode=DELETE")
            self.empty = source.serialize()
        self.store.deserialize(self.empty)
        with self.database.reading() as session:
            self.actors = {name: find_actor(session, name, FIRST_DAY) for name in ACCOUNTS}
        self.made: dict[tuple[str, str], tuple[bytes, Matter]] = {}

    def twin(self, beginning: str, ground: str = "56.602.3(2)") -> Twin:
        if (beginning, ground) not in self.made:
            self.made[beginning, ground] = self._make(beginning, ground)
        stored, model = self.made[beginning, ground]
        self.store.deserialize(stored)
        return Twin(self.database, self.store, self.actors, deepcopy(model))  # type: ignore[arg-type] # the model is a plain value

    def _make(self, beginning: str, ground: str) -> tuple[bytes, Matter]:
        self.store.deserialize(self.empty)
        model = Matter(dt.date(2028, 1, 3), {ground})
        twin = Twin(self.database, self.store, self.actors, model)  # type: ignore[arg-type] # the model is a plain value
        complaint = {
            "jurisdiction": "29510", "respondent": "Ruth Samplewood", "complainant": "Cole Samplestone",
            "capacity": "person", "grounds": ground, "facts": "Sample complaint.",
        }  # fmt: skip
        twin.perform("lodge", "staff", complaint, complaint=None)
        for step in (BEGINNINGS | ELSEWHERE)[beginning]:
            if step.startswith("wait"):
                model.today += dt.timedelta(days=int(step.split()[1]))
            elif step.startswith("put"):
                assert twin.attempt("open_motion", "director", kind=step.split()[1])
            elif step.startswith("recuse"):
                assert twin.attempt("declare_recusal", "director", account=step.split()[1])
            elif " " in step:
                for who, choice in zip(SEATS, step.split(), strict=False):
                    choice = {"y": "yes", "n": "no"}[choice]
                    assert twin.attempt("cast_vote", who, motion=str(model.motions), choice=choice)
            else:
                assert twin.attempt(step, "director"), step
        return self.store.serialize(), model
