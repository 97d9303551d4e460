"""The form of every act, made from the register of acts, and its sending."""

import hashlib
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response

from committee_app.access import home
from committee_app.acts import ACTS
from committee_app.acts.complaints import NOBODY
from committee_app.acts.doing import Doing
from committee_app.acts.meeting_in_hand import MEETING
from committee_app.acts.motions import (
    kinds_open_to,
    voting_seats,
)
from committee_app.acts.performing import NotFound, Stale, allowed_acts, changed_since, last_entry
from committee_app.acts.possible import open_motion_of
from committee_app.acts.register import FeedFile, FileRefused
from committee_app.acts.registry import Act, Kind, Parameter
from committee_app.acts.request_in_hand import REQUEST
from committee_app.acts.roster import Ineligible
from committee_app.desks import redactions
from committee_app.desks.asking import asked, ballot, counts
from committee_app.desks.choosing import at_meetings, chosen_at_meetings
from committee_app.desks.docket import in_hand, the_matter
from committee_app.desks.drafting import Draft, draft, keep
from committee_app.desks.offering import OFFERED, prefilled
from committee_app.desks.packets import ahead
from committee_app.desks.papers import papers_of
from committee_app.docket import names
from committee_app.doorway import office, records, shows, takes, typed
from committee_app.examining import MEGABYTE
from committee_app.roster import seated
from committee_app.tables.docket import Complaint
from committee_app.tables.journal import Entry
from committee_app.tables.office import Account
from committee_app.tables.register import Jurisdiction
from rules.readings import READINGS
from workflows.machine import Refused

desk = Blueprint("acting", __name__)
# A feed of a whole state's referrals, or the scans of a long response.
LARGEST_UPLOAD = 256 * MEGABYTE
TOO_LARGE = (
    "Nothing of it was taken: a form takes 256 MB. Send papers in several steps; the office's console takes feeds."
)
# So many reasons for refused rows go with the answer: it travels in a cookie.
SHOWN = 10
SEVERAL = frozenset({Kind.CHOICES, Kind.NUMBERS, Kind.NAMES})
# Where acts that are about no matter are led back to, as the page names it.
ROOMS = {
    "front": "Desk", "docket": "Docket", "meetings": "Meetings", "register": "Findings", "roster": "Roster",
    "expenses": "Expenses", "people": "People", "letters": "Letters", "publishing": "Open records",
    "retention": "Retention", "requests": "Requests",
}  # fmt: skip
# So many empty lines stand in a form that asks for lines; what does not fit goes into a second one.
ROWS = 5
# A form that marks a paper has more.
ROWS_OF = {"words": 12, "boxes": 12}


@desk.get("/acts/<verb>")
@shows("act")
def form(verb: str) -> str:
    return _form(_act(verb, about_a_matter=False), None)


@desk.post("/acts/<verb>")
@takes(LARGEST_UPLOAD, TOO_LARGE)
@shows("act")
def send(verb: str) -> Response | tuple[str, int] | str:
    return _send(_act(verb, about_a_matter=False), None)


@desk.get("/docket/<complaint>/acts/<verb>")
@shows("act of a matter")
def form_of_matter(complaint: str, verb: str) -> str:
    return _form(_act(verb, about_a_matter=True), the_matter(complaint))


@desk.post("/docket/<complaint>/acts/<verb>")
@takes(LARGEST_UPLOAD, TOO_LARGE)
@shows("act of a matter")
def send_of_matter(complaint: str, verb: str) -> Response | tuple[str, int] | str:
    return _send(_act(verb, about_a_matter=True), the_matter(complaint))


def _act(verb: str, *, about_a_matter: bool) -> Act:
    act = ACTS.get(verb)
    if act is None or not act.is_about(a_matter=about_a_matter) or g.actor.role not in act.roles:
        abort(404)
    return act


def _form(
    act: Act, row: Complaint | None, refused: Refused | None = None, *, review: bool = False, drawn: Draft | None = None
) -> str:
    """The form of an act. After a refusal, or where only the sum or the letter was asked for, it holds all that was
    typed. A letter for which everything is known already is shown at once."""
    doing = in_hand(row)
    meeting = _meeting(act)
    about = request.values.get("request", "")
    doing.values = {"meeting": meeting, "kind": request.values.get("kind"), "request": _number(about)}
    hindrance = act.hindrance(doing) if act.hindrance else None
    kept = None if refused or review else typed()
    given: MultiDict[str, str] = request.form if refused or review else kept or _before_typing(act, doing)
    if not (refused or review or kept or hindrance) and act.verb in SHOWN_AT_ONCE:
        session.pop("draft", None)
        with suppress(Refused):
            drawn = draft(
                act, in_hand(row), {parameter.name: given.get(parameter.name) for parameter in act.parameters}
            )
    back = AFTERWARDS.get(act.verb, home(g.actor))
    back = "meetings.list_" if MEETING in act.parameters else "requests.list_" if REQUEST in act.parameters else back
    allowed = [ACTS[verb] for verb in allowed_acts(doing)] if hindrance else []
    if row is None:
        allowed = [other for other in allowed if (MEETING in other.parameters) == (MEETING in act.parameters)]
    packet = ahead(doing) if act.verb == "make_packet" else None
    return render_template(
        "act.html",
        act=act,
        row=row,
        fields=[(parameter, offered(act, parameter, doing)) for parameter in asked(act, doing)],
        given=given,
        several={parameter.name: given.getlist(parameter.name) for parameter in act.parameters},
        meeting=meeting if row is None else None,
        kept=kept is not None,
        hindrance=None if refused else hindrance,
        refused=refused,
        stale=isinstance(refused, Stale),
        objections=refused.objections if isinstance(refused, Ineligible) else (),
        back=back,
        room=ROOMS.get(back.partition(".")[0]),
        rows=ROWS,
        rows_of=ROWS_OF,
        report=refused.report if isinstance(refused, FileRefused) else None,
        allowed=[other for other in allowed if other.verb != act.verb],
        counts=counts(act, doing),
        warning=act.warning(doing),
        ballot=ballot(act, doing),
        draft=drawn,
        packet=packet,
        changed=_changed(row) if refused else [],
        names=names(records()),
        seen=last_entry(records(), row.id) if row else None,
        request_key=(kept or request.form).get("request_key") or secrets.token_urlsafe(24),
    )


def _seen() -> int | None:
    """The matter's last entry when the form was shown; None where it does not say so."""
    return _number(request.form.get("seen", ""))


def _changed(row: Complaint | None) -> list[Entry]:
    """What others did in the matter since the form was shown."""
    seen = _seen()
    return changed_since(records(), row.id, seen, g.actor) if row and seen is not None else []


def _number(said: str) -> int | None:
    return int(said) if re.fullmatch(r"[0-9]{1,9}", said, re.ASCII) else None


def _meeting(act: Act) -> int | None:
    """The meeting that the form is about, as its address or its hidden field names it."""
    said = request.values.get("meeting", "")
    return MEETING.parse(said) if MEETING in act.parameters and re.fullmatch("[0-9]{1,9}", said, re.ASCII) else None


def offered(act: Act, parameter: Parameter, doing: Doing) -> Mapping[str, str] | None:
    """The choices of one field as they are here and now; None where it is free."""
    match act.verb, parameter.name:
        case "lodge", "jurisdiction":
            rows = doing.session.execute(select(Jurisdiction.fips, Jurisdiction.name).order_by(Jurisdiction.name))
            return {fips: f"{name} ({fips})" for fips, name in rows}
        case "open_motion", "kind":
            possible = {kind.name for kind in kinds_open_to(doing)}
            return {name: label for name, label in (parameter.choices or {}).items() if name in possible}
        case "lodge", "respondent_account":
            return {**_people(doing, _here(doing).values()), NOBODY: "No: nobody on the committee"}
        case "open_motion", "mover" | "seconder":
            return _people(doing, voting_seats(doing.session, doing.complaint.id, doing.adopted, doing.today).values())
        case "open_motion", "present":
            people = _people(doing, _here(doing).values())
            return {str(seat): people[name] for seat, name in _here(doing).items()}
        case "declare_recusal", "account":
            members = [doing.actor.name] if doing.actor.role == "member" else list(_here(doing).values())
            return _people(doing, members)
        case _, "account" if act.verb in OF_AN_ACCOUNT:
            accounts = select(Account.name, Account.display).where(
                Account.ended_at.is_(None), Account.name != doing.actor.name
            )
            return {name: f"{display} ({name})" for name, display in doing.session.execute(accounts)}
        case (("cast_vote" | "close_motion"), "motion"):
            motion = open_motion_of(doing.session, doing.complaint.id)
            return {str(motion.id): motion.question} if motion else {}
        case _ if chosen_at_meetings(act, parameter):
            return at_meetings(parameter, doing)
        case "adopt_reading", "option":
            reading = READINGS.get(request.values.get("reading", ""))
            return dict(reading.options) if reading else None
        case verb, name if (verb, name) in OFFERED:
            return OFFERED[verb, name](doing)
    return parameter.choices


def _here(doing: Doing) -> dict[int, str]:
    """Who sits today, by seat."""
    return dict(seated(doing.session, doing.today))


def _people(doing: Doing, accounts: Iterable[str]) -> dict[str, str]:
    """Accounts with their names, in the order of the accounts given."""
    known = names(doing.session)
    return {account: known[account] for account in accounts}


def _send(act: Act, row: Complaint | None) -> Response | tuple[str, int] | str:
    key = _printable(request.form.get("request_key", ""))[:64]
    if act.verb == "open_motion" and request.form.get("only_the_sum"):
        return _form(act, row, review=True)
    if act.drafts and request.form.get("only_the_letter"):
        return _show_letter(act, row)
    try:
        warning = act.warning(in_hand(row))
        if warning and request.form.get("understood") != "yes":
            raise Refused(f"Confirm it first, at the foot of the form. {warning}")
        with _given(act) as given:
            if act.verb == "propose_redaction" and row is not None:
                given["copy"] = redactions.made(row, given)
            outcome = office().perform(act.verb, g.actor, given, row.id if row else None, key, _seen())
    except NotFound:
        abort(404)
    except Refused as refused:
        # What others did since this request began to read is to be on the page that says so.
        records().rollback()
        return _form(act, row, refused), 409 if isinstance(refused, Stale) else 422
    session.pop("draft", None)
    flash(_said(act, outcome.reply))
    for name, secret in outcome.told_once.items():
        flash(f"Your {name}, shown this once: {secret}")
    if "proposal" in outcome.reply:
        return redirect(url_for("publishing.proposal", proposal=outcome.reply["proposal"]))
    if not outcome.complaint and "meeting" in outcome.reply:
        return redirect(url_for("meetings.meeting", meeting=outcome.reply["meeting"]))
    if "redaction" in outcome.reply:
        return redirect(url_for("redactions.one", complaint=outcome.complaint, copy=outcome.reply["redaction"]))
    if outcome.complaint and act.verb not in AFTERWARDS and outcome.reply.get("recused") != g.actor.name:
        motion = outcome.reply.get("motion")
        if motion:
            return redirect(url_for("docket.motion", complaint=outcome.complaint, motion=motion))
        if letter := _letter_made(act, outcome.reply):
            return redirect(url_for("letters.letter", complaint=outcome.complaint, letter=letter))
        return redirect(url_for("docket.matter", complaint=outcome.complaint))
    if "records_request" in outcome.reply and outcome.complaint is None:
        return redirect(url_for("requests.request_", asked=outcome.reply["records_request"]))
    if "claim" in outcome.reply:
        return redirect(url_for("expenses.claim", claim=outcome.reply["claim"]))
    return redirect(url_for(AFTERWARDS.get(act.verb, home(g.actor))))


def _before_typing(act: Act, doing: Doing) -> MultiDict[str, str]:
    """What stands in the form at first: what the address says, else what is known."""
    return MultiDict({**prefilled(act, doing).to_dict(flat=False), **request.args.to_dict(flat=False)})


def _show_letter(act: Act, row: Complaint | None) -> tuple[str, int] | str:
    """The form once more, with the letter that it would release."""
    try:
        with _given(act) as given:
            drawn = draft(act, in_hand(row), given)
    except Refused as refused:
        return _form(act, row, refused), 422
    keep(request.path)
    return _form(act, row, review=True, drawn=drawn)


def _letter_made(act: Act, reply: Mapping[str, Any]) -> int | None:
    """The letter that the act was about, or that it released."""
    made = reply.get("letters") if act.drafts or act.verb == "release_again" else None
    return made[-1]["id"] if made else reply.get("letter")


# Where the address is known, the notice is reviewed without a press in between.
SHOWN_AT_ONCE = frozenset({"release_notice", "propose_publication", "propose_roster"})
OF_AN_ACCOUNT = ("change_role", "correct_address", "renew_invitation", "end_account")
PUBLISHING = (
    "propose_roster", "propose_report", "propose_totals", "propose_correction", "withdraw_publication", "publish",
    "refuse_proposal", "take_back_proposal",
)  # fmt: skip
AFTERWARDS = {
    "invite": "people.list_",
    "change_role": "people.list_",
    "correct_address": "people.list_",
    "renew_invitation": "people.list_",
    "end_account": "people.list_",
    # Who is recused does not read the matter any more.
    "declare_recusal": "docket.list_",
    "keep_findings": "register.findings",
    "import_referrals_file": "register.findings",
    "import_homicides_file": "register.findings",
    "import_population_file": "register.findings",
    "import_mail_events": "docket.list_",
    "adopt_reading": "law.readings",
    "load_statute": "law.statute",
    "call_meeting": "meetings.list_",
    "make_calendar_feed": "meetings.list_",
    "revoke_calendar_feed": "meetings.list_",
    "enter_closure": "law.calendar",
    "enter_candidate": "roster.seats",
    "strike_office_term": "roster.seats",
    "appoint_member": "roster.seats",
    "record_vacancy": "roster.seats",
    "enter_rate": "expenses.rates",
    "claim_expenses": "expenses.claims",
    "approve_claim": "expenses.claims",
    "refuse_claim": "expenses.claims",
    "save_words": "letters.words",
    "enter_retention": "retention.page",
    "place_hold": "retention.page",
    "lift_hold": "retention.page",
    "propose_disposal": "retention.page",
    "dispose": "retention.page",
    **dict.fromkeys(PUBLISHING, "publishing.list_"),
    "receive_records_request": "requests.list_",
    "resume_sending": "letters.list_",
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
            elif parameter.kind is Kind.PAPERS:
                given[parameter.name] = papers_of(parameter.name)
            elif parameter.kind is Kind.LINES:
                given[parameter.name] = _lines(parameter)
            elif parameter.kind in SEVERAL:
                given[parameter.name] = request.form.getlist(parameter.name)
            else:
                given[parameter.name] = request.form.get(parameter.name)
        yield given


def _lines(parameter: Parameter) -> list[dict[str, str]]:
    """The lines of a form, each field under its own name: `lines-1-day`."""
    name, fields = parameter.name, [field.name for field in parameter.fields]
    rows = range(1, ROWS_OF.get(name, ROWS) + 1)
    return [{field: request.form.get(f"{name}-{row}-{field}", "") for field in fields} for row in rows]


def _kept(upload: FileStorage, folder: Path) -> FeedFile:
    path = folder / "upload"
    upload.save(path)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FeedFile(path, called=_printable(Path(upload.filename or "").name)[:120] or "upload", sha256=digest)


def _printable(text: str) -> str:
    """The text without the characters that nobody sees: NUL, line ends, turns of the writing's direction."""
    return "".join(letter for letter in text if letter.isprintable())
