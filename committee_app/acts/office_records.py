"""Open records that are of no matter: a meeting's notice, the open part of minutes, the roster, the yearly figures.

Each is made of open columns alone. What somebody wrote freely (open business, entries of the minutes) excuses nothing
in the rehearsal, and so is no part of what is called innocent here.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.meeting_in_hand import agenda
from committee_app.acts.meetings import MODES, agenda_lines
from committee_app.acts.open_records import Draft
from committee_app.roster import DIRECTORS_SEAT, held
from committee_app.statewide import BY_CHARGE, CLASSES, TOTALS, ByOffice, Item
from committee_app.tables.letters import MeetingSheet
from committee_app.tables.meetings import Meeting, NoticePosting
from committee_app.tables.office import Account, Seat
from letters import catalogue
from letters.layout import as_pdf
from letters.letter import Heading, Letter, Part, Rows
from rules.statute import Clause, cite
from rules.sunshine import CLOSED_SESSIONS, MISSOURI, said
from workflows.council import written
from workflows.machine import Refused
from workflows.meeting import CALLED_OFF, MeetingState

SEATS = cite("56.602.2#1")
SUMMARIES = cite("56.750.3#2")
CLOSED_RECORDS = cite("56.602.4(2)#2")
SUNSHINE_NOTICES, SUNSHINE_RECORDS = "610.020", "610.011"


def _drawn(doing: Doing, kind: str, section: str, paper: Letter, **more: Any) -> Draft:
    text = catalogue.words(paper)
    pdf = more.pop("pdf", None) or as_pdf(paper, doing.letterhead())
    innocent = more.pop("innocent", (paper.subject, text))
    return Draft(kind, section, paper.dated, paper.subject, text, pdf, paper, innocent=innocent, **more)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(MISSOURI).date()


# A meeting.


def of_notice(doing: Doing, row: Meeting) -> Draft:
    """The notice as it was posted; of a meeting that is called off, that it is not held then. Raises Refused where no
    notice was posted."""
    posting = doing.session.scalars(
        select(NoticePosting).where(NoticePosting.meeting_id == row.id).order_by(NoticePosting.posted_at)
    ).first()
    if posting is None:
        raise Refused("Its notice was not posted yet; what is posted can be published.", CLOSED_SESSIONS)
    off = row.state in CALLED_OFF
    starts = row.starts_at.astimezone(MISSOURI)
    closing = row.closing_reason if agenda(doing.session, row.id) else None
    lines, posted = agenda_lines(doing, row), f"At {said(posting.posted_at)}, {posting.place}."
    fields: dict[str, Any] = {
        "day": starts.date().isoformat(),
        "time": f"{starts:%H:%M}",
        "place": row.place,
        "electronic": row.observing if row.mode != "in_person" else None,
        "agenda": list(lines),
        "closing": closing,
        "posted": posted,
        "state": row.state if off else "called",
    }
    notice = catalogue.MeetingNotice(
        dated=_day(posting.posted_at),
        posted=posted,
        when=said(row.starts_at),
        place=row.place,
        mode=f"{MODES[row.mode]}.",
        observing=row.observing,
        agenda=lines,
        reason=closing,
        good_cause=posting.good_cause,
    )
    bare = replace(notice, agenda=_without_business(row, notice.agenda), good_cause=None, posted="")
    innocent = (
        catalogue.words(catalogue.letter(bare)),
        *(f"{name} {value}" for name, value in fields.items() if name not in {"agenda", "posted"}),
    )
    if not off:
        paper = catalogue.letter(notice)
        paper = replace(paper, subject=f"{paper.subject}: {written(starts.date())}")
        return _drawn(
            doing,
            "notice",
            SUNSHINE_NOTICES,
            paper,
            pdf=posting.pdf,
            fields=fields,
            meeting_id=row.id,
            innocent=innocent,
        )
    # Nothing of the first notice is said again but when and where it was to be.
    fields |= {"agenda": [], "posted": None, "closing": None}
    paper = _called_off(doing, row)
    return _drawn(
        doing, "notice", SUNSHINE_NOTICES, paper, fields=fields, meeting_id=row.id,
        innocent=(*innocent, catalogue.words(paper)),
    )  # fmt: skip


def _without_business(row: Meeting, lines: Sequence[str]) -> tuple[str, ...]:
    own = {line.strip() for line in (row.open_business or "").splitlines()}
    return tuple(line for line in lines if line not in own)


def _called_off(doing: Doing, row: Meeting) -> Letter:
    later = doing.session.get(Meeting, row.postponed_to) if row.postponed_to else None
    what = f"It is postponed to {said(later.starts_at)}, at {later.place}." if later else "It is cancelled."
    parts = (f"The meeting of the {catalogue.COMMITTEE} at {said(row.starts_at)}, at {row.place}, is not held. {what}",)
    subject = f"A meeting is not held: {written(_day(row.starts_at))}"
    return Letter("meeting_notice", None, subject, CLOSED_SESSIONS, _day(row.changed_at), parts)


def of_minutes(doing: Doing, row: Meeting) -> Draft:
    """The open part of the minutes as it was approved last. Raises Refused where it is not approved."""
    sheets = select(MeetingSheet).where(MeetingSheet.meeting_id == row.id, MeetingSheet.kind == "minutes")
    sheet = doing.session.scalars(sheets.order_by(MeetingSheet.entry.desc())).first()
    if sheet is None or row.state != MeetingState.MINUTES_APPROVED:
        raise Refused("Its minutes are not approved; approved minutes can be published.", CLOSED_SESSIONS)
    told: Any = catalogue.revived("minutes", sheet.said)
    known = frozenset(doing.session.scalars(select(Account.display)))
    fields = {
        "day": _day(row.opened_at or row.starts_at).isoformat(),
        "present": [name for names in (told.present, told.remote) for name in names_in(names, known)],
        "absent": names_in(told.absent, known),
    }
    bare = replace(told, entries=())
    return _drawn(
        doing, "minutes", SUNSHINE_NOTICES, catalogue.letter(told), pdf=sheet.pdf, fields=fields, meeting_id=row.id,
        innocent=(catalogue.words(catalogue.letter(bare)), fields["day"]),
    )  # fmt: skip


def names_in(told: str | None, known: frozenset[str]) -> list[str]:
    """The names in a list with commas between them. A name of an account that has a comma itself, as before “Jr.”,
    stays whole; “nobody” is none."""
    parts, found = (told.split(", ") if told and told != "nobody" else []), []
    while parts:
        whole = (end for end in range(len(parts), 1, -1) if ", ".join(parts[:end]) in known)
        end = next(whole, 1)
        found.append(", ".join(parts[:end]))
        parts = parts[end:]
    return found


# The roster.


def of_roster(doing: Doing, day: dt.date) -> Draft:
    """Who sits on the committee on that day, and through when."""
    director = doing.session.scalars(
        select(Account.display).where(Account.role == "director", Account.ended_at.is_(None))
    ).first()
    seats: list[dict[str, Any]] = [
        {"seat": DIRECTORS_SEAT, "party": None, "member": director, "from": None, "to": None}
    ]
    elected = {seat.number: seat.elected_as for seat in doing.session.scalars(select(Seat))}
    running = {one.term.seat: one for one in held(doing.session) if one.runs(day) and one.may_sit}
    for number in range(DIRECTORS_SEAT + 1, SEATS.figures["seats"] + 1):
        one = running.get(number)
        seats.append({
            "seat": number,
            "party": elected.get(number),
            "member": one.display if one else None,
            "from": one.term.starts.isoformat() if one else None,
            "to": one.term.ends.isoformat() if one else None,
        })  # fmt: skip
    lines = tuple(
        (str(seat["seat"]), str(seat["member"] or "vacant"), _term(seat["from"], seat["to"])) for seat in seats
    )
    parts: tuple[Part, ...] = (
        f"The {catalogue.COMMITTEE} has five seats. On {written(day)} they are filled so:",
        Rows(("Seat", "Member", "Term"), lines, (), (10, 45, 45), amounts=False),
    )
    paper = Letter("roster", None, f"Roster and terms as of {written(day)}", SEATS, day, parts)
    return _drawn(doing, "roster", SUNSHINE_RECORDS, paper, fields={"as_of": day.isoformat(), "seats": seats})


def _term(first: Any, last: Any) -> str:
    if first is None:
        return ""
    return f"{written(dt.date.fromisoformat(first))} through {written(dt.date.fromisoformat(last))}"


# Yearly figures.

MISSING, LEFT_OUT = "missing", "withheld"


def of_report(doing: Doing, year: int, found: ByOffice, missing: frozenset[str], withheld: frozenset[str]) -> Draft:
    """The statewide report of a calendar year. What the register does not hold is missing, and never zero; what is
    withheld would give one office away."""

    def line(item: Item, name: str, **more: str) -> dict[str, Any]:
        how = MISSING if item.id in missing else LEFT_OUT if name in withheld else None
        count = None if how else sum(found.get(name, {}).values())
        return {"item": item.id, "what": item.what, **more, "count": count, **({"note": how} if how else {})}

    counts = [line(item, item.id) for item in (*TOTALS, *CLASSES)]
    for item in BY_CHARGE:
        names = [name for name in found if name.startswith(f"{item.id} ")]
        counts += [
            line(item, name, **dict(zip(("section", "code"), name.split(" ", 2)[1:], strict=True))) for name in names
        ]
        counts += [line(item, item.id)] if item.id in missing else []
    parts: list[Part] = [
        f"This is the report for the calendar year {year} under section 56.750, RSMo. It counts what the offices had "
        f"reported to the register by {written(doing.today)}. A figure that the register does not hold is missing; "
        "that is not zero. Received, filed, refused and disposed are events of the year and no parts of each other.",
        Heading("Totals and classes"),
        Rows(("Section", "What", "Count"), _rows(counts, charges=False), (), (24, 56, 20)),
        Heading("By charge"),
        Rows(("Section", "What", "Charge", "Code", "Count"), _rows(counts, charges=True), (), (22, 28, 14, 22, 14)),
    ]
    paper = Letter("report", None, f"Statewide report for {year}", SUMMARIES, doing.today, tuple(parts))
    return _drawn(doing, "report", SUMMARIES.id, paper, fields={"year": year, "counts": counts})


def _rows(counts: Sequence[Mapping[str, Any]], *, charges: bool) -> tuple[tuple[str, ...], ...]:
    by_charge = {item.id for item in BY_CHARGE}
    rows = []
    for one in counts:
        if (one["item"] in by_charge) == charges:
            said_of = (one.get("section", ""), one.get("code", "")) if charges else ()
            rows.append((one["item"], one["what"], *said_of, one.get("note") or f"{one['count']:,}"))
    return tuple(rows)


def of_totals(doing: Doing, year: int, lines: Sequence[Mapping[str, Any]]) -> Draft:
    """The totals of a year's log of requests for records: a table of counts, each with what it counts."""
    counts = [{"what": line["what"], "count": line["count"]} for line in lines]
    rows = tuple((one["what"], f"{one['count']:,}") for one in counts)
    parts: tuple[Part, ...] = (
        f"Requests for records of the {catalogue.COMMITTEE} in the calendar year {year}.",
        Rows(("What", "Count"), rows, (), (80, 20)),
    )
    paper = Letter("totals", None, f"Requests for records in {year}", CLOSED_RECORDS, doing.today, parts)
    return _drawn(
        doing, "totals", SUNSHINE_RECORDS, paper, fields={"year": year, "counts": counts}, innocent=(paper.subject,)
    )


def section_of(kind: str) -> Clause:
    """The clause of the bill that an act on a record of no matter rests on."""
    return {"roster": SEATS, "report": SUMMARIES, "totals": CLOSED_RECORDS}.get(kind, CLOSED_SESSIONS)
