"""The letter that an act would release, shown before it is signed: the real sheet as pictures, and its words."""

import datetime as dt
import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, g, request, session
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from committee_app import pictures
from committee_app.acts import ACTS
from committee_app.acts.doing import Doing
from committee_app.acts.entering import KEPT, hash_of
from committee_app.acts.registry import Act
from committee_app.acts.wordings import before_and_after
from committee_app.desks.docket import in_hand, the_matter
from committee_app.desks.offering import prefilled
from committee_app.doorway import office, records, shows
from committee_app.signatures import Certificate, signer_of
from committee_app.tables.accounts import KeptForm
from committee_app.tables.docket import Complaint
from letters.catalogue import CATALOGUE, words
from letters.layout import as_pdf
from letters.letter import Letter
from workflows.machine import Refused

desk = Blueprint("drafting", __name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that is not released: its value, how many sheets it takes, and where its words differ from those in
    force (for words that are being edited). `certificate` is that of the office with which its release signs it, and
    `unfit` why it would not."""

    paper: Letter
    pages: int
    sides: tuple[tuple[str, str, bool], ...] = ()
    certificate: Certificate | None = None
    unfit: str | None = None


def draft(act: Act, doing: Doing, given: Mapping[str, Any]) -> Draft | None:
    """The letter that the act would release with what is given. Raises Refused for what the act would refuse."""
    if act.drafts is None:
        return None
    doing.values = act.parse(given)
    paper = act.drafts(doing)
    if paper is None:
        return None
    pages = pictures.how_many(as_pdf(paper, doing.letterhead()))
    if act.verb == "save_words":
        return Draft(paper, pages, tuple(_sides(*before_and_after(doing))))
    return Draft(paper, pages, (), *_certificate(paper, doing.now))


def _certificate(paper: Letter, now: dt.datetime) -> tuple[Certificate | None, str | None]:
    """With what a letter is signed at its release, or why it cannot be; neither where it is signed by hand."""
    signer = signer_of(office().settings)
    if signer is None or paper.kind not in CATALOGUE or not CATALOGUE[paper.kind].signed:
        return None, None
    fault = signer.fault(now)
    return (None, fault) if fault else (signer.certificate(now), None)


def _sides(before: Letter, after: Letter) -> Iterator[tuple[str, str, bool]]:
    """Both letters paragraph by paragraph, side by side; the third says whether they differ there."""
    left, right = (f"{one.subject}\n\n{words(one)}".split("\n\n") for one in (before, after))
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((text, text, False) for text in left[a:b])
        else:
            yield "\n\n".join(left[a:b]), "\n\n".join(right[c:d]), True


def keep(path: str) -> None:
    """Keeps what was typed for an hour, so that the pictures of the draft can be drawn from it."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in {"csrf_token"}]
    session["draft"] = office().door().keep(g.actor.name, path, json.dumps(fields))


def _kept(path: str) -> MultiDict[str, str] | None:
    key = session.get("draft")
    if not isinstance(key, str):
        return None
    text = records().scalar(
        select(KeptForm.typed).where(
            KeptForm.key == hash_of(key),
            KeptForm.account == g.actor.name,
            KeptForm.path == path,
            KeptForm.kept_at > office().settings.now() - KEPT,
        )
    )
    return MultiDict([(str(name), str(value)) for name, value in json.loads(text)]) if text else None


@desk.get("/acts/<verb>/draft-<int:page>.png")
@shows("act")
def picture(verb: str, page: int) -> Response:
    return _picture(verb, None, page)


@desk.get("/docket/<complaint>/acts/<verb>/draft-<int:page>.png")
@shows("act of a matter")
def picture_in_matter(complaint: str, verb: str, page: int) -> Response:
    return _picture(verb, the_matter(complaint), page)


def _picture(verb: str, row: Complaint | None, number: int) -> Response:
    act = ACTS.get(verb)
    if act is None or act.drafts is None or g.actor.role not in act.roles:
        abort(404)
    if not act.is_about(a_matter=row is not None):
        abort(404)
    doing = in_hand(row)
    if act.hindrance and act.hindrance(doing):
        abort(404)
    typed = _kept(request.path.rpartition("/")[0]) or prefilled(act, doing)
    given = {parameter.name: typed.get(parameter.name) for parameter in act.parameters}
    try:
        doing.values = act.parse(given)
        paper = act.drafts(doing)
    except Refused:
        abort(404)
    drawn = (pictures.page(as_pdf(paper, doing.letterhead()), number) if paper else None) or abort(404)
    return Response(drawn, mimetype="image/png")
