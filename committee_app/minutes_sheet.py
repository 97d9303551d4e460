"""The minutes of a meeting as papers: the open part, and the closed part as one reader may see it."""

import datetime as dt
from collections.abc import Mapping

from committee_app.meetings import Entry, PublicVote, Whole
from letters.catalogue import ClosedMinutes, OpenMinutes
from rules.sunshine import MISSOURI, said


def _clock(moment: dt.datetime) -> str:
    return f"{moment.astimezone(MISSOURI):%-I:%M %p}"


def open_part(whole: Whole, names: Mapping[str, str], today: dt.date, approved_at: str | None = None) -> OpenMinutes:
    """The open part. `approved_at` is the meeting that approves it just now; else it is what was recorded."""
    row = whole.meeting
    approvals = [approved_at] if approved_at else list(whole.approved_at)
    return OpenMinutes(
        dated=today,
        number=row.number,
        when=said(row.opened_at or row.starts_at),
        place=row.place,
        present=_called(whole, names, "present") or "nobody",
        remote=_called(whole, names, "remote"),
        absent=_called(whole, names, "absent"),
        votes=tuple(_vote(vote, names) for vote in whole.votes),
        entries=tuple(_entry(entry) for entry in whole.part("open")),
        approved=f"Approved at meeting {', '.join(approvals)}." if approvals else "Draft: not approved yet.",
    )


def closed_part(whole: Whole, names: Mapping[str, str], today: dt.date) -> ClosedMinutes:
    """The closed part, without the matters that were left out of `whole` for its reader."""
    row = whole.meeting
    turns = [_clock(turn.at) for turn in whole.turns if turn.doors == "closed"]
    recused = [
        f"{names.get(line.account, line.account)} in {', '.join(line.recused_in)}"
        for line in whole.roll
        if line.recused_in
    ]
    return ClosedMinutes(
        dated=today,
        number=row.number,
        when=said(row.opened_at or row.starts_at),
        place=row.place,
        reason=row.closing_reason,
        closed_at=" and ".join(turns) or None,
        matters=tuple(f"{number}, {office}" for number, office in whole.matters),
        recused=tuple(recused),
        motions=tuple(_motion(motion, names) for motion in whole.motions),
        entries=tuple(_entry(entry) for entry in whole.part("closed")),
    )


def _called(whole: Whole, names: Mapping[str, str], how: str) -> str | None:
    return ", ".join(names.get(line.account, line.account) for line in whole.there(how)) or None


def _vote(vote: PublicVote, names: Mapping[str, str]) -> str:
    question = "To close the meeting" if vote.question == "to_close" else f"To approve the minutes of {vote.minutes_of}"
    call = "; ".join(
        f"{names.get(one.account, one.account)} {one.choice}{', objecting' if one.objects else ''}"
        for one in vote.choices
    )
    return f"{question}, {_clock(vote.at)}: {'carried' if vote.carried else 'not carried'}. {call}."


def _motion(motion: Mapping[str, object], names: Mapping[str, str]) -> str:
    """One motion; a vote that is open is sealed."""
    asked = f"In {motion['complaint']}: {motion['question']}"
    call = motion.get("roll_call")
    if not isinstance(call, list):
        return f"{asked} The vote is open and sealed; {motion['need']} yes votes are needed."
    said_by = "; ".join(f"{names.get(account, account) or 'vacant'} {choice}" for _, account, choice in call)
    outcome = "Carried" if motion.get("carried") else "Not carried"
    return f"{asked} {outcome}; {motion['need']} yes votes are needed. {said_by}."


def _entry(entry: Entry) -> str:
    later = f" (put right by entry {', '.join(map(str, entry.corrected_by))})" if entry.corrected_by else ""
    return f"Entry {entry.minute.entry}, {_clock(entry.minute.at)}: {entry.minute.text}{later}"
