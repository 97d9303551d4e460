"""The sample complaints, each carried through real acts to an interesting state and left there."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from committee_app.access import CONSOLE, find_actor
from committee_app.acts import perform
from committee_app.acts.possible import open_motion_of
from committee_app.acts.register import FeedFile
from committee_app.database import Database
from committee_app.sample.register import Feeds
from committee_app.tables.register import Finding
from rules import calendar

MEMBERS = ("director", "member-r1", "member-r2", "member-d1", "member-d2")
UNTOUCHED = "56.602.3(2)"
HOMICIDES = "56.602.3(1)"


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the plan. `OPEN_MOTION` among what is given stands for the motion that is open then; a function there
    is asked when the act is done."""

    day: dt.date
    verb: str
    account: str
    given: dict[str, Any]


OPEN_MOTION = "the motion that is open"


@dataclass
class Walk:
    """One sample complaint: its acts are planned first, so that the journal can be written in the order of days."""

    day: dt.date
    number: int
    complaint: str = ""
    steps: list[Step] = field(default_factory=list)
    meeting: int = 0
    entry: int = 0
    letter: int = 0
    proposed: dict[str, Any] = field(default_factory=dict)

    def the_meeting(self) -> int:
        """The meeting that this walk called."""
        return self.meeting

    def the_letter(self) -> int:
        """The letter that this walk released last."""
        return self.letter

    def published(self) -> "Walk":
        """Staff propose what the Act opens, and the director releases it."""
        shown = {"proposal": lambda: self.proposed["proposal"], "sha256": lambda: self.proposed["sha256"]}
        return self.act("propose_publication", "staff").act("publish", "director", **shown)

    def last_entry(self) -> int:
        """The journal's number of what was done last."""
        return self.entry

    def on(self, business_days: int) -> "Walk":
        """Goes forward by business days."""
        if business_days:
            self.day = calendar.lenient().business_days(self.day, business_days).due
        return self

    def act(self, verb: str, account: str = "director", **given: Any) -> "Walk":
        self.steps.append(Step(self.day, verb, account, given))
        return self

    def vote(self, kind: str, choices: str, **terms: Any) -> "Walk":
        self.act("open_motion", kind=kind, **terms)
        words = {"y": "yes", "n": "no", "a": "abstain"}
        for account, letter in zip(MEMBERS, choices, strict=False):
            self.act("cast_vote", account, motion=OPEN_MOTION, choice=words[letter])
        return self

    def lodge(self, fips: str, ground: str = UNTOUCHED) -> "Walk":
        self.act(
            "lodge",
            "staff",
            jurisdiction=fips,
            respondent="Sample Prosecutor",
            complainant="Sample Complainant",
            capacity="person",
            grounds=ground,
            facts="Sample complaint, written for training. A listed offense was referred to the office, and ten "
            "business days went by without a charge, a refusal or a request for further investigation.",
        )
        return self

    def convene(self) -> "Walk":
        self.on(5).act("convene", place="Sample meeting room, Jefferson City")
        return self

    def formal(self) -> "Walk":
        return self.convene().vote("formality", "yyyyn")

    def released(self) -> "Walk":
        self.formal().on(1).act("release_notice", address="Sample County Courthouse\nSample Town, Missouri 65000")
        return self

    def printed(self) -> "Walk":
        return self.act("print_letter", "staff", letter=self.the_letter)

    def posted(self) -> "Walk":
        digits = f"9407111899220{self.number:08d}"
        self.released().printed().act(
            "record_posting",
            "staff",
            article_number=digits + _check_digit(digits),
            source="Sample: postmarked form 3800",
        )
        return self

    def delivered(self) -> "Walk":
        self.posted().on(2).act("record_delivery", "staff", manner="delivered", source="Sample: return receipt")
        return self

    def reviewed(self) -> "Walk":
        self.delivered().on(6).act("record_response", "staff", text="Sample response of the prosecutor's office.")
        self.on(6).act("review", summary="Sample: the complaint, the response and the register were reviewed.")
        return self

    def determined(self) -> "Walk":
        return self.reviewed().on(3).vote("determination", "yyyyn")

    def remediation(self) -> "Walk":
        self.determined().vote(
            "remediation",
            "yyynn",
            recommendations="Sample: review every listed referral within five business days.",
            timeline="Sample: written procedure within 30 days; weekly list from then on.",
            review_on=(self.day + dt.timedelta(days=90)).isoformat(),
        )
        return self.printed().act("send_recommendation", manner="Sample: certified mail")

    def assessed(self) -> "Walk":
        self.remediation()
        self.day = calendar.strict().months(self.day, 6).due
        self.on(1).act("assess", summary="Sample: the procedure was written and is followed.")
        return self

    def requested(self) -> "Walk":
        self.determined().vote("request", "yyyna")
        self.printed().act("send_request", manner="Sample: certified mail and electronic mail")
        self.published()
        return self


def _check_digit(digits: str) -> str:
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-weighted % 10)


def _ago(day: dt.date, business_days: int) -> dt.date:
    counting, back = calendar.lenient(), day
    while business_days:
        back -= dt.timedelta(days=1)
        business_days -= counting.is_business_day(back)
    return back


def _returned(walk: Walk) -> None:
    walk.posted().on(4).act("record_return", "staff", failure="unclaimed", source="Sample: returned envelope")


def _unanswered(walk: Walk) -> None:
    walk.delivered().on(11).act("let_response_lapse", "staff")


def _not_formal(walk: Walk) -> None:
    # The committee convenes on this one by a meeting of its own (sample.meetings).
    walk.on(5).vote("formality", "nnnya")


def _no_determination(walk: Walk) -> None:
    walk.reviewed().on(2).vote("determination", "yyynn")


def _resolved(walk: Walk) -> None:
    walk.assessed().vote("resolved", "yyyyn").published()


def _appointed(walk: Walk) -> None:
    walk.requested().act("make_packet").on(10).act(
        "record_appointment",
        appointee="Sample Special Prosecutor",
        licence="Missouri, sample number",
        starts_on=walk.day.isoformat(),
        ends_on="2030-12-31",
        elected_term_ends="2030-12-31",
    )


def _withdrawn(walk: Walk) -> None:
    walk.on(2).act("withdraw", reason="Sample: the complainant wrote that the matter is settled.")


def _acknowledged(walk: Walk) -> None:
    walk.act("acknowledge", "staff", address="1 Sample Street\nSample Town, Missouri 65000")


def _voting(walk: Walk) -> None:
    walk.reviewed().on(2).act("open_motion", kind="determination")
    walk.act("cast_vote", "member-d1", motion=OPEN_MOTION, choice="yes")


# Where a complaint is left, the jurisdiction, its ground, and how many business days ago it was lodged.
Plan = tuple[Callable[[Walk], object], str, str, int]
MATTERS: tuple[Plan, ...] = (
    (_resolved, "29019", UNTOUCHED, 205),
    (Walk.assessed, "29021", UNTOUCHED, 190),
    (_appointed, "29097", UNTOUCHED, 150),
    (Walk.remediation, "29031", UNTOUCHED, 90),
    (_no_determination, "29047", UNTOUCHED, 80),
    (Walk.requested, "29510", UNTOUCHED, 60),
    (Walk.determined, "29077", UNTOUCHED, 33),
    (_voting, "29095", UNTOUCHED, 30),
    (Walk.reviewed, "29155", HOMICIDES, 28),
    (_unanswered, "29069", UNTOUCHED, 27),
    (Walk.delivered, "29189", UNTOUCHED, 14),
    (_returned, "29201", UNTOUCHED, 16),
    (Walk.posted, "29051", UNTOUCHED, 9),
    (Walk.formal, "29165", UNTOUCHED, 7),
    (_not_formal, "29101", UNTOUCHED, 40),
    (_withdrawn, "29071", UNTOUCHED, 25),
    (_acknowledged, "29099", UNTOUCHED, 12),
)


def carry_matters(
    database: Database, feeds: Feeds, day: dt.date, sittings: Callable[[Mapping[str, Walk]], list[Walk]]
) -> tuple[dict[str, Walk], Walk]:
    """Imports the feeds, lodges and carries every sample complaint up to `day`, with the meetings that `sittings` plans
    among them, and scans. Says the walks by jurisdiction, and the one of the complaint lodged last."""
    now = dt.datetime.combine(day, dt.time(14, 0), dt.UTC)
    for verb, path in (("import_referrals_file", feeds.referrals), ("import_homicides_file", feeds.homicides)):
        perform(database, verb, CONSOLE, {"file": FeedFile(path)}, today=day, now=now)
    walks = carry(database, MATTERS, day, sittings=sittings)
    perform(database, "keep_findings", CONSOLE, {"as_of": day}, today=day, now=now)
    return walks, _lodge_from_a_finding(database, day)


def carry(
    database: Database,
    matters: tuple[Plan, ...],
    day: dt.date,
    first: int = 1,
    sittings: Callable[[Mapping[str, Walk]], list[Walk]] = lambda _: [],
) -> dict[str, Walk]:
    """Lodges these matters and carries each as far as it is planned, in the order of days, with the meetings that
    `sittings` plans among them. `first` is the number of the first one, from which article numbers are made. Says the
    walks by jurisdiction."""
    walks: list[Walk] = []
    for number, (go, fips, ground, ago) in enumerate(matters, first):
        walk = Walk(_ago(day, ago), number)
        walk.lodge(fips, ground)
        go(walk)
        walks.append(walk)
    here = {fips: walk for walk, (_, fips, _, _) in zip(walks, matters, strict=True)}
    every = [*walks, *sittings(here)]
    planned = [(step.day, walk.number, place, walk) for walk in every for place, step in enumerate(walk.steps)]
    for step_day, _, place, walk in sorted(planned, key=lambda plan: plan[:3]):
        if step_day > day:
            raise ValueError(f"sample complaint {walk.number} runs past {day}")
        _do(database, walk, walk.steps[place])
    return here


def take(database: Database, walk: Walk) -> None:
    """Does every step of a walk, one after the other."""
    for step in walk.steps:
        _do(database, walk, step)


def _lodge_from_a_finding(database: Database, day: dt.date) -> Walk:
    """One more complaint, lodged on the last day: it rests on a finding of the scan."""
    with database.reading() as session:
        row = session.scalars(select(Finding).where(Finding.clause == UNTOUCHED).order_by(Finding.id.desc())).first()
        if row is None:
            raise LookupError(f"the sample register has no finding under {UNTOUCHED}")
        number, fips = row.id, row.jurisdiction
    walk = Walk(day, len(MATTERS) + 1)
    walk.lodge(fips)
    (step,) = walk.steps
    step.given["findings"] = str(number)
    _do(database, walk, step)
    return walk


def _do(database: Database, walk: Walk, step: Step) -> None:
    with database.reading() as session:
        actor = find_actor(session, step.account, step.day)
        motion = open_motion_of(session, walk.complaint) if walk.complaint else None
        number = motion.id if motion else None
    if actor is None:
        raise LookupError(step.account)
    given = {
        name: number if value == OPEN_MOTION else value() if callable(value) else value
        for name, value in step.given.items()
    }
    outcome = perform(
        database,
        step.verb,
        actor,
        given,
        complaint=walk.complaint or None,
        today=step.day,
        now=dt.datetime.combine(step.day, dt.time(16, 0), dt.UTC),
    )
    walk.complaint = outcome.complaint or walk.complaint
    letters = outcome.reply.get("letters")
    walk.letter = letters[-1]["id"] if letters else walk.letter
    walk.proposed = outcome.reply if "proposal" in outcome.reply else walk.proposed
    walk.meeting, walk.entry = outcome.reply.get("meeting", walk.meeting), outcome.entry
