"""What could go wrong on each way out, done on purpose: each mutant lets something closed out on one channel, and the
check of that channel must find it."""

import dataclasses
import io
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask, Request, Response, abort, request, session
from jinja2 import FunctionLoader
from jinja2.utils import LRUCache

from committee_app import outbox
from committee_app.doorway import shows
from committee_app.mails import Words
from committee_app.public import site
from committee_app.public import store as open_store
from committee_app.public.store import Contents, OpenRecord
from tests.leaks import planted
from tests.leaks.planted import READY, Walled
from tests.packet.test_the_open_envelope import changed

Plant = Callable[[pytest.MonkeyPatch, Walled, str], None]


@dataclasses.dataclass(frozen=True)
class Mutant:
    """`plant` lets the word out; `channel` names the check that must find it."""

    channel: str
    what: str
    plant: Plant


MUTANTS: list[Mutant] = []


def mutant(channel: str) -> Callable[[Plant], Plant]:
    def register(plant: Plant) -> Plant:
        MUTANTS.append(Mutant(channel, plant.__name__, plant))
        return plant

    return register


# Where a mutant sits: in one of the two apps, or in what goes into the store.


def in_public(patch: pytest.MonkeyPatch, change: Callable[[Flask], object]) -> None:
    real = planted.create_public_app

    def create(*given: Any) -> Flask:
        app = real(*given)
        change(app)
        return app

    patch.setattr(planted, "create_public_app", create)


def in_office(patch: pytest.MonkeyPatch, change: Callable[[Flask], object]) -> None:
    real = planted.create_app

    def create(*given: Any) -> Flask:
        app = real(*given)
        change(app)
        return app

    patch.setattr(planted, "create_app", create)


def in_records(patch: pytest.MonkeyPatch, walled: Walled, change: Callable[[OpenRecord], OpenRecord]) -> None:
    real = outbox.opened

    def opened(*given: Any) -> Contents:
        contents = real(*given)
        return dataclasses.replace(contents, records=[change(record) for record in contents.records])

    patch.setattr(outbox, "opened", opened)
    walled.write_again()


def in_papers(patch: pytest.MonkeyPatch, walled: Walled, change: Callable[[bytes], bytes]) -> None:
    in_records(patch, walled, lambda one: dataclasses.replace(one, pdf=change(one.pdf)) if one.pdf else one)


def in_answers(
    app: Flask, change: Callable[[Response], object], where: Callable[[Request], bool] | None = None
) -> None:
    """Changes what leaves the app, after all that the app itself puts there."""
    real = app.wsgi_app

    def changed_on_the_way(environ: Any, start: Any) -> Any:
        answer = Response.from_app(real, environ)
        if where is None or where(Request(environ)):
            change(answer)
        return answer(environ, start)

    app.wsgi_app = changed_on_the_way  # type: ignore[method-assign] # as one puts a layer around an app


def in_templates(patch: pytest.MonkeyPatch, words: str) -> None:
    """Every page of the public site says the words before its foot."""
    made = site.environment()
    real = made.loader
    assert real is not None

    def load(name: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, path, fresh = real.get_source(made, name)
        return source.replace("</main>", f"</main>{words}"), path, fresh

    patch.setattr(made, "loader", FunctionLoader(load))
    patch.setattr(made, "cache", LRUCache(400))


@mutant("L1")
def a_word_in_a_template(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_templates(patch, f"<!-- {word} -->")


@mutant("L1")
def a_closed_page_for_anyone(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def opened(app: Flask) -> None:
        app.view_functions["docket.matter"] = shows("anyone")(lambda complaint: f"{complaint}: {word}")

    in_office(patch, opened)


@mutant("L1")
def a_page_that_no_link_leads_to(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_public(patch, lambda app: app.add_url_rule("/old/<matter>", "old", lambda matter: word * (matter == READY)))


@mutant("L2")
def an_error_page_that_says_why(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_public(patch, lambda app: app.register_error_handler(500, lambda error: (str(error.original_exception), 500)))


@mutant("L2")
def an_office_page_that_shows_the_statement(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    in_office(patch, lambda app: app.register_error_handler(SQLAlchemyError, lambda error: (str(error), 503)))


@mutant("L3")
def a_header_on_head(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def said(app: Flask) -> None:
        in_answers(app, lambda answer: answer.headers.set("X-Of", word), lambda asked: asked.method == "HEAD")

    in_public(patch, said)


@mutant("L3")
def an_etag_on_a_closed_page(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_office(patch, lambda app: in_answers(app, lambda answer: answer.headers.set("ETag", '"17"')))


@mutant("L3")
def an_answer_that_may_be_kept(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    kept = "private, max-age=60"
    in_office(patch, lambda app: in_answers(app, lambda answer: answer.headers.set("Cache-Control", kept)))


@mutant("L4")
def the_author_of_a_pdf(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def signed(pdf: bytes) -> bytes:
        return changed(pdf, lambda file: file.docinfo.__setitem__("/Author", word))

    in_papers(patch, walled, signed)


@mutant("L4")
def words_under_a_black_box(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def covered(pdf: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf)) as file:
            box = file.make_stream(b"q 0 g 70 700 400 14 re f Q")
            file.pages[0].contents_add(box, prepend=False)
            file.save(out)
        return out.getvalue()

    in_papers(patch, walled, covered)


@mutant("L4")
def a_feed(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def fed(app: Flask) -> None:
        feed = Response(f"<feed><title>{word}</title></feed>", mimetype="application/atom+xml")
        app.add_url_rule("/more.atom", "more", lambda: feed)
        in_answers(app, lambda answer: answer.headers.set("Link", "</more.atom>"), lambda asked: asked.path == "/")

    in_public(patch, fed)


@mutant("L5")
def a_line_of_the_log(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def logged(app: Flask) -> None:
        app.before_request(lambda: app.logger.info("opened %s", word))

    in_office(patch, logged)


@mutant("L5")
def the_subject_of_a_mail(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    from committee_app.acts import doing

    real = doing.worded

    def worded(kind: str, fields: Any) -> Words:
        return dataclasses.replace(real(kind, fields), subject=f"Your vote on {word}")

    patch.setattr(doing, "worded", worded)


@mutant("L5")
def a_cookie(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def kept(app: Flask) -> None:
        app.before_request(lambda: session.update(last=word))

    in_office(patch, kept)


@mutant("L5")
def a_temporary_file(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def written(app: Flask) -> None:
        app.before_request(lambda: _write(word.encode()))

    in_office(patch, written)


def _write(content: bytes) -> None:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(content)


@mutant("L5")
def the_name_of_a_file(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def written(app: Flask) -> None:
        instance: Path = app.extensions["office"].settings.instance
        app.before_request(lambda: (instance / f"{word}.pdf").touch())

    in_office(patch, written)


@mutant("L6")
def a_free_page_of_the_store(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    real = open_store.write

    def write(path: Path, contents: Contents, **more: Any) -> None:
        """What was written first is taken out again, and its page stays."""
        real(path, contents, **more)
        with closing(sqlite3.connect(path)) as store:
            store.execute("PRAGMA secure_delete=OFF")
            store.execute("CREATE TABLE draft (said TEXT)")
            store.execute("INSERT INTO draft VALUES (?)", (f"{word} {'x' * 5000}",))
            store.commit()
            store.execute("DROP TABLE draft")
            store.commit()

    patch.setattr(open_store, "write", write)


@mutant("L6")
def a_withdrawal_that_leaves_the_words(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_records(patch, walled, lambda record: record)
    before = {record.number: record for record in open_store.records(walled.store)}
    in_records(patch, walled, lambda record: dataclasses.replace(record, title=before[record.number].title))


@mutant("L8")
def a_page_that_is_forbidden_and_not_missing(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    with walled.database() as database, database.reading() as known:
        from committee_app.tables.docket import Complaint

        matters = set(known.scalars(Complaint.__table__.select().with_only_columns(Complaint.id)))

    def told(app: Flask) -> None:
        app.before_request(lambda: abort(403) if matters & set(request.path.split("/")) else None)

    in_public(patch, told)


@mutant("L8")
def a_length_that_tells(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def told(app: Flask) -> None:
        in_answers(app, lambda answer: answer.headers.set("X-A", "1"), lambda asked: "2028-001" in asked.path)

    in_office(patch, told)


@mutant("L9")
def numbers_of_the_docket(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_records(patch, walled, lambda record: dataclasses.replace(record, number=record.number * 7))


@mutant("L9")
def an_address_with_the_matter(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_templates(patch, '<a href="/records/1?of=2028-001">first</a>')


@mutant("L10")
def a_field_of_a_request(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_records(patch, walled, lambda record: dataclasses.replace(record, fields={**record.fields, "yes": 4}))


@mutant("L10")
def the_count_of_the_votes_in_the_words(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_records(
        patch, walled, lambda record: dataclasses.replace(record, text=f"{record.text}\n\nCarried by four to one.")
    )


@mutant("L10")
def a_key_of_the_json(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    def told(app: Flask) -> None:
        app.add_url_rule("/more.json", "more", lambda: {"records": [{"number": 1, "complainant": "Sample"}]})
        in_answers(app, lambda answer: answer.headers.set("Link", "</more.json>"), lambda asked: asked.path == "/")

    in_public(patch, told)


@mutant("L10")
def a_column_of_the_store(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    with closing(sqlite3.connect(walled.store)) as store:
        store.execute("ALTER TABLE record ADD COLUMN complaint TEXT")
        store.commit()


@mutant("L11")
def a_report_that_withholds_nothing(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    with walled.office() as office:
        year = str(planted.sample.SAMPLE_DAY.year - 1)
        proposed = office.act("propose_report", "staff", on=planted.DAY, year=year).reply
        shown = {name: proposed[name] for name in ("proposal", "sha256")}
        office.act("publish", "director", on=planted.DAY, because="Sample: all the same.", **shown)
    walled.dispatch()


@mutant("L13")
def a_picture_from_elsewhere(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_templates(patch, '<img src="https://pictures.example/seal.png" alt="">')


@mutant("L13")
def a_referrer(patch: pytest.MonkeyPatch, walled: Walled, word: str) -> None:
    in_public(patch, lambda app: in_answers(app, lambda answer: answer.headers.remove("Referrer-Policy")))


def of(channel: str) -> Iterator[Mutant]:
    return (mutant for mutant in MUTANTS if mutant.channel == channel)
