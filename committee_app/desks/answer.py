"""The prosecutor's desk: opened by the code of the notice, without an account. A code is only ever sent in a form."""

import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as BaseResponse

from committee_app import respondent
from committee_app.access import ANYONE, find_actor, holder
from committee_app.acts import ACTS, tries
from committee_app.acts.answering import TEXT
from committee_app.acts.opening import (
    NOT_OPENED,
    OPEN_FOR,
    end_sitting,
    holder_of,
    not_opened,
    open_sitting,
    receive,
)
from committee_app.desks.browsers import where
from committee_app.desks.docket import in_hand, the_matter
from committee_app.desks.papers import attachment
from committee_app.doorway import answer_sitting, office, records, shows, takes
from committee_app.examining import MEGABYTE
from committee_app.papers import LARGEST, Kept, keep
from committee_app.tables.records import Letter
from workflows.machine import Refused

desk = Blueprint("answer", __name__)
TOO_OFTEN = (
    f"{NOT_OPENED} Many wrong codes came from your network: wait some minutes before you try another. The right one "
    "opens the page even now."
)
# The papers of one sending, and what a form has besides.
LARGEST_FORM = LARGEST + MEGABYTE
TOO_LARGE = (
    "Nothing of it was taken. This page takes 50 MB at a time: go back, and send the papers in several steps. A paper "
    "that is larger by itself can be split, or scanned at 300 points per inch in black and white; or bring it to the "
    "office on a disk or on paper, which is always taken."
)
ABOUT_RESPONSE = "response"


@desk.get("/answer")
@shows(ANYONE)
def code() -> BaseResponse | str:
    return redirect(url_for("answer.matter")) if _is_open() else _code_page()


def _is_open() -> bool:
    here = answer_sitting()
    return here is not None and find_actor(records(), holder(here.code_id), office().settings.today()) is not None


@desk.post("/answer")
@shows(ANYONE)
def send_code() -> BaseResponse | tuple[str, int]:
    settings, database, here = office().settings, office().database, where()
    reference, typed = request.form.get("reference", ""), request.form.get("code", "")
    actor = holder_of(records(), reference, typed, settings.today())
    if actor is None:
        try:
            return _code_page(not_opened(database, here.network, settings.now()).reason), 422
        except tries.TooOften:
            return _code_page(TOO_OFTEN), 429
    # Only the first opening is an act; of each the sitting tells.
    with suppress(Refused):
        first = {"network": here.network, "browser": here.browser}
        office().perform("open_by_code", actor, first, actor.matter, secrets.token_urlsafe(24))
    session["answer"] = open_sitting(database, actor, here, settings.now())
    return redirect(url_for("answer.matter"))


def _code_page(refused: str | None = None) -> str:
    reference = request.form.get("reference", "")[:20]
    return render_template("answer/code.html", refused=refused, reference=reference)


@desk.post("/answer/leave")
@shows(ANYONE)
def leave() -> BaseResponse:
    here = answer_sitting()
    if here is not None:
        end_sitting(office().database, here, office().settings.now())
    session.pop("answer", None)
    flash("The page is closed on this browser. The code in your letter opens it again.")
    answer = redirect(url_for("answer.code"))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@dataclass
class Draft:
    """What is about to be sent: about the response or about the request of that number, its text, its papers, and what
    was refused of it."""

    about: str = ABOUT_RESPONSE
    text: str = ""
    papers: list[Kept] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@desk.get("/answer/matter")
@shows("answer")
def matter() -> str:
    return _page("answer/matter.html", Draft())


@desk.post("/answer/matter")
@takes(LARGEST_FORM, TOO_LARGE)
@shows("answer")
def write() -> BaseResponse | tuple[str, int] | str:
    """The steps of one sending, each a button of the same form: add papers, look it over, change it, send it."""
    draft, step = _draft(), request.form.get("step", "look")
    if step == "send" and not draft.refused:
        try:
            return redirect(url_for("answer.receipt", receipt=_send(draft)))
        except Refused as refused:
            draft.refused.append(refused.reason)
    elif step == "look" and not draft.refused:
        draft.refused.extend(_objections(draft))
    if draft.refused:
        return _page("answer/matter.html", draft), 422
    return _page("answer/confirm.html" if step == "look" else "answer/matter.html", draft)


def _draft() -> Draft:
    draft = Draft(request.form.get("about", ABOUT_RESPONSE), request.form.get("text", ""))
    leave_out = request.form.getlist("leave_out")
    draft.papers = [paper for one in request.form.getlist("kept") if one not in leave_out and (paper := _told(one))]
    uploads = [upload for upload in request.files.getlist("papers") if upload.filename]
    try:
        if uploads and (here := answer_sitting()) is not None:
            receive(office().database, here, request.content_length or 0, office().settings.now())
    except Refused as refused:
        draft.refused.append(refused.reason)
        return draft
    for upload in uploads:
        try:
            paper = keep(office().settings.instance, upload.stream, upload.filename or "", upload.mimetype)
            draft.papers.append(paper)
        except Refused as refused:
            draft.refused.append(refused.reason)
    draft.papers = list({paper.sha256: paper for paper in draft.papers}.values())
    return draft


def _objections(draft: Draft) -> list[str]:
    """Why the draft cannot be sent as it is, before it is looked over."""
    try:
        TEXT.parse(draft.text)
    except Refused as refused:
        return [refused.reason]
    if not draft.text.strip() and not draft.papers:
        return ["Write your answer, or add a paper: one of the two is needed."]
    return [hindrance] if (hindrance := _hindrance(draft.about)) else []


def _hindrance(about: str) -> str | None:
    verb = "send_response" if about == ABOUT_RESPONSE else "send_information"
    asks = ACTS[verb].hindrance
    return asks(in_hand(the_matter(g.actor.matter))) if asks else None


def _send(draft: Draft) -> int:
    """Does the act; says the number of the receipt. Raises Refused. Sent twice, it says the same and acts once."""
    given: dict[str, Any] = {"text": draft.text, "papers": [asdict(paper) for paper in draft.papers]}
    verb = "send_response"
    if draft.about != ABOUT_RESPONSE:
        asked = respondent.shown(records(), g.actor.matter).asked
        verb = "send_information"
        given["request"] = next((one.entry for one in asked if str(one.number) == draft.about), 0)
    key = "".join(sign for sign in request.form.get("request_key", "") if sign.isprintable())[:64]
    number: int = office().perform(verb, g.actor, given, g.actor.matter, key).reply["receipt"]
    return number


def _page(template: str, draft: Draft) -> str:
    here = answer_sitting()
    records().rollback()
    return render_template(
        template,
        shown=respondent.shown(records(), g.actor.matter),
        sendings=respondent.sendings(records(), g.actor.matter),
        draft=draft,
        kept=[(paper, _seal(paper)) for paper in draft.papers],
        closed=_hindrance(ABOUT_RESPONSE),
        until=here.opened_at + OPEN_FOR if here else None,
        request_key=secrets.token_urlsafe(24),
    )


def _sealer() -> URLSafeTimedSerializer:
    """What a browser holds of papers that are not sent yet is sealed: nobody names a paper that is another's."""
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"] or []), current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="a paper that is not sent yet")


def _seal(paper: Kept) -> str:
    sealed = _sealer().dumps([g.actor.name, asdict(paper)])
    return sealed.decode() if isinstance(sealed, bytes) else sealed


def _told(sealed: str) -> Kept | None:
    """The paper that was taken in before, for this code alone; None where the seal is broken or old."""
    try:
        name, paper = _sealer().loads(sealed, max_age=int(OPEN_FOR.total_seconds()))
    except BadData:
        return None
    return Kept(**paper) if name == g.actor.name else None


def _sending(number: int) -> respondent.Sending:
    sent = respondent.sendings(records(), g.actor.matter)
    return next((one for one in sent if one.number == number), None) or abort(404)


@desk.get("/answer/receipts/<int:receipt>")
@shows("answer")
def receipt(receipt: int) -> str:
    sending, letter = _sending(receipt), records().get_one(Letter, _sending(receipt).letter)
    return render_template("answer/receipt.html", sending=sending, letter=letter, reference=g.actor.matter)


@desk.get("/answer/receipts/<int:receipt>.pdf")
@shows("answer")
def receipt_letter(receipt: int) -> Response:
    letter = records().get_one(Letter, _sending(receipt).letter)
    name = f"{letter.complaint_id}-receipt-{receipt}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return Response(letter.pdf, mimetype="application/pdf", headers=headers)


@desk.get("/answer/receipts/<int:receipt>/papers/<int:paper>")
@shows("answer")
def paper(receipt: int, paper: int) -> Response:
    papers = _sending(receipt).papers
    return attachment(papers[paper - 1]) if 0 < paper <= len(papers) else abort(404)
