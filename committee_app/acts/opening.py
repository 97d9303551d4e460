"""The code of one matter: made for the letter that carries it, used by whoever holds the letter, ended by an act.

A code is as good as the letter it stands in. Wrong ones are counted for the network they come from, so that many of
them are told to wait; a right one opens its matter all the same: nobody's guesses shut the prosecutor out.
"""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from committee_app import codes
from committee_app.access import HOLDER, Actor, find_actor, holder
from committee_app.acts import tries
from committee_app.acts.doing import Doing
from committee_app.acts.entering import NotProved, Where, hash_of
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.database import Database, once
from committee_app.examining import MEGABYTE
from committee_app.tables.respondent import AnswerCode, AnswerSitting
from workflows.complaint import NOTICE
from workflows.machine import Refused

PAGE = "/answer"
LASTS = dt.timedelta(days=180)
# A page that was opened by a code closes by itself.
OPEN_FOR = dt.timedelta(hours=4)
# Bytes that one code may bring in a day, sent or not.
MOST_A_DAY = 1000 * MEGABYTE
# One sentence for a code that is mistyped, expired, ended, of another matter, or nobody's: who is told which is told
# what is going on.
NOT_OPENED = (
    "This docket number and this code open nothing. Compare both with the letter: the code has six groups of four, "
    "without the letters I, L, O and U. A code ends after some months, or when a later letter brings another."
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a letter says of the page: its address, the code that opens it, and through which day it does."""

    address: str
    code: str
    through: dt.date


def page_for_the_draft(doing: Doing) -> Page:
    """The same before there is a code."""
    return Page(doing.site.rstrip("/") + PAGE, "made when the letter is released", doing.today + LASTS)


def page_for_the_letter(doing: Doing) -> Page:
    """A new code in place of the one before, as the letter to the prosecutor shows it. Only its hash is kept here."""
    end_code(doing)
    code, through = codes.new(), doing.today + LASTS
    doing.session.add(
        AnswerCode(
            id=doing.next_id(AnswerCode.id),
            complaint_id=doing.complaint.id,
            hash=codes.hash_of(code),
            made_by=doing.seq,
            expires_on=through,
        )
    )
    return Page(doing.site.rstrip("/") + PAGE, code, through)


def end_code(doing: Doing) -> AnswerCode | None:
    """Ends the matter's code with this act, and with it every page that it opened; says which it was."""
    code = open_code(doing.session, doing.complaint.id)
    if code is not None:
        code.ended_by = doing.seq
        # The new one may only come when the old one is gone.
        doing.session.flush()
    return code


@once
def open_code(session: Session, complaint_id: str) -> AnswerCode | None:
    """The code of the matter that no entry has ended, expired or not."""
    query = select(AnswerCode).where(AnswerCode.complaint_id == complaint_id, AnswerCode.ended_by.is_(None))
    return session.scalar(query)


def _revoke_hindrance(doing: Doing) -> str | None:
    return None if open_code(doing.session, doing.complaint.id) else "There is no code to be ended."


@act(
    "Ends the code that the prosecutor has; the response then comes on paper, or after a new code.",
    NOTICE,
    roles="director",
    asks=(Parameter("reason", Kind.TEXT, "Why", hint="for example: the letter came into other hands"),),
    hindrance=_revoke_hindrance,
    cannot_be_undone="The code ends at once, and with it every page that it has opened.",
)
def revoke_code(doing: Doing) -> Mapping[str, Any]:
    end_code(doing)
    return {"reason": doing["reason"]}


def _of_actor(doing: Doing) -> AnswerCode:
    """The code by which the actor came in."""
    held = HOLDER.fullmatch(doing.actor.name)
    if held is None:
        raise Refused("Only a code opens the notice.", NOTICE)
    return doing.session.get_one(AnswerCode, int(held[1]))


def _opened_before(doing: Doing) -> str | None:
    return "The notice was opened by this code before." if _of_actor(doing).opened_by else None


@act(
    "Records that the notice was opened by its code for the first time: further evidence of notice, in place of no "
    "mail. No clock starts with it.",
    NOTICE,
    roles="respondent",
    asks=(Parameter("network", Kind.TEXT, "From the network"), Parameter("browser", Kind.TEXT, "With")),
    hindrance=_opened_before,
)
def open_by_code(doing: Doing) -> Mapping[str, Any]:
    _of_actor(doing).opened_by = doing.seq
    return {"network": doing["network"], "browser": doing["browser"]}


def holder_of(session: Session, reference: str, typed: str, today: dt.date) -> Actor | None:
    """Whoever holds the code that was typed, if it opens that matter today."""
    code = codes.read(typed)
    if code is None or not reference.isprintable():
        return None
    found = session.scalar(
        select(AnswerCode.id).where(
            AnswerCode.hash == codes.hash_of(code), AnswerCode.complaint_id == reference.strip()[:20]
        )
    )
    return find_actor(session, holder(found), today) if found is not None else None


def not_opened(database: Database, network: str, now: dt.datetime) -> NotProved:
    """Counts a wrong code for its network. Raises tries.TooOften where there were too many of late."""
    tries.take_of_network(database, "answer code", network, now)
    return NotProved(NOT_OPENED)


def open_sitting(database: Database, actor: Actor, where: Where, now: dt.datetime) -> str:
    """A sitting of the code's holder; says its token, which is nowhere kept."""
    token = secrets.token_urlsafe(32)
    held = HOLDER.fullmatch(actor.name)
    if held is None:
        raise ValueError(f"{actor.name} holds no code")
    with database.writing() as session:
        row = AnswerSitting(hash=hash_of(token), code_id=int(held[1]), opened_at=now, received=0)
        row.network, row.browser = where.network, where.browser
        session.add(row)
    return token


def end_sitting(database: Database, sitting: AnswerSitting, now: dt.datetime) -> None:
    """Closes the page on this browser."""
    with database.writing() as session:
        ended = update(AnswerSitting).where(AnswerSitting.id == sitting.id, AnswerSitting.ended_at.is_(None))
        session.execute(ended.values(ended_at=now))


def find_answer_sitting(session: Session, token: object, now: dt.datetime) -> AnswerSitting | None:
    """The sitting of that token, while it goes on. Whether its code still opens anything, access.find_actor says."""
    if not isinstance(token, str):
        return None
    found = session.scalar(select(AnswerSitting).where(AnswerSitting.hash == hash_of(token)))
    goes_on = found is not None and found.ended_at is None and dt.timedelta() <= now - found.opened_at < OPEN_FOR
    return found if goes_on else None


def receive(database: Database, sitting: AnswerSitting, size: int, now: dt.datetime) -> None:
    """Counts bytes that are about to come in. Raises Refused where the code has brought too many within a day."""
    with database.writing() as session:
        of_the_day = select(func.sum(AnswerSitting.received)).where(
            AnswerSitting.code_id == sitting.code_id, AnswerSitting.opened_at > now - dt.timedelta(days=1)
        )
        if (session.scalar(of_the_day) or 0) + size > MOST_A_DAY:
            raise Refused(
                f"More than {MOST_A_DAY // MEGABYTE:,} MB came by this code within a day. Go on tomorrow, or bring the "
                "papers to the office on a disk or on paper."
            )
        counted = update(AnswerSitting).where(AnswerSitting.id == sitting.id)
        session.execute(counted.values(received=AnswerSitting.received + size))
