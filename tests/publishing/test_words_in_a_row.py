"""What the rehearsal compares: words in a row, and each voice by itself, however the search takes its short cuts."""

from hypothesis import given
from hypothesis import strategies as st

from committee_app.protected import TABLES, Kept, Words, leaks_in
from tests.offices import Office

WORDS = st.sampled_from(["no", "bell", "Bell", "harbor", "quietly", "lanternfish", "a7731", "county"])
TEXTS = st.lists(WORDS, max_size=9).map(" ".join)
# A name, a text, and a secret.
COLUMNS = [
    TABLES["complaint"].c.complainant,
    TABLES["complaint"].c.facts,
    TABLES["vote"].c.salt,
]  # fmt: skip


@given(st.lists(st.sampled_from("ab"), max_size=9), st.lists(st.sampled_from("ab"), min_size=1, max_size=3))
def test_words_stand_in_a_row_where_the_text_holds_them_so(said: list[str], sought: list[str]) -> None:
    assert Words(said).say(*sought) == (f" {' '.join(sought)} " in f" {' '.join(said)} ")


def test_a_voice_among_others_tells_what_it_tells_alone(sqlite_office: Office) -> None:
    with sqlite_office.database.reading() as session:

        @given(st.lists(TEXTS, min_size=1, max_size=4), st.lists(TEXTS, min_size=3, max_size=3), TEXTS, st.booleans())
        def among_others(voices: list[str], closed: list[str], excused: str, telling: bool) -> None:
            kept = [Kept(column, text) for column, text in zip(COLUMNS, closed, strict=True)]
            said = [(f"voice {number}", voice) for number, voice in enumerate(voices)]

            def told(of: list[tuple[str, str]]) -> set[str]:
                return {leak.kept_in for leak in leaks_in(session, kept, of, Words.of(excused), telling=telling)}

            assert told(said) == set().union(*(told([one]) for one in said))

        among_others()
