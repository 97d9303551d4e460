"""Motions: opened with a fixed roll, voted on under seal, closed by a roll call and what follows from it, in the
transaction that closes them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.acts.ballots import Cast, ballot, cast, reasons, recused_from
from committee_app.acts.consequences import CONSEQUENCES
from committee_app.acts.doing import Doing, term_of
from committee_app.acts.possible import open_motion_of
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.database import once
from committee_app.roster import seated
from committee_app.settings import CHICAGO
from committee_app.tables.docket import Recusal
from committee_app.tables.votes import Motion, RollSeat
from rules.readings import Adopted
from rules.statute import cite, clause
from workflows import motion as motions
from workflows.complaint import UNTOUCHED
from workflows.machine import Refused, say
from workflows.motion import Arithmetic, MotionKind

# What a motion for remediation is asked besides (4(7)(a)b).
OF_REMEDIATION = ("recommendations", "timeline", "review_on")


@once
def recused_accounts(session: Session, complaint_id: str) -> frozenset[str]:
    return frozenset(session.scalars(select(Recusal.account).where(Recusal.complaint_id == complaint_id)))


def voting_seats(session: Session, complaint_id: str, adopted: Adopted, today: dt.date) -> dict[int, str]:
    """The seats that would be on the roll of a motion opened today."""
    recused = recused_accounts(session, complaint_id)
    voteless = without_a_vote(adopted["director_votes"])
    return {seat: name for seat, name in seated(session, today).items() if name not in recused and seat not in voteless}


def without_a_vote(director_votes: str) -> set[int]:
    """The seats that never vote under an option of the reading “director_votes”: the director's, or none."""
    return {1} if director_votes == "does_not_vote" else set()


def count_before(
    session: Session,
    complaint_id: str,
    need: int,
    adopted: Adopted,
    today: dt.date,
    present: Iterable[int] | None = None,
) -> Arithmetic:
    """What the screen says before a motion that needs so many yes votes opens today; `present` are seats, where it is
    known who is there."""
    filled = seated(session, today)
    able = voting_seats(session, complaint_id, adopted, today)
    voteless = without_a_vote(adopted["director_votes"])
    away = filled.keys() - able.keys() - voteless
    return motions.arithmetic(need, filled=filled, recused=away, voteless=voteless - able.keys(), present=present)


def count_of(session: Session, motion: Motion) -> Arithmetic:
    """What the screen says while a motion is open: its roll is fixed, and nothing here looks at a vote."""
    roll = set(session.scalars(select(RollSeat.seat).where(RollSeat.motion_id == motion.id)))
    struck = recused_from(session, [motion.id])[motion.id]
    away = {seat: why for seat, (_, why) in _away(session, motion).items()}
    filled = roll | {seat for seat, why in away.items() if why != VACANT}
    voteless = {seat for seat, why in away.items() if why == VOTELESS}
    recused = struck | {seat for seat, why in away.items() if why == RECUSED}
    return motions.arithmetic(motion.need, filled=filled, recused=recused, voteless=voteless)


VACANT, RECUSED, VOTELESS = "vacant", "recused", "without a vote"


def away_on(
    session: Session, complaint_id: str, roll: Mapping[int, str], day: dt.date
) -> dict[int, tuple[str | None, str]]:
    """The seats that are not on a roll made on a day: whose they are, and why."""
    filled, recused = seated(session, day), recused_accounts(session, complaint_id)
    away: dict[int, tuple[str | None, str]] = {}
    for seat in range(1, motions.SEATS + 1):
        if seat not in roll:
            account = filled.get(seat)
            away[seat] = (account, VACANT if account is None else RECUSED if account in recused else VOTELESS)
    return away


def _away(session: Session, motion: Motion) -> dict[int, tuple[str | None, str]]:
    """The seats that were not on the motion's roll when it opened, as it keeps them."""
    if motion.away is not None:
        return {int(seat): (account, why) for seat, (account, why) in motion.away.items()}
    # A motion from before this was kept.
    rows = session.execute(select(RollSeat.seat, RollSeat.account).where(RollSeat.motion_id == motion.id))
    opened_on = motion.opened_at.astimezone(CHICAGO).date()
    return away_on(session, motion.complaint_id, {row.seat: row.account for row in rows}, opened_on)


def kinds_open_to(doing: Doing) -> list[MotionKind]:
    """The kinds of motion that can be put where the matter stands."""
    term = term_of(doing.session, doing.complaint.id)
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
        Parameter("mover", Kind.TEXT, "Moved by", required=False),
        Parameter("seconder", Kind.TEXT, "Seconded by", required=False),
        Parameter(
            "present",
            Kind.NUMBERS,
            "Seats present",
            required=False,
            hint="seat numbers, remote attendance included; it fixes no roll, and who comes later votes all the same",
        ),
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
    roll = voting_seats(doing.session, doing.complaint.id, doing.adopted, doing.today)
    _movers(doing, kind, roll)
    count = count_before(doing.session, doing.complaint.id, kind.need, doing.adopted, doing.today, doing["present"])
    if not count.reachable_now and not doing["even_so"]:
        raise Refused(f"{count.sentence} To put it all the same, say so.", kind.clause)
    motion = Motion(
        id=doing.next_id(Motion.id),
        complaint_id=doing.complaint.id,
        kind=kind.name,
        clause=kind.clause.id,
        question=kind.question(doing.adopted),
        wording={"asks": kind.asks, "limbs": list(kind.limbs_under(doing.adopted)), "joined": kind.joined},
        need=kind.need,
        readings=dict(doing.adopted.used(*kind.readings, "director_votes", "thresholds", "vote_change")),
        terms=_terms(doing, kind),
        mover=doing["mover"],
        seconder=doing["seconder"],
        present=doing["present"],
        away={str(seat): why for seat, why in away_on(doing.session, doing.complaint.id, roll, doing.today).items()},
        state="open",
        opened_at=doing.now,
    )
    doing.session.add(motion)
    doing.session.add_all(RollSeat(motion_id=motion.id, seat=seat, account=name) for seat, name in roll.items())
    for name in roll.values():
        doing.mail(name, "vote_awaited", f"vote_awaited:{motion.id}")
    doing.clause = kind.clause
    doing.reply |= {"motion": motion.id, "count": count.sentence}
    return {
        "motion": motion.id,
        "kind": kind.name,
        "question": motion.question,
        "need": kind.need,
        "roll": sorted(roll),
        "away": motion.away,
        "mover": motion.mover,
        "seconder": motion.seconder,
        "present": motion.present,
        "terms": motion.terms,
        "readings": motion.readings,
    }


def _movers(doing: Doing, kind: MotionKind, roll: Mapping[int, str]) -> None:
    """A motion is moved and seconded by two members of its roll, where the minutes say by whom."""
    mover, seconder = doing["mover"], doing["seconder"]
    for name in (mover, seconder):
        if name and name not in roll.values():
            raise Refused(
                f"{name} is not on the roll of this motion; these are: {', '.join(roll.values())}.", kind.clause
            )
    if mover and mover == seconder:
        raise Refused("Who moves a motion cannot second it: name another member of the roll.", kind.clause)


def _terms(doing: Doing, kind: MotionKind) -> dict[str, Any]:
    """What a motion for remediation fixes before the vote: the words, the timeline, the review date (4(7)(a)b)."""
    if kind.name != "remediation":
        return {}
    if any(not doing[name] for name in OF_REMEDIATION):
        raise Refused("A motion for remediation needs its recommendations, timeline and review date.", kind.clause)
    last = doing.calendars.strict.months(doing.today, motions.RECOMMENDATION.figures["months"]).due
    review_on: dt.date = doing["review_on"]
    if not doing.today <= review_on <= last:
        raise Refused(
            f"The review date must fall within six months of the recommendation: today to {last:%B %-d, %Y}.",
            kind.clause,
        )
    return {"recommendations": doing["recommendations"], "timeline": doing["timeline"], "review_on": str(review_on)}


def named_motion(doing: Doing) -> Motion:
    motion = open_motion_of(doing.session, doing.complaint.id)
    if motion is None or motion.id != doing["motion"]:
        raise Refused("This motion is not open: it was closed, or another one is. Open the matter again.")
    return motion


def _closing_hindrance(doing: Doing) -> str | None:
    return None if open_motion_of(doing.session, doing.complaint.id) else "No motion is open in this matter."


@act(
    "Closes the motion, unseals the roll call by name, and does what follows from it. Nothing follows where fewer than "
    "three members voted: the committee was not there to act.",
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
    motion = named_motion(doing)
    if not ballot(doing.session, motion).complete and not doing["with_absent"]:
        raise Refused(
            "Not every seat on the roll has voted. Wait for them, or close with the missing ones absent.",
            clause(motion.clause),
        )
    return close(doing, motion)


def close(doing: Doing, motion: Motion, *, also: bool = False) -> Mapping[str, Any]:
    """The roll call by name, the state, and what follows. With `also` it is a second entry of the last vote's act."""
    kind = motions.KINDS[motion.kind]
    votes = ballot(doing.session, motion)
    motion.state, motion.closed_at = "closed", doing.now
    follows = kind.carried if votes.carried else kind.failed if votes.quorate else None
    voted_under = doing.clause
    said: dict[str, Any] = {
        "motion": motion.id,
        "kind": kind.name,
        "need": motion.need,
        "roll_call": roll_call(doing.session, motion),
        "reasons": {str(seat): reason for seat, reason in reasons(doing.session, motion).items()},
        "carried": votes.carried,
        "quorum": votes.quorate,
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
    """Every seat with its account and yes, no, abstain, absent, recused, vacant or without a vote, as the closed
    minutes name them."""
    return called(session, motion, cast(session, [motion])[motion.id])


def called(session: Session, motion: Motion, votes: Cast) -> list[list[Any]]:
    """The roll call of a motion whose votes are at hand."""
    lines = {seat: [seat, account, why] for seat, (account, why) in _away(session, motion).items()}
    for seat, account in votes.roll.items():
        said = RECUSED if seat in votes.recused else votes.counting[seat].choice if seat in votes.counting else "absent"
        lines[seat] = [seat, account, said]
    return [lines[seat] for seat in sorted(lines)]
