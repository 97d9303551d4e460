"""The form of every act, made from the register of acts, and its sending."""

import hashlib
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from committee_app.access import home
from committee_app.acts import ACTS
from committee_app.acts.doing import Doing
from committee_app.acts.motions import count_before, count_of, exclusion, kinds_open_to, open_motion_of
from committee_app.acts.performing import NotFound, allowed_acts
from committee_app.acts.register import FeedFile, FileRefused
from committee_app.acts.registry import Act, Kind, Parameter
from committee_app.acts.roster import Ineligible
from committee_app.desks.docket import in_hand, the_matter
from committee_app.desks.offering import OFFERED
from committee_app.doorway import office, shows
from committee_app.roster import seated
from committee_app.tables.docket import Complaint
from committee_app.tables.office import Account
from committee_app.tables.register import Jurisdiction
from rules.readings import READINGS
from rules.statute import Clause, clause
from workflows.machine import Refused

desk = Blueprint("acting", __name__)
# So many reasons for refused rows go with the answer: it travels in a cookie.
SHOWN = 10
# Where acts that are about no matter are led back to, as the page names it.
ROOMS = {"docket": "Docket", "roster": "Roster", "expenses": "Expenses"}
# So many empty lines stand in a form that asks for lines; what does not fit goes into a second one.
ROWS = 5


@desk.get("/acts/<verb>")
@shows("act")
def form(verb: str) -> str:
    return _form(_act(verb, about_a_matter=False), None)


@desk.post("/acts/<verb>")
@shows("act")
def send(verb: str) -> Response | tuple[str, int]:
    return _send(_act(verb, about_a_matter=False), None)


@desk.get("/docket/<complaint>/acts/<verb>")
@shows("act of a matter")
def form_of_matter(complaint: str, verb: str) -> str:
    return _form(_act(verb, about_a_matter=True), the_matter(complaint))


@desk.post("/docket/<complaint>/acts/<verb>")
@shows("act of a matter")
def send_of_matter(complaint: str, verb: str) -> Response | tuple[str, int]:
    return _send(_act(verb, about_a_matter=True), the_matter(complaint))


def _act(verb: str, *, about_a_matter: bool) -> Act:
    act = ACTS.get(verb)
    if act is None or act.needs_complaint != about_a_matter or g.actor.role not in act.roles:
        abort(404)
    return act


def _form(act: Act, row: Complaint | None, refused: Refused | None = None) -> str:
    doing = in_hand(row)
    hindrance = act.hindrance(doing) if act.hindrance else None
    given: Mapping[str, Any] = request.form if refused else request.args
    back = AFTERWARDS.get(act.verb, home(g.actor))
    allowed = [ACTS[verb] for verb in allowed_acts(doing)] if hindrance else []
    return render_template(
        "act.html",
        act=act,
        row=row,
        fields=[(parameter, offered(act, parameter, doing)) for parameter in act.parameters],
        given=given,
        several={name: request.form.getlist(name) or request.args.getlist(name) for name in ("grounds",)},
        hindrance=None if refused else hindrance,
        refused=refused,
        objections=refused.objections if isinstance(refused, Ineligible) else (),
        back=back,
        room=ROOMS.get(back.partition(".")[0]),
        rows=ROWS,
        report=refused.report if isinstance(refused, FileRefused) else None,
        allowed=[other for other in allowed if other.verb != act.verb],
        counts=_counts(act, doing),
        request_key=request.form.get("request_key") or secrets.token_urlsafe(24),
    )


def _counts(act: Act, doing: Doing) -> list[tuple[str, Clause, str]]:
    """Beside a vote: what each motion needs, under which clause, and whether it can still be reached."""
    if act.verb in {"cast_vote", "close_motion"}:
        motion = open_motion_of(doing.session, doing.complaint.id)
        return [(motion.kind, clause(motion.clause), count_of(doing.session, motion).sentence)] if motion else []
    if act.verb == "open_motion":
        return [
            (
                kind.name,
                kind.clause,
                exclusion(doing, kind)
                or count_before(doing.session, doing.complaint.id, kind, doing.adopted, doing.today).sentence,
            )
            for kind in kinds_open_to(doing)
        ]
    return []


def offered(act: Act, parameter: Parameter, doing: Doing) -> Mapping[str, str] | None:
    """The choices of one field as they are here and now; None where it is free."""
    match act.verb, parameter.name:
        case "lodge", "jurisdiction":
            rows = doing.session.execute(select(Jurisdiction.fips, Jurisdiction.name).order_by(Jurisdiction.name))
            return {fips: f"{name} ({fips})" for fips, name in rows}
        case "open_motion", "kind":
            possible = {kind.name for kind in kinds_open_to(doing)}
            return {name: label for name, label in (parameter.choices or {}).items() if name in possible}
        case "declare_recusal", "account":
            members = (
                [doing.actor.name]
                if doing.actor.role == "member"
                else list(seated(doing.session, doing.today).values())
            )
            rows = doing.session.execute(select(Account.name, Account.display).where(Account.name.in_(members)))
            return {row.name: row.display for row in rows}
        case (("cast_vote" | "close_motion"), "motion"):
            motion = open_motion_of(doing.session, doing.complaint.id)
            return {str(motion.id): motion.question} if motion else {}
        case "adopt_reading", "option":
            reading = READINGS.get(request.values.get("reading", ""))
            return dict(reading.options) if reading else None
        case verb, name if (verb, name) in OFFERED:
            return OFFERED[verb, name](doing)
    return parameter.choices


def _send(act: Act, row: Complaint | None) -> Response | tuple[str, int]:
    key = _printable(request.form.get("request_key", ""))[:64]
    try:
        if act.cannot_be_undone and request.form.get("understood") != "yes":
            raise Refused(f"Confirm it first, at the foot of the form. {act.cannot_be_undone}")
        with _given(act) as given:
            outcome = office().perform(act.verb, g.actor, given, row.id if row else None, key)
    except NotFound:
        abort(404)
    except Refused as refused:
        return _form(act, row, refused), 422
    flash(_said(act, outcome.reply))
    if outcome.complaint and act.verb not in AFTERWARDS:
        motion = outcome.reply.get("motion")
        if motion:
            return redirect(url_for("docket.motion", complaint=outcome.complaint, motion=motion))
        return redirect(url_for("docket.matter", complaint=outcome.complaint))
    if "claim" in outcome.reply:
        return redirect(url_for("expenses.claim", claim=outcome.reply["claim"]))
    return redirect(url_for(AFTERWARDS.get(act.verb, home(g.actor))))


AFTERWARDS = {
    # Who is recused does not read the matter any more.
    "declare_recusal": "docket.list_",
    "keep_findings": "register.findings",
    "import_referrals_file": "register.findings",
    "import_homicides_file": "register.findings",
    "import_population_file": "register.findings",
    "adopt_reading": "law.readings",
    "load_statute": "law.statute",
    "enter_closure": "law.calendar",
    "enter_candidate": "roster.seats",
    "strike_office_term": "roster.seats",
    "appoint_member": "roster.seats",
    "record_vacancy": "roster.seats",
    "enter_rate": "expenses.rates",
    "claim_expenses": "expenses.claims",
    "approve_claim": "expenses.claims",
    "refuse_claim": "expenses.claims",
}


def _said(act: Act, reply: Mapping[str, Any]) -> str:
    """What was done, and which rows of a file were not taken, one on each line."""
    if "receipt" in reply:
        return f"Your vote is cast and sealed. Your receipt: {reply['receipt']}"
    if "accepted" in reply:
        counts = ", ".join(f"{reply[n]:,} {n}" for n in ("accepted", "updated", "unchanged", "rejected"))
        shown = [
            f"Line {row['line']}{', ' + row['column'] if row['column'] else ''}: {row['reason']}"
            for row in reply["errors"][:SHOWN]
        ]
        more = [f"{len(reply['errors']) - SHOWN:,} more."] if len(reply["errors"]) > SHOWN else []
        return "\n".join([f"{reply['file']}: {counts}.", *shown, *more])
    return f"Done: {act.title.lower()}."


@contextmanager
def _given(act: Act) -> Iterator[dict[str, Any]]:
    """What the form gave, by parameter. An uploaded file lies in a folder of its own until the act is over."""
    given: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        for parameter in act.parameters:
            if parameter.kind is Kind.FILE:
                upload = request.files.get(parameter.name)
                given[parameter.name] = _kept(upload, Path(folder)) if upload and upload.filename else None
            elif parameter.kind is Kind.LINES:
                given[parameter.name] = _lines(parameter)
            elif parameter.kind in {Kind.CHOICES, Kind.NUMBERS}:
                given[parameter.name] = request.form.getlist(parameter.name)
            else:
                given[parameter.name] = request.form.get(parameter.name)
        yield given


def _lines(parameter: Parameter) -> list[dict[str, str]]:
    """The lines of a form, each field under its own name: `lines-1-day`."""
    name, fields = parameter.name, [field.name for field in parameter.fields]
    return [{field: request.form.get(f"{name}-{row}-{field}", "") for field in fields} for row in range(1, ROWS + 1)]


def _kept(upload: FileStorage, folder: Path) -> FeedFile:
    path = folder / "upload"
    upload.save(path)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FeedFile(path, called=_printable(Path(upload.filename or "").name)[:120] or "upload", sha256=digest)


def _printable(text: str) -> str:
    """The text without the characters that nobody sees: NUL, line ends, turns of the writing's direction."""
    return "".join(letter for letter in text if letter.isprintable())
