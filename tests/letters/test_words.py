"""Words as templates: fields by name and nothing else; what is empty is left out; the Act's part is in no template."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from letters import catalogue
from letters.catalogue import CATALOGUE, checked
from letters.letter import Heading, Quoted, Rows
from letters.words import Unfit, Words, filled
from tests.letters.sample_matter import SAMPLES

NOTICE = CATALOGUE["notice"].built_in("notice")
SAID = next(said for said in SAMPLES if said.kind == "notice")
FINDING = CATALOGUE["finding"].built_in("finding")


def test_paragraphs_headings_and_quotations() -> None:
    words = Words("x", 2, "On {a}", "First line\nof {a}.\n\n# A heading\n\n> {b}\n\n\n{{not a field}}")
    subject, parts = filled(words, {"a": "a thing", "b": "their\nwords"})
    assert subject == "On a thing"
    assert parts == ("First line of a thing.", Heading("A heading"), Quoted("their\nwords"), "{not a field}")


def test_a_paragraph_with_an_empty_field_is_left_out_and_a_heading_with_nothing_beneath() -> None:
    words = Words("x", 2, "s", "# One\n\n{a}\n\n# Two\n\nSee {b} and {a}.\n\n# Three\n\nkept")
    assert filled(words, {"a": "", "b": "b"})[1] == (Heading("Three"), "kept")
    assert filled(words, {"a": "a", "b": ""})[1] == (Heading("One"), "a", Heading("Three"), "kept")


def test_what_a_field_holds_is_never_read_as_a_template_or_as_markup() -> None:
    whole: Any = SAID
    said = replace(whole, complaint="{clause} {0} # no heading\n\n> {nature} %s ${x}")
    text = catalogue.words(catalogue.letter(said))
    assert "{clause} {0} # no heading\n\n> {nature} %s ${x}" in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "{respondents_home}",
            "{respondents_home} is no field of this letter. Its fields are: {answer_at}, {clause}, {clock},",
        ),
        ("{clause.id}", "{clause.id} is no field"),
        ("{clause.__class__.__mro__}", "is no field"),
        ("{grounds[0]}", "{grounds[0]} is no field"),
        ("{clause!r}", "{clause!r} is no field"),
        ("{received_on:%Y}", "{received_on:%Y} is no field"),
        ("{}", "{} is no field"),
        ("{0}", "{0} is no field"),
        ("a { alone", "A brace stands alone"),
        ("a } alone", "A brace stands alone"),
        ("{to}", "{to} is no field"),
        ("x" * 20_001, "too long"),
    ],
)
def test_words_that_ask_for_more_than_the_fields_are_refused_with_the_fields(text: str, reason: str) -> None:
    with pytest.raises(Unfit) as unfit:
        checked("notice", 2, NOTICE.subject, f"{NOTICE.text}\n\n{text}")
    assert reason in str(unfit.value)


@pytest.mark.parametrize("name", CATALOGUE["notice"].needed)
def test_words_without_what_the_law_needs_are_refused(name: str) -> None:
    with pytest.raises(Unfit, match=f"they are missing: {{{name}}}"):
        checked("notice", 2, NOTICE.subject, NOTICE.text.replace("{" + name + "}", "something"))


@pytest.mark.parametrize("name", ["reference", "complaint", "respondent", "tally", "recommendations"])
@pytest.mark.parametrize("kind", [kind for kind, row in CATALOGUE.items() if row.openness == "OPEN"])
def test_the_words_of_an_open_letter_can_name_no_closed_fact(kind: str, name: str) -> None:
    words = CATALOGUE[kind].built_in(kind)
    with pytest.raises(Unfit, match="is no field of this letter"):
        checked(kind, 2, words.subject, f"{words.text}\n\n{{{name}}}")


def test_other_words_change_neither_clause_nor_openness_nor_what_the_act_says_of_the_record() -> None:
    words = checked("finding", 2, "Finding of the committee: {office}", "It is over in {office}.\n\n{nature}")
    said = next(said for said in SAMPLES if said.kind == "finding")
    letter = catalogue.letter(said, words)
    assert (letter.clause.id, letter.words, letter.subject) == (
        "56.602.4(7)(b)b", 2, "Finding of the committee: Circuit Attorney, City of St. Louis",
    )  # fmt: skip
    assert letter.parts[-1] == "The finding is issued under section 56.602.4(7)(b)b and is an open record."
    assert CATALOGUE["finding"].openness == "OPEN"


def test_a_table_stands_alone() -> None:
    row = CATALOGUE["expense_claim"]
    with pytest.raises(Unfit, match=r"A table stands in a paragraph of its own: \{lines\}"):
        checked("expense_claim", 2, row.subject, row.text.replace("{lines}", "These: {lines}"))
    letter = catalogue.letter(next(said for said in SAMPLES if said.kind == "expense_claim"))
    assert [type(part) for part in letter.parts][1] is Rows


def test_the_outline_of_a_letter_names_its_fields() -> None:
    letter = catalogue.outline(NOTICE, date(2028, 1, 14))
    assert "[received on]" in catalogue.words(letter)
    assert letter.subject.endswith("[office]")


@pytest.mark.parametrize(
    "words",
    ["Four members voted yes.", "Carried by 4.", "2.9 percent were charged.", "{{four}} seats", "Nobody ABSTAINED.",
     "Half of them."],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["request", "second_request", "term_request", "finding"])
def test_the_words_of_an_open_letter_tell_no_vote_no_member_and_no_figure(kind: str, words: str) -> None:
    own = CATALOGUE[kind].built_in(kind)
    with pytest.raises(Unfit, match="is an open record"):
        checked(kind, 2, own.subject, f"{own.text}\n\n{words}")
    assert checked(kind, 2, own.subject, f"{own.text}\n\nPlease confirm that this letter came.").version == 2
