"""Holding a meeting in a test: the acts of one day, by clock times in Missouri."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from committee_app.acts import Outcome, perform
from committee_app.meetings import Whole, shown
from committee_app.tables.docket import Recusal
from committee_app.tables.meetings import Meeting
from tests.offices import Office, day

PLACE = "Room 9, Sample Building, Jefferson City"
BOARD = "Bulletin board, Sample Building"
ALL = "1,2,3,4,5"


def recuse(office: Office, account: str, matter: str, on: str) -> None:
    """As the member declares it."""
    given = {"account": account, "reason": "Kin"}
    today, now = day(on), dt.datetime.combine(day(on), dt.time(18), dt.UTC)
    perform(office.database, "declare_recusal", office.actor(account), given, complaint=matter, today=today, now=now)


class Chair:
    """Someone at the table, with one meeting. `do` does an act of it at noon or later of a day."""

    def __init__(self, office: Office, on: str, *matters: str, called: str, **given: Any) -> None:
        self.office, self.day = office, on
        self.number = int(
            self.act("call_meeting", today=called, on=on, **{
                "at": "09:00", "place": PLACE, "mode": "in_person", "matters": ",".join(matters), **given,
            }).reply["meeting"]
        )  # fmt: skip

    def act(self, verb: str, account: str = "director", *, today: str, **given: Any) -> Outcome:
        now = dt.datetime.combine(day(today), dt.time(18), dt.UTC)
        return perform(self.office.database, verb, self.office.actor(account), given, today=day(today), now=now)

    def do(self, verb: str, account: str = "staff", *, today: str | None = None, **given: Any) -> Outcome:
        return self.act(verb, account, today=today or self.day, meeting=self.number, **given)

    def noticed(self, on: str, **given: Any) -> "Chair":
        self.do("post_notice", today=on, place=BOARD, **given)
        return self

    def opened(self, in_room: str = ALL, remote: str = "") -> "Chair":
        self.do("record_attendance", in_room=in_room, remote=remote, at="09:00")
        self.do("open_meeting", at="09:02")
        return self

    def closed(self, **votes: str) -> "Chair":
        self.do("vote_to_close", at="09:05", **(votes or {"yes": ALL}))
        return self

    def row(self) -> Meeting:
        with self.office.database.reading() as session:
            row = session.get_one(Meeting, self.number)
            session.expunge_all()
        return row

    def seen_by(self, account: str = "director") -> Whole:
        """The meeting as this account reads it."""
        with self.office.database.reading() as session:
            hidden = frozenset(session.scalars(select(Recusal.complaint_id).where(Recusal.account == account)))
            whole = shown(session, session.get_one(Meeting, self.number), day(self.day), hidden)
            session.expunge_all()
        return whole
