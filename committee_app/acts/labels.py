"""The certified-mail label of a letter: its number comes onto the address sheet and the form's data as barcodes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing, further_sheets, sha256
from committee_app.acts.letterhead import zip_code
from committee_app.acts.letters import LETTER, standing, the_letter
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.serving import NUMBER_IS_RIGHT, checked, free
from committee_app.service import recorded
from committee_app.service import standing as facts_that_stand
from committee_app.tables.letters import LetterLabel
from committee_app.tables.office import Setting
from committee_app.tables.records import Letter, Outbox
from letters import catalogue
from letters.article_number import ArticleNumber
from letters.layout import Letterhead
from letters.reply_code import ReplyCode
from rules.statute import clause
from workflows.complaint import NOTICE
from workflows.machine import Refused


def unlabelled(doing: Doing) -> list[Letter]:
    """The certified letters of this matter that were not handed over: they can have a label still."""
    sent = {row.letter_id for row in facts_that_stand(recorded(doing.session, doing.complaint.id))}
    return [letter for letter in standing(doing) if letter.id not in sent and is_certified(letter)]


def is_certified(letter: Letter) -> bool:
    """Whether the letter goes as certified mail, and is kept as what it says."""
    return letter.said is not None and catalogue.CATALOGUE[letter.kind].certified


def _hindrance(doing: Doing) -> str | None:
    return None if unlabelled(doing) else "No certified letter of this matter waits to be handed over."


@act(
    "Puts the number of a certified-mail label onto a letter's address sheet and the data of its form, as barcodes.",
    NOTICE,
    roles="director staff",
    asks=(
        LETTER,
        Parameter("article_number", Kind.TEXT, "Certified mail number", hint="20 or 22 digits, as the label has it"),
        NUMBER_IS_RIGHT,
    ),
    hindrance=_hindrance,
)
def label_letter(doing: Doing) -> Mapping[str, Any]:
    letter = the_letter(doing)
    if letter not in unlabelled(doing):
        raise Refused(f"Letter {letter.id} goes by plain mail, or is on its way: it takes no label.", NOTICE)
    # A dispatcher that begins again lays the same sheets as before, or says that others lie there.
    row = doing.session.scalars(
        select(Outbox).where(Outbox.letter_id == letter.id, Outbox.printing.is_(None)).with_for_update(),
        execution_options={"populate_existing": True},
    ).one()
    if row.lease_until is not None and row.done_at is None:
        raise Refused(f"Letter {letter.id} is being laid into the print tray just now. Try again in a minute.", NOTICE)
    article = checked(doing, "article_number") or ""
    free(doing, article, None)
    other = doing.session.scalar(select(LetterLabel.letter_id).where(LetterLabel.article_number == article))
    if other is not None:
        raise Refused(f"The label {ArticleNumber(article)} is for letter {other} already.", NOTICE)
    doing.clause = clause(letter.clause)
    sheets = _sheets(doing, letter, ArticleNumber(article))
    hashes = {f"{kind}_sha256": sha256(sheet) for kind, sheet in sheets.items()}
    doing.session.add(LetterLabel(entry=doing.seq, letter_id=letter.id, article_number=article, **sheets, **hashes))
    return {"letter": letter.id, "article_number": article, **hashes}


def _sheets(doing: Doing, letter: Letter, article: ArticleNumber) -> dict[str, bytes]:
    said: Any = letter.said
    paper = catalogue.letter(catalogue.revived(letter.kind, said["value"]), signed_by=said["signed_by"])
    head = doing.letterhead()
    return dict(further_sheets(paper, head, article, _reply(doing, letter, head)))


def _reply(doing: Doing, letter: Letter, head: Letterhead) -> ReplyCode | None:
    """The barcode of the return envelope, where the office has a mailer id: the letter's number is its serial."""
    mailer = doing.session.get(Setting, "mailer_id")
    return ReplyCode(mailer.value, letter.id, zip_code(head.lines)) if mailer is not None and mailer.value else None
