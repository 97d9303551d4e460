"""Acts of the office, each durable before it answers, beside bare durable commits of one row in the same database."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any, NamedTuple

from bench.measuring import SEED, Row, Seconds, median, ratio, timed
from bench.offices import Office, as_the_product, office
from committee_app.acts import Outcome

MEMBERS = ("director", "member-r1", "member-r2", "member-d1", "member-d2")
AT_A_TIME = 8
COMMITS = 32


class Step(NamedTuple):
    """One act that every complaint of a round then takes, by several accounts one after the other or by one."""

    said: str
    verb: str
    accounts: tuple[str, ...]
    given: dict[str, Any]
    besides: str = ""


STEPS = (
    Step("a vote, sealed", "cast_vote", MEMBERS[:4], {"choice": "yes"}),
    Step("the vote that decides, with the roll call and what follows", "cast_vote", MEMBERS[4:], {"choice": "yes"}),
    Step(
        "the release of a notice, its letter drawn and queued", "release_notice", MEMBERS[:1],
        {"address": "Sample Courthouse\nSt. Louis, Missouri 63101"}, " and the drawing of the page",
    ),
    Step(
        "a posting recorded", "record_posting", ("staff",),
        {"number_is_right": "yes", "source": "form 3800"},
    ),
    Step(
        "a delivery recorded, which starts two duties", "record_delivery", ("staff",),
        {"manner": "delivered", "source": "return receipt"},
    ),
    Step("a response recorded", "record_response", ("staff",), {"text": "Sample response."}),
)  # fmt: skip


def measure(number: int) -> list[Row]:
    """`number` rounds, each with complaints of its own."""
    draw = random.Random(SEED)  # noqa: S311 - an order, not a secret
    seconds: Seconds = {name: [] for step in STEPS for name in (step.said, f"{step.said}, bare")}
    with office() as new, closing(as_the_product(new.folder / "office.sqlite3")) as store:
        store.execute("CREATE TABLE one_row (at TEXT NOT NULL, said TEXT NOT NULL)")
        everyone = Everyone(new)
        for at in range(number + 1):
            put = [everyone.put_a_motion() for _ in range(AT_A_TIME)]
            for step in STEPS:
                both: list[tuple[str, Callable[[], float]]] = [
                    (step.said, lambda step=step, put=put: everyone.do(step, put)),  # type: ignore[misc] # bound by its default
                    (f"{step.said}, bare", lambda: _commits(store)),
                ]
                for name, spent in [(name, work()) for name, work in draw.sample(both, 2)]:
                    seconds[name] += [spent] if at else []  # the first round fills caches
    bare = median([spent for name, all_of in seconds.items() if name.endswith(", bare") for spent in all_of])
    return [_row(step, seconds, bare) for step in STEPS] + [
        Row("a bare durable commit of one row", 1 / bare, "commits/s")
    ]


def _row(step: Step, seconds: Seconds, commit: float) -> Row:
    over = ratio(seconds, step.said, f"{step.said}, bare")
    work = (median(seconds[step.said]) - commit) * 1000
    return Row(
        f"{step.said} ({step.verb})", 1 / median(seconds[step.said]), "acts/s",
        over, "a bare commit (time)", "P7: at most 3", over <= 3,
        f"Its own work, its statements through SQLAlchemy{step.besides}, takes {work:.1f} ms on any disk; here "
        f"a durable commit takes {commit * 1000:.2f} ms. Where one takes {work / 2:.1f} ms or more, the goal is met.",
    )  # fmt: skip


class Everyone:
    """The sample people of one office, and the motions that are put before them."""

    def __init__(self, new: Office) -> None:
        self._office = new
        self._actors = {name: new.actor(name) for name in (*MEMBERS, "staff")}

    def act(self, verb: str, account: str = "director", complaint: str | None = None, **given: Any) -> Outcome:
        return self._office.act(verb, self._actors[account], complaint, **given)

    def put_a_motion(self) -> tuple[str, int]:
        """A complaint with an open motion on its form; says the numbers of both."""
        complaint = self.act(
            "lodge", jurisdiction="29510", respondent="Sample Circuit Attorney", complainant="Sample Complainant",
            capacity="person", grounds="56.602.3(2)", facts="Sample complaint: a charge has waited for long.",
        ).complaint  # fmt: skip
        if complaint is None:
            raise AssertionError("a complaint without a number")
        self.act("convene", complaint=complaint, place="Jefferson City")
        return complaint, self.act("open_motion", complaint=complaint, kind="formality").reply["motion"]

    def do(self, step: Step, put: list[tuple[str, int]]) -> float:
        """Seconds of one act, the mean of all complaints and accounts."""

        def all_of_them() -> None:
            for complaint, motion in put:
                for account in step.accounts:
                    self.act(step.verb, account, complaint, **step.given, **_own(step.verb, motion))

        return timed(all_of_them) / len(put) / len(step.accounts)


def _own(verb: str, motion: int) -> dict[str, Any]:
    """What of the act's form differs from complaint to complaint."""
    if verb == "record_posting":
        return {"article_number": f"9407{motion:018d}"}
    return {"motion": motion} if verb == "cast_vote" else {}


def _commits(store: sqlite3.Connection) -> float:
    """Seconds of one commit, the mean of some."""

    def all_of_them() -> None:
        for at in range(COMMITS):
            store.execute("BEGIN IMMEDIATE")
            store.execute("INSERT INTO one_row VALUES (?, ?)", (str(at), "a row of the size of a vote"))
            store.execute("COMMIT")

    return timed(all_of_them) / COMMITS
