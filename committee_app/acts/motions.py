"""Motions: opened with a fixed roll, voted on under seal, closed by a roll call and what follows from it.

What follows happens in the transaction that closes the motion. The last seat's vote closes it by itself.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.acts.consequences import CONSEQUENCES
from committee_app.acts.doing import Doing
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.base import canonical
from committee_app.tables.docket import Recusal, Term
from committee_app.tables.office import Seat
from committee_app.tables.votes import Motion, RollSeat, Vote
from rules.readings import Adopted
from rules.statute import cite, clause
from workflows import motion as motions
from workflows.complaint import UNTOUCHED
from workflows.machine import Refused, say
from workflows.motion import Arithmetic, Ballot, Choice, MotionKind

VOTES_ARE_CLOSED = cite("56.602.4(2)#2")
CHOICES = {"yes": "Yes", "no": "No", "abstain": "Abstain"}


def seated(session: Session) -> dict[int, str]:
    """The accounts that fill the committee's seats, by seat number."""
    rows = session.execute(select(Seat.number, Seat.account).where(Seat.account.is_not(None)).order_by(Seat.number))
    return {row.number: row.account for row in rows}


def recused_accounts(session: Session, complaint_id: str) -> frozenset[str]:
    return frozenset(session.scalars(select(Recusal.account).where(Recusal.complaint_id == complaint_id)))


def open_motion_of(session: Session, complaint_id: str) -> Motion | None:
    """The motion that is open. An act holds the complaint's row, so that nobody else votes or closes meanwhile."""
    return session.scalars(
        select(Motion).where(Motion.complaint_id == complaint_id, Motion.state == "open")
    ).one_or_none()


def voting_seats(session: Session, complaint_id: str, adopted: Adopted) -> dict[int, str]:
    """The seats that would be on the roll of a motion opened now."""
    recused = recused_accounts(session, complaint_id)
    voteless = without_a_vote(adopted["director_votes"])
    return {seat: name for seat, name in seated(session).items() if name not in recused and seat not in voteless}


def without_a_vote(director_votes: str) -> set[int]:
    """The seats that never vote under an option of the reading “director_votes”: the director's, or none."""
    return {1} if director_votes == "does_not_vote" else set()


def count_before(session: Session, complaint_id: str, kind: MotionKind, adopted: Adopted) -> Arithmetic:
    """What the screen says before a motion of this kind opens."""
    filled = seated(session)
    able = voting_seats(session, complaint_id, adopted)
    voteless = without_a_vote(adopted["director_votes"])
    away = filled.keys() - able.keys() - voteless
    return motions.arithmetic(kind.need, filled=filled, recused=away, voteless=voteless - able.keys())


def count_of(session: Session, motion: Motion) -> Arithmetic:
    """What the screen says while a motion is open: its roll is fixed, and nothing here looks at a vote."""
    roll = set(session.scalars(select(RollSeat.seat).where(RollSeat.motion_id == motion.id)))
    filled = seated(session).keys() | roll
    voteless = without_a_vote(motion.readings["director_votes"])
    return motions.arithmetic(motion.need, filled=filled, recused=filled - roll - voteless, voteless=voteless - roll)


def ballot(session: Session, motion: Motion) -> Ballot:
    """The roll and the votes as they are. Only the acts read it while the motion is open."""
    roll = session.scalars(select(RollSeat.seat).where(RollSeat.motion_id == motion.id).order_by(RollSeat.seat))
    votes = session.execute(select(Vote.seat, Vote.choice).where(Vote.motion_id == motion.id))
    return Ballot(motion.need, tuple(roll), {seat: Choice(choice) for seat, choice in votes})


def kinds_open_to(doing: Doing) -> list[MotionKind]:
    """The kinds of motion that can be put where the matter stands."""
    term = doing.session.get(Term, doing.complaint.id)
    standing = {doing.complaint.state, term.state if term else None}
    return [kind for kind in motions.MOTIONS if kind.stands in standing]


def exclusion(doing: Doing, kind: MotionKind) -> str | None:
    """Why the reading of 4(7)(a) shuts this motion out, or None."""
    if kind.name != "determination" or doing.adopted["determination_ground"] == "any_ground":
        return None
    if UNTOUCHED.id in doing.grounds():
        return None
    return (
        "56.602.4(7)(a) speaks of the threat of 56.602.3(2) alone, and this complaint does not state it. "
        "The office may adopt the other reading by a ruling, or close the matter undetermined."
    )


def _opening_hindrance(doing: Doing) -> str | None:
    if open_motion_of(doing.session, doing.complaint.id):
        return "A motion is open already: close it before another is put."
    kinds = kinds_open_to(doing)
    if not kinds:
        return "No motion can be put while the matter stands where it does."
    reasons = [exclusion(doing, kind) for kind in kinds]
    return reasons[0] if all(reasons) else None


KIND_CHOICES = {kind.name: f"{say(kind.name).capitalize()} ({kind.clause})" for kind in motions.MOTIONS}


@act(
    "Puts a motion to the committee: its question, its threshold and its roll are fixed from here on.",
    cite("56.602.4(7)(a)#1"),
    *dict.fromkeys(kind.clause for kind in motions.MOTIONS if kind.name != "determination"),
    roles="director",
    asks=(
        Parameter("kind", Kind.CHOICE, "Motion", choices=KIND_CHOICES),
        Parameter("recommendations", Kind.LONG_TEXT, "Recommendations (remediation only)", required=False),
        Parameter("timeline", Kind.LONG_TEXT, "Timeline for them (remediation only)", required=False),
        Parameter("review_on", Kind.DAY, "Review date, within six months (remediation only)", required=False),
        Parameter("even_so", Kind.YES, "Put it although it cannot carry", required=False),
    ),
    hindrance=_opening_hindrance,
)
def open_motion(doing: Doing) -> Mapping[str, Any]:
    kind = motions.KINDS[doing["kind"]]
    if kind not in kinds_open_to(doing):
        open_now = ", ".join(kind.name for kind in kinds_open_to(doing))
        raise Refused(f"A motion on {kind.name} is not possible here. Possible now: {open_now}.", kind.clause)
    if reason := exclusion(doing, kind):
        raise Refused(reason, kind.clause, ("adopt_reading", "close_undetermined"))
    count = count_before(doing.session, doing.complaint.id, kind, doing.adopted)
    if not count.reachable and not doing["even_so"]:
        raise Refused(f"{count.sentence} To put it all the same, say so.", kind.clause)
    roll = voting_seats(doing.session, doing.complaint.id, doing.adopted)
    motion = Motion(
        id=doing.next_id(Motion.id),
        complaint_id=doing.complaint.id,
        kind=kind.name,
        clause=kind.clause.id,
        question=kind.question,
        need=kind.need,
        readings=dict(doing.adopted.used(*kind.readings, "director_votes", "thresholds")),
        terms=_terms(doing, kind),
        state="open",
        opened_at=doing.now,
    )
    doing.session.add(motion)
    doing.session.add_all(RollSeat(motion_id=motion.id, seat=seat, account=name) for seat, name in roll.items())
    doing.clause = kind.clause
    doing.reply |= {"motion": motion.id, "count": count.sentence}
    return {
        "motion": motion.id,
        "kind": kind.name,
        "question": kind.question,
        "need": kind.need,
        "roll": sorted(roll),
        "terms": motion.terms,
        "readings": motion.readings,
    }


def _terms(doing: Doing, kind: MotionKind) -> dict[str, Any]:
    """What a motion for remediation fixes before the vote: the words, the timeline, the review date (4(7)(a)b)."""
    if kind.name != "remediation":
        return {}
    wanted = ("recommendations", "timeline", "review_on")
    if any(not doing[name] for name in wanted):
        raise Refused("A motion for remediation needs its recommendations, timeline and review date.", kind.clause)
    last = doing.calendars.strict.months(doing.today, motions.RECOMMENDATION.figures["months"]).due
    review_on: dt.date = doing["review_on"]
    if not doing.today <= review_on <= last:
        raise Refused(
            f"The review date must fall within six months of the recommendation: today to {last:%B %-d, %Y}.",
            kind.clause,
        )
    return {"recommendations": doing["recommendations"], "timeline": doing["timeline"], "review_on": str(review_on)}


def _seat_of(doing: Doing, motion: Motion) -> int | None:
    return doing.session.scalar(
        select(RollSeat.seat).where(RollSeat.motion_id == motion.id, RollSeat.account == doing.actor.name)
    )


def _voting_hindrance(doing: Doing) -> str | None:
    motion = open_motion_of(doing.session, doing.complaint.id)
    if motion is None:
        return "No motion is open in this matter."
    seat = _seat_of(doing, motion)
    if seat is None:
        return "You are not on the roll of this motion."
    if doing.session.get(Vote, (motion.id, seat)) is not None:
        return "You have voted on this motion. A vote is final (reading “vote_change”)."
    return None


@act(
    "Casts the member's vote. It stays sealed until the motion closes, and is final.",
    VOTES_ARE_CLOSED,
    roles="director member",
    asks=(
        Parameter("motion", Kind.NUMBER, "Motion"),
        Parameter("choice", Kind.CHOICE, "Your vote", choices=CHOICES),
    ),
    hindrance=_voting_hindrance,
    cannot_be_undone="A vote cannot be changed.",
    step_up=True,
)
def cast_vote(doing: Doing) -> Mapping[str, Any]:
    motion = _named_motion(doing)
    seat = _seat_of(doing, motion)
    if seat is None:
        raise Refused("You are not on the roll of this motion.", clause(motion.clause))
    salt = secrets.token_hex(32)
    doing.clause = clause(motion.clause)
    doing.session.add(Vote(motion_id=motion.id, seat=seat, choice=doing["choice"], salt=salt, entry=doing.seq))
    doing.session.flush()
    receipt = hashlib.sha256(canonical([motion.id, seat, doing["choice"], salt]).encode()).hexdigest()
    doing.reply |= {"motion": motion.id, "receipt": receipt}
    if ballot(doing.session, motion).complete:
        _close(doing, motion, also=True)
    return {"motion": motion.id, "seat": seat, "sealed": receipt}


def _named_motion(doing: Doing) -> Motion:
    motion = open_motion_of(doing.session, doing.complaint.id)
    if motion is None or motion.id != doing["motion"]:
        raise Refused("This motion is not open: it was closed, or another one is. Open the matter again.")
    return motion


def _closing_hindrance(doing: Doing) -> str | None:
    return None if open_motion_of(doing.session, doing.complaint.id) else "No motion is open in this matter."


@act(
    "Closes the motion, unseals the roll call by name, and does what follows from it.",
    cite("56.602.4(7)(a)#1"),
    roles="director",
    asks=(
        Parameter("motion", Kind.NUMBER, "Motion"),
        Parameter("with_absent", Kind.YES, "Close although not every seat has voted", required=False),
    ),
    hindrance=_closing_hindrance,
    cannot_be_undone="Seats that have not voted are recorded as absent, and what follows happens at once.",
)
def close_motion(doing: Doing) -> Mapping[str, Any]:
    motion = _named_motion(doing)
    votes = ballot(doing.session, motion)
    missing = len(votes.roll) - len(votes.choices)
    if missing and not doing["with_absent"]:
        raise Refused(
            f"{missing} of {len(votes.roll)} seats have not voted. Wait for them, or close with them absent.",
            clause(motion.clause),
        )
    return _close(doing, motion)


def _close(doing: Doing, motion: Motion, *, also: bool = False) -> Mapping[str, Any]:
    """The roll call by name, the state, and what follows. With `also` it is a second entry of the last vote's act."""
    kind = motions.KINDS[motion.kind]
    votes = ballot(doing.session, motion)
    motion.state, motion.closed_at = "closed", doing.now
    follows = kind.carried if votes.carried else kind.failed
    voted_under = doing.clause
    said: dict[str, Any] = {
        "motion": motion.id,
        "kind": kind.name,
        "need": motion.need,
        "roll_call": roll_call(doing.session, motion),
        "carried": votes.carried,
    }
    if follows:
        doing.move(follows, carried=votes.carried)
        CONSEQUENCES[follows](doing, motion)
        said["follows"] = follows
    doing.clause = voted_under if also else kind.clause
    doing.reply |= {"motion": motion.id, "carried": votes.carried}
    if also:
        doing.also("close_motion", kind.clause, said)
    return said


def roll_call(session: Session, motion: Motion) -> list[list[Any]]:
    """Every seat with its account and yes, no, abstain, absent, recused or vacant, as the closed minutes name them."""
    votes = ballot(session, motion)
    on_roll = {
        row.seat: row.account for row in session.scalars(select(RollSeat).where(RollSeat.motion_id == motion.id))
    }
    filled, recused = seated(session), recused_accounts(session, motion.complaint_id)
    lines: list[list[Any]] = []
    for seat in range(1, motions.SEATS + 1):
        account = on_roll.get(seat) or filled.get(seat)
        if seat in votes.roll:
            said = votes.choices.get(seat, "absent")
        else:
            said = "vacant" if account is None else "recused" if account in recused else "without a vote"
        lines.append([seat, account, str(said)])
    return lines
