"""Papers that a record names stay for ever; what was received and never sent goes after a day."""

import datetime as dt
import io

from committee_app.papers import keep, place, sweep
from committee_app.respondent import NAMES_A_PAPER, named
from committee_app.tables.base import Base
from tests.answering.holding import by_code, delivered, moment, paper
from tests.offices import Office


def test_a_paper_that_a_record_names_is_never_swept(sqlite_office: Office) -> None:
    complaint = delivered(sqlite_office)
    sent = paper(sqlite_office)
    by_code(sqlite_office, "send_response", complaint, "2028-02-01", papers=[sent])
    left = keep(sqlite_office.instance, io.BytesIO(b"never sent"), "left.txt")
    with sqlite_office.database.reading() as session:
        known = named(session)
    assert sent["sha256"] in known
    # The files were written by the real clock, which is long before or after the sample's.
    written = dt.datetime.fromtimestamp(place(sqlite_office.instance, left.sha256).stat().st_mtime, dt.UTC)
    assert sweep(sqlite_office.instance, known, written + dt.timedelta(hours=23)) == 0
    assert sweep(sqlite_office.instance, known, max(written, moment("2028-02-01")) + dt.timedelta(days=2)) == 1
    assert place(sqlite_office.instance, sent["sha256"]).exists()
    assert not place(sqlite_office.instance, left.sha256).exists()


def test_every_column_that_may_name_a_paper_is_asked() -> None:
    """A column of 64 characters that is no secret holds a hash; those that name no paper are listed here."""
    others = {
        "body_commit", "prev_hash", "hash", "identity", "fingerprint", "key", "open_sha256", "closed_sha256",
        "envelope_sha256", "mailing_form_sha256",
        # The public list and its commitments; what a redacted copy was made from is a letter or a filed paper.
        "digest", "prev", "head", "source_sha256",
    }  # fmt: skip
    found = {
        column.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        if getattr(column.type, "length", None) == 64 and column.info.get("class") != "SECRET"
    }
    assert found - others <= set(NAMES_A_PAPER)
