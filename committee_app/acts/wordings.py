"""The office's own words for its letters: a further version, never a change of an earlier one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from committee_app.acts.doing import Doing, sha256, words_in_force
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.letters import LetterWords
from letters import catalogue
from letters.words import Unfit
from rules.statute import cite
from workflows.machine import Refused

CORRESPONDENCE = cite("56.602.4(2)#2")
KIND = Parameter(
    "kind", Kind.CHOICE, "Letter", choices={kind: row.title for kind, row in catalogue.CATALOGUE.items()}
)  # fmt: skip


@act(
    "Saves a further version of the words of one kind of letter. Letters that are released keep theirs.",
    CORRESPONDENCE,
    roles="director",
    about="office",
    asks=(
        KIND,
        Parameter("subject", Kind.TEXT, "Subject"),
        Parameter("text", Kind.LONG_TEXT, "Words"),
        Parameter("reason", Kind.LONG_TEXT, "Why they are changed"),
    ),
    step_up=True,
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
