"""A training office for a test: a real database with its tables, the sample people, and one way to act in it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from committee_app import keys
from committee_app.access import CONSOLE, Actor, find_actor
from committee_app.acts import Outcome, perform
from committee_app.database import Database
from committee_app.docket import shown
from committee_app.outbox import dispatch
from committee_app.settings import Settings
from committee_app.signatures import signer_of
from committee_app.tables.journal import Entry

MEMBERS = ("director", "member-r1", "member-r2", "member-d1", "member-d2")
ADDRESS = "Office of the Circuit Attorney\nSample Courthouse\nSt. Louis, Missouri 63101"


def noon(day: dt.date) -> dt.datetime:
    """An instant on that legal day."""
    return dt.datetime.combine(day, dt.time(18, 0), dt.UTC)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@dataclass(frozen=True)
class Office:
    """`act` does one act on a day; the rest looks at what came of it."""

    database: Database
    instance: Path

    @property
    def settings(self) -> Settings:
        return Settings(self.database.url, self.instance, training=True, fixed_today=day("2028-06-15"))

    def actor(self, name: str, on: str = "2028-06-15") -> Actor:
        if name == "console":
            return CONSOLE
        with self.database.reading() as session:
            actor = find_actor(session, name, day(on))
        assert actor is not None, name
        return actor

    def act(
        self,
        verb: str,
        account: str = "director",
        /,
        complaint: str | None = None,
        *,
        on: str,
        key: str | None = None,
        **given: Any,
    ) -> Outcome:
        today = day(on)
        return perform(
            self.database,
            verb,
            self.actor(account, on),
            given,
            complaint=complaint,
            key=key,
            today=today,
            now=noon(today),
            signer=signer_of(self.settings),
        )

    def reappoint(self, on: str = "2028-01-03") -> None:
        """The council appoints those who sit for the terms that follow, so that a story can run past 2029 and 2031."""
        for name, seat, starts in (
            ("member-r1", 2, "2032-01-01"),
            ("member-r2", 3, "2030-01-01"),
            ("member-d1", 4, "2032-01-01"),
            ("member-d2", 5, "2030-01-01"),
        ):
            given = {"account": name, "seat": str(seat), "filling": "whole", "starts_on": starts}
            self.act("appoint_member", "clerk", on=on, source="Sample minutes of the council", **given)

    def lodge(self, on: str, *, grounds: str = "56.602.3(2)", **given: Any) -> str:
        """A sample complaint against the City of St. Louis; says its number."""
        outcome = self.act(
            "lodge",
            on=on,
            **{
                "jurisdiction": "29510",
                "respondent": "Sample Circuit Attorney",
                "complainant": "Sample Complainant",
                "capacity": "person",
                "grounds": grounds,
                "facts": "Sample complaint: a listed offense has waited longer than ten business days.",
                **given,
            },
        )
        assert outcome.complaint
        return outcome.complaint

    def vote(self, complaint: str, kind: str, choices: str, *, on: str, **terms: Any) -> Outcome:
        """Opens a motion and casts the votes: one letter for each seat, y, n, a, or - for one that stays away."""
        motion = self.act("open_motion", complaint=complaint, on=on, kind=kind, **terms).reply["motion"]
        words = {"y": "yes", "n": "no", "a": "abstain"}
        last: Outcome | None = None
        for account, letter in zip(MEMBERS, choices, strict=True):
            if letter in words:
                last = self.act("cast_vote", account, complaint, on=on, motion=motion, choice=words[letter])
        if "carried" not in (last.reply if last else {}):
            last = self.act("close_motion", complaint=complaint, on=on, motion=motion, with_absent="yes")
        assert last
        return last

    def publish(
        self,
        complaint: str | None = None,
        *,
        on: str,
        verb: str = "propose_publication",
        by: str = "staff",
        **given: Any,
    ) -> Outcome:
        """Publishes with two keys: `by` proposes with `verb` and what is `given`, the director releases (staff where
        the director proposed). Says what the release answered."""
        proposed = self.act(verb, by, complaint, on=on, **given).reply
        second = "staff" if by == "director" else "director"
        shown = {"proposal": proposed["proposal"], "sha256": proposed["sha256"]}
        return self.act("publish", second, complaint, on=on, **shown)

    def recuse(self, account: str, complaint: str, *, on: str, by: str | None = None) -> Outcome:
        """The member declares a conflict, or the director records it."""
        today = day(on)
        return perform(
            self.database,
            "declare_recusal",
            self.actor(by or account),
            {"account": account, "reason": "Sample: kinship."},
            complaint=complaint,
            today=today,
            now=noon(today),
        )

    def to_reviewed(self, complaint: str, article: str = "9407 1118 9922 3197 4284 90") -> None:
        """From lodged on 3 January 2028 to reviewed on 10 February 2028, by the worked chain of law.md Appendix B."""
        self.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
        self.vote(complaint, "formality", "yyyyy", on="2028-01-12")
        self.act("release_notice", complaint=complaint, on="2028-01-14", address=ADDRESS)
        self.act(
            "record_posting",
            "staff",
            complaint,
            on="2028-01-14",
            article_number=article,
            number_is_right="yes",
            source="form 3800",
        )
        self.act("record_delivery", "staff", complaint, on="2028-01-20", manner="delivered", source="return receipt")
        self.act("record_response", "staff", complaint, on="2028-02-01", text="Sample response.")
        self.act("review", complaint=complaint, on="2028-02-10", summary="All information and the register.")

    def shown(self, complaint: str, on: str = "2028-06-15") -> dict[str, Any]:
        with self.database.reading() as session:
            matter = shown(session, complaint, day(on))
        assert matter is not None
        return matter

    def entries(self, complaint: str) -> list[tuple[str, str | None]]:
        """The matter's journal as (verb, clause) pairs."""
        with self.database.reading() as session:
            rows = session.execute(
                select(Entry.verb, Entry.clause).where(Entry.complaint_id == complaint).order_by(Entry.seq)
            )
            return [(row.verb, row.clause) for row in rows]

    def duties(self, complaint: str) -> dict[str, str]:
        """The due date of each open duty, by kind."""
        return {duty["kind"]: duty["due"] for duty in self.shown(complaint)["duties"] if not duty["done"]}

    def dispatch(self, on: str = "2028-06-15") -> int:
        keys.make(self.instance)
        return dispatch(self.database, self.instance, noon(day(on)), letters=True)


def opened(url: str, instance: Path) -> Iterator[Office]:
    database = Database(url)
    try:
        yield Office(database, instance)
    finally:
        database.close()
