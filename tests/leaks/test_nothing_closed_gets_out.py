"""The leak test: what is closed is planted everywhere, and looked for on every way out (56.602.4(2), 56.750.3)."""

import pytest

from committee_app.acts import Refused
from committee_app.public import store as open_store
from committee_app.tables.base import Base
from tests.leaks.finding import finds
from tests.leaks.inside import CHECKS
from tests.leaks.planted import DAY, READY, Walled, everything_closed, publish
from tests.packet import planting

# What can be looked at where every closed value is a token, so that nobody can work there any more.
OF_THE_FULL = ("L1", "L4", "L6", "L8", "L9")
# The hash of a paper that the Act opens is open with the paper.
OPEN_HASHES = {"letter.sha256"}


def test_something_is_planted_in_every_closed_column(told: Walled, full: Walled) -> None:
    columns = {f"{column.table.name}.{column.name}" for column in everything_closed()}
    kinds = set(told.tokens.values())
    print(
        f"{len(told.tokens)} tokens in what acts were told, of {len(kinds)} kinds; {len(columns)} columns of all rows"
    )
    assert len(kinds) >= 30
    assert {"cast_vote, reason", "lodge, complainant", "account, name", "a paper, name", "a paper, text"} <= kinds
    assert columns <= set(full.tokens.values())
    assert {table.name for table in Base.metadata.sorted_tables if table.name != "publication"} >= {
        "vote",
        "entry_body",
    }
    kept = (told.instance / "office.sqlite3").read_bytes()
    assert sum(word.encode() in kept for word in told.tokens) > len(told.tokens) * 0.9, "they lie in the closed store"


@pytest.mark.parametrize("name", CHECKS)
def test_nothing_of_what_acts_were_told_gets_out(told: Walled, name: str) -> None:
    assert list(CHECKS[name](told)) == []


@pytest.mark.parametrize("name", OF_THE_FULL)
def test_nothing_of_any_closed_column_gets_out(full: Walled, name: str) -> None:
    assert list(CHECKS[name](full)) == []


def test_what_is_published_after_the_planting_holds_no_token(mine: Walled) -> None:
    """Every closed column that can be planted while the office still works, and then a publication."""
    planted = planting.plant(mine.settings.database_url, each_row=True)
    before = len(open_store.records(mine.store))
    with mine.office() as office:
        publish(office, READY)
    mine.dispatch()
    assert len(open_store.records(mine.store)) == before + 1
    where = {word: name for name, word in planted.items()}
    found = finds(mine.store.read_bytes())
    assert mine.closed(found) == set()
    found_in = {where[word.partition("r")[0]] for word in found if word.partition("r")[0] in where}
    print(f"{len(planted)} columns were planted before the publication")
    assert len(planted) > 60
    assert found_in <= OPEN_HASHES


@pytest.mark.parametrize("column", ["complainant", "respondent", "facts"])
def test_a_name_in_the_words_of_the_request_stops_its_publication(mine: Walled, column: str) -> None:
    before = mine.store.read_bytes()
    with mine.database() as database, database.reading() as session:
        matter = Base.metadata.tables["complaint"]
        closed = str(session.scalar(matter.select().with_only_columns(matter.c[column]).where(matter.c.id == READY)))
    word = closed.split()[0]
    assert finds(closed.encode()) == {word}
    with mine.office() as office:
        _say_in_every_request(mine, word)
        with pytest.raises(Refused, match=f"cannot be published.*{word}"):
            publish(office, READY, DAY)
    mine.dispatch()
    assert mine.store.read_bytes() == before


def _say_in_every_request(walled: Walled, word: str) -> None:
    """The released request says the word, as a template with it would have made it."""
    from letters.layout import Letterhead, as_pdf
    from tests.leaks.planted import by_owner
    from tests.packet.test_the_open_envelope import replaced

    pdf = as_pdf(replaced((f"As {word} wrote.",)), Letterhead("Sample Office", ("Sample Town",)))
    by_owner(
        walled.instance, f"UPDATE letter SET pdf = x'{pdf.hex()}' WHERE complaint_id = '{READY}' AND kind = 'request'"
    )
