"""Random walks: any acts, by anybody, on any day, in any order. Each act is either done by a row of the procedure or
refused and changes nothing; after each walk the records still agree with each other."""

import datetime as dt
import random
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app import journal
from committee_app.acts import ACTS, Refused, perform
from committee_app.acts.doing import Doing
from committee_app.acts.motions import kinds_open_to, open_motion_of
from committee_app.acts.open_records import shown_digest, waiting
from committee_app.acts.performing import allowed_acts
from committee_app.database import Database
from committee_app.tables.docket import Complaint, Term
from committee_app.tables.publications import Publication
from tests.offices import MEMBERS, Office, noon
from tests.oracle import faults
from workflows import complaint as complaints
from workflows import special_prosecutor
from workflows.motion import KINDS

ACCOUNTS = (*MEMBERS, "staff", "auditor", "administrator")
ABOUT_A_MATTER = sorted(verb for verb, act in ACTS.items() if act.needs_complaint)
SELDOM = {"withdraw", "declare_recusal", "open_motion", "cast_vote", "close_motion"}
# Of what is possible these are done more often: among all else that an office does, a matter would hardly move.
MOVING = {move.name for move in (*complaints.MOVES, *special_prosecutor.MOVES)}
EDGES = {(source, move.to or source) for move in complaints.MOVES for source in move.source}
TERM_EDGES = {(source, move.to or source) for move in special_prosecutor.MOVES for source in move.source}
STATES = {str(state) for state in (*complaints.State, *special_prosecutor.TermState)}
WORDS = {
    "reason": "Sample", "place": "Sample room", "summary": "Sample", "address": "Sample Town", "source": "Sample",
    "number_is_right": "yes", "text": "Sample", "recommendations": "Sample", "timeline": "Sample", "even_so": "yes",
    "with_absent": "yes", "answer": "Sample", "appointee": "Sample", "licence": "Missouri",
}  # fmt: skip
WALKS, STEPS = 24, 45
# Every fourth walk begins at the lodging; the others further on, where no walk of this length comes often by itself.
BEGINNINGS = ((), (), ("determination",), ("determination", "request"))


class Walk:
    """One office, one matter, and what chance makes of it."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.chance = office, random.Random(seed)
        self.today = dt.date(2028, 1, 3)
        self.matter = office.lodge(self.today.isoformat())
        office.reappoint()
        if seed % len(BEGINNINGS):
            office.to_reviewed(self.matter)
            self.today = dt.date(2028, 2, 14)
        for kind in BEGINNINGS[seed % len(BEGINNINGS)]:
            office.vote(self.matter, kind, "yyyyn", on="2028-02-14")
        self.reached: set[str] = set()
        self.articles = 94071118992200000000 + seed * 1000

    def step(self) -> None:
        kind = self.chance.random()
        if kind < 0.25:
            self.today += dt.timedelta(days=self.chance.choice([1, 4, 12, 40, 190]))
        elif kind < 0.45:
            self.vote()
        elif kind < 0.85:
            account = self.chance.choice(["director", "director", "staff"])
            offered = [verb for verb in self.possible(account) if verb not in SELDOM]
            moving = [verb for verb in offered if verb in MOVING]
            if offered:
                self.attempt(self.chance.choice(moving if moving and self.chance.random() < 0.7 else offered), account)
        else:
            self.attempt(self.chance.choice(ABOUT_A_MATTER), self.chance.choice(ACCOUNTS))

    def vote(self) -> None:
        kinds = self.motions()
        if kinds:
            self.attempt("open_motion", "director", kind=self.chance.choice(kinds))
        mood = self.chance.choice([["yes"], ["yes"], ["yes", "yes", "no"], ["no", "abstain", "yes"]])
        for account in MEMBERS:
            self.attempt("cast_vote", account, choice=self.chance.choice(mood))

    def possible(self, account: str) -> tuple[str, ...]:
        with self.office.database.reading() as session:
            return allowed_acts(self.in_hand(session, account))

    def motions(self) -> list[str]:
        with self.office.database.reading() as session:
            return [kind.name for kind in kinds_open_to(self.in_hand(session, "director"))]

    def in_hand(self, session: Session, account: str) -> Doing:
        actor = self.office.actor(account, self.today.isoformat())
        row = session.get_one(Complaint, self.matter)
        return Doing(session, actor, {}, row, today=self.today, now=noon(self.today))

    def attempt(self, verb: str, account: str, **said: str) -> None:
        before, term_before, head = self.stands()
        try:
            perform(
                self.office.database,
                verb,
                self.office.actor(account, self.today.isoformat()),
                self.given(verb, said),
                complaint=self.matter,
                today=self.today,
                now=noon(self.today),
            )
        except Refused:
            assert self.stands() == (before, term_before, head), f"{verb} was refused and changed something"
            return
        after, term_after, _ = self.stands()
        self.reached |= {after, term_after or ""}
        assert account not in {"auditor", "administrator"}, f"{account} did {verb}"
        assert before == after or (before, after) in EDGES, f"{verb}: {before} to {after}"
        assert term_before in {None, term_after} or (term_before, term_after) in TERM_EDGES, f"{verb}: {term_after}"

    def stands(self) -> tuple[str, str | None, tuple[int, str]]:
        with self.office.database.reading() as session:
            term = session.get(Term, self.matter)
            state = session.get_one(Complaint, self.matter).state
            return state, term.state if term else None, journal.head(session)

    def given(self, verb: str, said: dict[str, str]) -> dict[str, Any]:
        with self.office.database.reading() as session:
            motion = open_motion_of(session, self.matter)
            number = str(motion.id) if motion else "1"
            waits = session.scalars(waiting()).first()
            shown = {"proposal": str(waits.id), "sha256": shown_digest(waits)} if waits else {}
            public = session.scalars(select(Publication.number).order_by(Publication.number.desc())).first()
        self.articles += 1
        ahead = self.today + dt.timedelta(days=self.chance.choice([60, 700]))
        values = {
            **WORDS,
            **shown,
            "number": str(public or 1),
            "how": self.chance.choice(["corrects", "supersedes"]),
            "motion": number,
            "kind": self.chance.choice(sorted(KINDS)),
            "choice": self.chance.choice(["yes", "no", "abstain"]),
            "account": self.chance.choice(MEMBERS),
            "article_number": str(self.articles),
            "failure": self.chance.choice(["unclaimed", "undeliverable"]),
            "manner": self.chance.choice(["delivered", "refused", "in_person"]),
            "review_on": (self.today + dt.timedelta(days=60)).isoformat(),
            "starts_on": self.today.isoformat(),
            "ends_on": ahead.isoformat(),
            "elected_term_ends": ahead.isoformat(),
            **said,
        }  # fmt: skip
        return {
            parameter.name: values[parameter.name] for parameter in ACTS[verb].parameters if parameter.name in values
        }


def test_no_sequence_of_acts_leads_astray(sqlite_template: Path, tmp_path: Path) -> None:
    reached: set[str] = set()
    for seed in range(WALKS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        shutil.copyfile(sqlite_template, folder / "office.sqlite3")
        office = Office(Database(f"sqlite:///{folder / 'office.sqlite3'}"), folder)
        walk = Walk(office, seed)
        for _ in range(STEPS):
            walk.step()
        assert faults(office.database) == [], seed
        office.database.close()
        reached |= walk.reached & STATES
    # The walks are only worth something if they come about.
    print(f"{len(reached)} of {len(STATES)} states were reached; not: {sorted(STATES - reached)}")
    assert len(reached) >= len(STATES) - 6
