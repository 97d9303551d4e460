"""The letters desk: what waits to be printed, what is printed and not handed over, each letter whole, and the words."""

import secrets
from collections.abc import Sequence

from flask import Blueprint, Response, abort, g, render_template
from sqlalchemy import select

from committee_app import correspondence, pictures
from committee_app.access import hidden_matters
from committee_app.acts.doing import calendars, words_in_force
from committee_app.acts.labels import unlabelled
from committee_app.acts.performing import next_acts
from committee_app.acts.registry import ACTS, Act
from committee_app.correspondence import Line, Stands
from committee_app.desks.docket import in_hand, the_matter
from committee_app.docket import names
from committee_app.doorway import office, records, shows
from committee_app.labels import label_of, not_in_the_tray
from committee_app.sending import stopped
from committee_app.standing import open_matters
from committee_app.standing_letters import standing_letters
from committee_app.tables.docket import Complaint
from committee_app.tables.letters import LetterPrinting, LetterSheet, LetterWords
from committee_app.tables.records import Letter, Outbox
from letters import catalogue
from letters.letter import Letter as Paper

desk = Blueprint("letters", __name__)
SHEETS = {"envelope": "Address sheet", "mailing_form": "Data of the certified-mail form"}


@desk.get("/letters")
@shows("letters")
def list_() -> str:
    hidden, today = hidden_matters(records(), g.actor), office().settings.today()
    strict = calendars(records()).strict
    still = standing_letters(records(), open_matters(records(), today, hidden), hidden, today, strict)
    return render_template(
        "letters.html",
        stopped=stopped(records()),
        trays=correspondence.trays(records(), hidden),
        still=still,
        acts=next_acts(in_hand(None), ("enter_mailer_id",)),
    )


@desk.get("/docket/<complaint>/letters/<int:letter>")
@shows("letter")
def letter(complaint: str, letter: int) -> str:
    kept, row = _the_letter(complaint, letter), the_matter(complaint)
    line = next((one for one in correspondence.listed(records(), (), complaint) if one.id == letter), None) or abort(
        404
    )
    return render_template(
        "letter.html",
        row=row,
        letter=kept,
        line=line,
        catalogued=catalogue.CATALOGUE.get(kept.kind),
        queued=records().scalars(select(Outbox).filter_by(letter_id=letter, printing=None)).one(),
        paper=_paper(kept),
        pages=pictures.how_many(kept.pdf),
        sheets=records().scalars(select(LetterSheet.kind).filter_by(letter_id=letter).order_by(LetterSheet.kind)).all(),
        label=label_of(records(), letter),
        not_in_the_tray=not_in_the_tray(records(), letter),
        troubles=_troubles(letter),
        printings=records().scalars(
            select(LetterPrinting).filter_by(letter_id=letter).order_by(LetterPrinting.number)
        ).all(),
        acts=_acts(row, kept, line),
        names=names(records()),
        request_key=secrets.token_urlsafe(24),
        SHEETS=SHEETS,
    )  # fmt: skip


def _troubles(letter: int) -> Sequence[Outbox]:
    """The sheets of this letter that could not be laid into the print tray yet, the first one first."""
    waits = select(Outbox).where(Outbox.letter_id == letter, Outbox.trouble.is_not(None), Outbox.done_at.is_(None))
    return records().scalars(waits.order_by(Outbox.id)).all()


def _the_letter(complaint: str, number: int) -> Letter:
    """The letter of the address, or 404."""
    kept = records().get(Letter, number)
    if kept is None or kept.complaint_id != complaint:
        abort(404)
    return kept


def _paper(kept: Letter) -> Paper | None:
    """The letter's words as they were released; None for one that was kept as a PDF alone."""
    if kept.said is None:
        return None
    said = catalogue.revived(kept.kind, kept.said["value"])
    return catalogue.letter(said, words_in_force(records(), kept.kind, kept.words), kept.said["signed_by"])


def _acts(row: Complaint, kept: Letter, line: Line) -> list[Act]:
    """What this account could do with the letter now."""
    doing, wanted = in_hand(row), {line.next_act}
    if line.stands in {Stands.PRINTED, Stands.HANDED_OVER}:
        wanted.add("print_letter")
    if line.may_go_back:
        wanted.add("take_back_letter")
    if kept in unlabelled(doing):
        wanted.add("label_letter")
    return next_acts(doing, [verb for verb in ACTS if verb in wanted])


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return Response(content, mimetype=kind, headers=headers)


@desk.get("/docket/<complaint>/letters/<int:letter>/page-<int:page>.png")
@shows("letter")
def picture(complaint: str, letter: int, page: int) -> Response:
    drawn = pictures.page(_the_letter(complaint, letter).pdf, page) or abort(404)
    return Response(drawn, mimetype="image/png")


@desk.get("/docket/<complaint>/letters/<int:letter>/envelope.pdf")
@shows("letter")
def envelope(complaint: str, letter: int) -> Response:
    return _sheet(complaint, letter, "envelope")


@desk.get("/docket/<complaint>/letters/<int:letter>/mailing_form.pdf")
@shows("letter")
def mailing_form(complaint: str, letter: int) -> Response:
    return _sheet(complaint, letter, "mailing_form")


def _sheet(complaint: str, letter: int, kind: str) -> Response:
    _the_letter(complaint, letter)
    label = label_of(records(), letter)
    sheet = records().get(LetterSheet, (letter, kind)) or abort(404)
    return _file(label.sheets[kind] if label else sheet.pdf, "application/pdf", f"{complaint}-{letter}-{kind}.pdf")


@desk.get("/docket/<complaint>/letters/<int:letter>/printing-<int:printing>.pdf")
@shows("letter")
def reprint(complaint: str, letter: int, printing: int) -> Response:
    _the_letter(complaint, letter)
    kept = records().get(LetterPrinting, (letter, printing))
    if kept is None or kept.pdf is None:
        abort(404)
    return _file(kept.pdf, "application/pdf", f"{complaint}-{letter}-printing-{printing}.pdf")


@desk.get("/letters/words")
@shows("words")
def words() -> str:
    query = select(LetterWords.kind, LetterWords.version).order_by(LetterWords.version)
    versions: dict[str, int] = {row.kind: row.version for row in records().execute(query)}
    return render_template("words.html", catalogue=catalogue.CATALOGUE, versions=versions, editing=_may_edit())


@desk.get("/letters/words/<kind>")
@shows("words")
def words_of(kind: str) -> str:
    row = catalogue.CATALOGUE.get(kind) or abort(404)
    query = select(LetterWords).where(LetterWords.kind == kind).order_by(LetterWords.version.desc())
    return render_template(
        "words_of.html",
        kind=kind,
        row=row,
        built_in=row.built_in(kind),
        versions=records().scalars(query).all(),
        editing=_may_edit(),
    )


def _may_edit() -> bool:
    return bool(next_acts(in_hand(None), ("save_words",)))
