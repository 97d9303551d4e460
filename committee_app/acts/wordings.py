"""The office's own words for its letters: a further version, never a change of an earlier one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from committee_app.access import hidden_matters
from committee_app.acts.doing import Doing, sha256, words_in_force
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.letters import LetterWords, MeetingSheet
from committee_app.tables.records import Letter
from letters import catalogue
from letters.letter import Letter as Paper
from letters.words import Unfit
from rules.statute import cite
from workflows.machine import Refused

CORRESPONDENCE = cite("56.602.4(2)#2")
KIND = Parameter(
    "kind", Kind.CHOICE, "Letter", choices={kind: row.title for kind, row in catalogue.CATALOGUE.items()}
)  # fmt: skip


def live_value(doing: Doing, kind: str) -> catalogue.Said | None:
    """What the newest letter of that kind says that this account may read: the live record of a preview."""
    hidden = hidden_matters(doing.session, doing.actor)
    letters = select(Letter.said).where(
        Letter.kind == kind, Letter.said.is_not(None), Letter.complaint_id.not_in(hidden)
    )
    kept = doing.session.scalars(letters.order_by(Letter.id.desc())).first()
    sheets = select(MeetingSheet.said).where(MeetingSheet.kind == kind).order_by(MeetingSheet.entry.desc())
    value = kept["value"] if kept else doing.session.scalars(sheets).first()
    return catalogue.revived(kind, value) if value else None


def before_and_after(doing: Doing) -> tuple[Paper, Paper]:
    """The same letter in the words in force and in those that are given: on the newest letter of the kind, or with the
    names of its fields where there is none. Raises Refused for words that cannot be taken."""
    kind = doing["kind"]
    before = words_in_force(doing.session, kind)
    try:
        after = catalogue.checked(kind, before.version + 1, doing["subject"], doing["text"])
    except Unfit as unfit:
        raise Refused(str(unfit), catalogue.CATALOGUE[kind].clauses[0]) from None
    said = live_value(doing, kind)
    if said is None:
        return catalogue.outline(before, doing.today), catalogue.outline(after, doing.today)
    return catalogue.letter(said, before), catalogue.letter(said, after)


@act(
    "Saves a further version of the words of one kind of letter. Letters that are released keep theirs.",
    CORRESPONDENCE,
    roles="director",
    about="office",
    asks=(
        KIND,
        Parameter("subject", Kind.TEXT, "Subject"),
        Parameter("text", Kind.LONG_TEXT, "Words"),
        Parameter("reason", Kind.TEXT, "Why they are changed"),
    ),
    step_up=True,
    drafts=lambda doing: before_and_after(doing)[1],
)
def save_words(doing: Doing) -> Mapping[str, Any]:
    kind = doing["kind"]
    row = catalogue.CATALOGUE[kind]
    doing.clause = row.clauses[0]
    latest = doing.session.scalar(select(func.max(LetterWords.version)).where(LetterWords.kind == kind)) or 1
    try:
        words = catalogue.checked(kind, latest + 1, doing["subject"], doing["text"])
    except Unfit as unfit:
        raise Refused(str(unfit), row.clauses[0]) from None
    before = words_in_force(doing.session, kind)
    if (before.subject, before.text) == (words.subject, words.text):
        raise Refused(f"These are the words of version {before.version} already.", row.clauses[0])
    doing.session.add(
        LetterWords(
            kind=kind,
            version=words.version,
            subject=words.subject,
            text=words.text,
            reason=doing["reason"],
            entry=doing.seq,
        )
    )
    doing.reply |= {"kind": kind, "version": words.version}
    return {"kind": kind, "version": words.version, "sha256": sha256(words.text.encode()), "reason": doing["reason"]}
