"""The office's words: a further version, previewed and then in force; what was released keeps its own."""

import hashlib

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from committee_app.acts import NotFound, Refused
from committee_app.acts.doing import words_in_force
from committee_app.tables.letters import LetterWords
from committee_app.tables.publications import Publication
from committee_app.tables.records import Letter
from letters.catalogue import CATALOGUE
from tests.correspondence.test_a_letter_is_printed_or_taken_back import ON, released
from tests.offices import Office
from tests.oracle import faults

NOTICE = CATALOGUE["notice"].built_in("notice")
OTHER = NOTICE.text.replace("A copy of it follows.", "Its copy follows this letter.")


def save(office: Office, kind: str = "notice", account: str = "director", **given: str) -> int:
    words = {"subject": NOTICE.subject, "text": OTHER, "reason": "Sample: shorter.", **given}
    return office.act("save_words", account, on=ON, kind=kind, **words).reply["version"]


def letter_of(office: Office, number: int) -> Letter:
    with office.database.reading() as session:
        kept = session.get_one(Letter, number)
        session.expunge(kept)
        return kept


def test_a_further_version_holds_for_later_letters_and_for_no_earlier_one(office: Office) -> None:
    _, first = released(office)
    before = letter_of(office, first)
    assert save(office) == 2
    matter, second = released(office)
    after = letter_of(office, second)
    assert (before.words, after.words) == (1, 2)
    assert letter_of(office, first).pdf == before.pdf
    assert hashlib.sha256(before.pdf).hexdigest() == before.sha256
    assert save(office, text=NOTICE.text + "\n\nWith kind regards") == 3
    # A reprint is in the words of its letter, whatever holds today.
    for _ in range(2):
        office.act("print_letter", "staff", matter, on=ON, letter=second)
    with office.database.reading() as session:
        assert words_in_force(session, "notice").version == 3
        assert words_in_force(session, "notice", 2).text == OTHER
        assert words_in_force(session, "notice", 1) == NOTICE
    assert faults(office.database) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (
            {"text": OTHER + "\n\n{complainant}"},
            "{complainant} is no field of this letter. Its fields are: {answer_at}, ",
        ),
        ({"text": OTHER.replace("{clock}", "soon")}, "they are missing: {clock}"),
        ({"text": OTHER.replace("{nature}", "Everybody may read this.")}, "they are missing: {nature}"),
        ({"text": NOTICE.text}, "These are the words of version 1 already."),
        ({"subject": "{office.__class__}"}, "is no field"),
        ({"text": ""}, "“Words” is needed"),
    ],
)
def test_words_that_cannot_be_taken_are_refused_with_the_clause(
    office: Office, given: dict[str, str], reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        save(office, **given)
    assert reason in str(refused.value)


def test_only_the_director_saves_words(office: Office) -> None:
    with pytest.raises(NotFound):
        save(office, account="staff")


def test_a_version_is_never_changed_or_removed(office: Office) -> None:
    released(office)
    save(office)
    for change in ("UPDATE letter_words SET text = 'x'", "DELETE FROM letter_words", "UPDATE letter SET words = 9"):
        with pytest.raises(DatabaseError), office.database.writing() as session:
            session.execute(text(change))


def test_an_open_record_is_published_in_the_words_of_its_letter(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    office.to_reviewed(matter)
    office.vote(matter, "determination", "yyyyy", on="2028-02-14")
    office.vote(matter, "request", "yyyyy", on="2028-02-14")
    request = CATALOGUE["request"]
    office.act(
        "save_words",
        on="2028-02-15",
        kind="request",
        subject="Another subject: {office}",
        text=request.text,
        reason="x",
    )
    office.publish(matter, on="2028-02-15")
    with office.database.reading() as session:
        published = session.scalars(select(Publication)).one()
        letter = session.scalars(select(Letter).where(Letter.kind == "request")).one()
        assert published.title == letter.subject == "Request to appoint a special prosecutor: Circuit Attorney, " \
            "City of St. Louis"  # fmt: skip
        assert (published.sha256, letter.words) == (letter.sha256, 1)
        assert session.scalars(select(LetterWords)).one().version == 2
