"""Postal tracking taken in from a file: each event becomes a fact of service in its matter, by the way that an act of
the office would take."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from committee_app import service
from committee_app.acts.doing import Doing
from committee_app.acts.register import FILE, STRICT, FeedFile, FileRefused
from committee_app.acts.registry import act
from committee_app.acts.serving import follow, keep, since, told
from committee_app.register.reading import Fault
from committee_app.register.report import ImportRefused, ImportReport
from committee_app.tables.docket import Complaint, ServiceEvent
from committee_app.tables.records import Letter
from committee_app.tracking import Tracked, read
from letters.article_number import ArticleNumber
from rules.statute import clause
from workflows.complaint import ENDED, NOTICE
from workflows.machine import Refused
from workflows.service import ARRIVED, CAME_BACK

# What the journal calls it: the act that would record the same fact by hand.
VERBS = {**dict.fromkeys(ARRIVED, "record_delivery"), **dict.fromkeys(CAME_BACK, "record_return")}
COUNTED = ("file", "sha256", "accepted", "unchanged", "rejected")


@act(
    "Takes in a file of postal tracking: what happened to a letter whose article number is known becomes a fact of it.",
    NOTICE,
    roles="console staff",
    about="office",
    asks=(FILE, STRICT),
)
def import_mail_events(doing: Doing) -> Mapping[str, Any]:
    given = doing["file"] if isinstance(doing["file"], FeedFile) else FeedFile(Path(str(doing["file"])))
    report = ImportReport(given.called or given.path.name)
    try:
        with given.path.open("rb") as stream:
            rows = read(stream, report, doing.today, given.progress)
        for line, tracked in rows:
            _take(doing, line, tracked, report)
        report.errors.sort(key=lambda fault: fault.line)
        if doing["strict"] and report.rejected:
            raise ImportRefused(report)
    except OSError as error:
        raise Refused(f"{given.path.name} cannot be read: {error.strerror}.") from None
    except ImportRefused as refused:
        raise FileRefused(refused.report.as_json()) from None
    doing.reply |= report.as_json()
    return {name: value for name, value in report.as_json().items() if name in COUNTED}


def _take(doing: Doing, line: int, tracked: Tracked, report: ImportReport) -> None:
    """One event: a fact of the piece of mail with that number; unchanged where the same is recorded; or refused. What
    is refused says nothing of a matter: this is told to whoever brings the file."""
    numbered = select(ServiceEvent).where(ServiceEvent.article_number == tracked.article_number)
    sent = doing.session.scalars(numbered).first()
    if sent is None or sent.mailing is None:
        report.reject(Fault(line, "article_number", str(ArticleNumber(tracked.article_number)), "is on no letter"))
        return
    rows = [row for row in service.recorded(doing.session, sent.complaint_id) if row.mailing == sent.mailing]
    # Also one that was corrected since: the office knows better, and the carrier's word is kept beside it.
    if any(row.kind == tracked.event and row.happened_on == tracked.occurred_on for row in rows):
        report.unchanged += 1
        return
    row = doing.session.scalars(select(Complaint).where(Complaint.id == sent.complaint_id).with_for_update()).one()
    part = doing.within(row)
    try:
        fact = _fact(part, sent.mailing, tracked)
    except Refused as refused:
        report.reject(Fault(line, "occurred_on", tracked.occurred_on.isoformat(), refused.reason.rstrip(".")))
        return
    _follow(part, doing, fact, tracked)
    report.accepted += 1


def _fact(part: Doing, mailing: int, tracked: Tracked) -> ServiceEvent:
    """The fact, kept. Raises Refused, with nothing kept, for one that cannot be."""
    if part.complaint.state in ENDED:
        raise Refused("What this letter was about is closed: record it by hand if it matters.", NOTICE)
    piece = service.pieces(service.recorded(part.session, part.complaint.id))[mailing]
    part.values = {"happened_on": tracked.occurred_on}
    return keep(
        part,
        tracked.event,
        part.on_day("happened_on", not_before=since(part, mailing)),
        letter=piece.letter,
        mailing=mailing,
        addressee=piece.addressee,
        to_whom=tracked.signed_by or None,
        agent=tracked.agent,
        source=tracked.source,
    )


def _follow(part: Doing, whole: Doing, fact: ServiceEvent, tracked: Tracked) -> None:
    letter = part.session.get_one(Letter, fact.letter_id)
    part.clause = clause(letter.clause)
    if letter.kind == service.NOTICE:
        follow(part)
    verb = VERBS.get(tracked.event, "record_service") if part.moves else "record_service"
    said = told(fact) | {"article_number": tracked.article_number, "import": whole.seq}
    whole.also(verb, part.clause, part.outcome(said, part.finish(verb)), part.complaint)
    part.session.flush()
