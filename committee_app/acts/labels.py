"""The certified-mail label of a letter: its number comes onto the address sheet and the form's data as barcodes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app import service
from committee_app.acts.doing import Doing, further_sheets, sha256
from committee_app.acts.letterhead import MAILER, zip_code
from committee_app.acts.letters import LETTER, standing, the_letter, was_sent
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.serving import NUMBER_IS_RIGHT, checked, free, readings
from committee_app.labels import label_of
from committee_app.tables.letters import LetterLabel
from committee_app.tables.office import Setting
from committee_app.tables.records import Letter, Outbox
from letters import catalogue
from letters.article_number import ArticleNumber, article_number
from letters.layout import Letterhead
from letters.reply_code import ReplyCode
from rules.statute import clause
from workflows.complaint import NOTICE
from workflows.machine import Refused
from workflows.service import ARRIVED, CAME_BACK, counting, outcome


def unlabelled(doing: Doing) -> list[Letter]:
    """The letters of this matter that can have a label: certified ones that wait to be handed over, for the first time
    or because what was mailed came back."""
    return [letter for letter in standing(doing) if takes_none(doing, letter) is None]


def takes_none(doing: Doing, letter: Letter) -> str | None:
    """Why a letter that was not taken back takes no label, as a sentence with the remedy; None where it takes one."""
    if not is_certified(letter):
        return f"Letter {letter.id} goes by plain mail: it takes no label."
    known = service.facts(service.recorded(doing.session, doing.complaint.id), letter.id)
    # A copy to somebody else is no way of this letter: it has an envelope of its own.
    mine = counting(known, readings(doing)["second_addressee"])
    mail = {fact.mailing for fact in mine if fact.mailing is not None}
    became = [outcome(fact.event for fact in mine if fact.mailing == piece) for piece in mail]
    if any(fact.event in ARRIVED for fact in mine) or not all(one in CAME_BACK for one in became):
        return (
            f"Letter {letter.id} is on its way, or has arrived: it takes no label. If it came back, record that first."
        )
    if not mail and was_sent(doing.session, letter):
        return (
            f"The sending of letter {letter.id} is recorded: it takes no label. If it came back, record its posting "
            "and its return first."
        )
    return None


def is_certified(letter: Letter) -> bool:
    """Whether the letter goes as certified mail, and is kept as what it says."""
    return letter.said is not None and catalogue.CATALOGUE[letter.kind].certified


def _hindrance(doing: Doing) -> str | None:
    return (
        None
        if unlabelled(doing)
        else "No certified letter of this matter waits to be handed over, for the first time or once more."
    )


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
    if letter not in standing(doing):
        raise Refused(f"Letter {letter.id} was taken back: it takes no label. Release it again.", NOTICE)
    if why := takes_none(doing, letter):
        raise Refused(why, clause(letter.clause))
    # A dispatcher that begins again lays the same sheets as before, or says that others lie there.
    row = doing.session.scalars(
        select(Outbox).where(Outbox.letter_id == letter.id, Outbox.printing.is_(None)).with_for_update(),
        execution_options={"populate_existing": True},
    ).one()
    if row.lease_until is not None and row.done_at is None:
        raise Refused(f"Letter {letter.id} is being laid into the print tray just now. Try again in a minute.", NOTICE)
    # The number with its warning, if it has one: the form's sheet tells it to whoever compares it once more.
    article = article_number(checked(doing, "article_number") or "")
    free(doing, article.digits, None, letter=letter.id)
    before = label_of(doing.session, letter.id)
    if before is not None and before.article_number == article.digits:
        raise Refused(f"Letter {letter.id} has the label {article} already.", clause(letter.clause))
    sheets = _sheets(doing, letter, article)
    hashes = {f"{kind}_sha256": sha256(sheet) for kind, sheet in sheets.items()}
    if before is not None:
        before.ended_by = doing.seq
        # The new one may only come when the old one is gone.
        doing.session.flush()
    doing.session.add(
        LetterLabel(
            entry=doing.seq,
            letter_id=letter.id,
            article_number=article.digits,
            late=row.done_at is not None,
            **sheets,
            **hashes,
        )
    )
    doing.reply |= {"letter": letter.id}
    instead = {"instead_of": before.article_number} if before is not None else {}
    return {"letter": letter.id, "article_number": article.digits, **instead, **hashes}


def _sheets(doing: Doing, letter: Letter, article: ArticleNumber) -> dict[str, bytes]:
    said: Any = letter.said
    paper = catalogue.letter(catalogue.revived(letter.kind, said["value"]), signed_by=said["signed_by"])
    head = doing.letterhead()
    return dict(further_sheets(paper, head, article, _reply(doing, letter, head)))


def _reply(doing: Doing, letter: Letter, head: Letterhead) -> ReplyCode | None:
    """The barcode of the return envelope, where the office has a mailer id. Raises Refused where none can be made."""
    mailer = doing.session.get(Setting, MAILER)
    if mailer is None or not mailer.value:
        return None
    try:
        return ReplyCode.of_letter(mailer.value, letter.id, zip_code(head.lines))
    except ValueError as error:
        raise Refused(
            f"The return envelope gets no barcode: {error}. The office's address ends with its ZIP code, and the "
            "director enters the mailer id.",
            clause(letter.clause),
        ) from None
