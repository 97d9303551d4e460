"""The process that carries out an order is killed at SQL events all along and at the steps of a file: it goes on, the
journal holds all along, the guards stand, and the line in the log is written once."""

import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from committee_app.database import Database
from committee_app.papers import place
from committee_app.retention import proposals
from tests.journal.test_every_tamper_is_found import own_verdict
from tests.journal.test_migrations import guards
from tests.offices import Office
from tests.retention.ended import carried_out, ended, filed, ordered, paper, proposed, scheduled

# An odd step: a statement is met before it as well as after it.
MOST, EACH = 800, 7


def dies_at(point: int) -> None:
    left = point

    def tick(*_: Any, **__: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def ticking(honest: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **further: Any) -> Any:
            tick()
            done = honest(*given, **further)
            tick()
            return done

        return step

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, tick)
    os.rename, os.unlink = ticking(os.rename), ticking(os.unlink)  # type: ignore[assignment] # in this process alone


def in_a_process_that_dies(office: Office, number: int, point: int) -> bool:
    """Whether it was killed before it was done."""
    child = os.fork()
    if child == 0:
        try:
            again = Database(office.database.url)
            dies_at(point)
            carried_out(Office(again, office.instance), number)
            os._exit(0)
        finally:
            os._exit(3)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return os.WIFSIGNALED(status)


def standing_guards(office: Office) -> list[object]:
    owner = Database(office.database.url, owner=True)
    with owner.engine.connect() as connection:
        found = guards(connection)
    owner.close()
    return found


def test_it_goes_on_from_every_point(office: Office) -> None:
    shared, own = paper(office), paper(office, "png")
    matter = ended(office, shared, own)
    ended(office, shared)
    scheduled(office)
    number = proposed(office, matter)
    ordered(office, matter, number)
    before, seen = standing_guards(office), set()
    office.database.engine.dispose()
    for point in range(1, MOST, EACH):
        killed = in_a_process_that_dies(office, number, point)
        assert own_verdict(office.database)["ok"], point
        seen.add((len(filed(office, matter)), place(office.instance, own["sha256"]).exists()))
        office.database.engine.dispose()
        if not killed:
            break
    print(f"{point} points on {make_url(office.database.url).get_backend_name()}")
    assert not killed
    assert point > 100
    # Before the rows went, between rows and file, and after.
    assert {(2, True), (0, True), (0, False)} <= seen
    assert standing_guards(office) == before
    assert place(office.instance, shared["sha256"]).exists()
    with office.database.reading() as session:
        (line,) = proposals(session)
        assert line.done
    assert [verb for verb, _ in office.entries(matter)].count("record_disposal") == 1
    assert carried_out(office, number).before
