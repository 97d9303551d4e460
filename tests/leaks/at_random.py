"""Closed acts by chance: any act of the register that can be done now, by anybody who may, with what it asks for made
up from what is there."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.access import UNSEATED, Actor
from committee_app.acts import ACTS, Kind, Parameter, Refused, perform
from committee_app.acts.doing import Doing
from committee_app.acts.motions import kinds_open_to, open_motion_of
from committee_app.acts.performing import allowed_acts
from committee_app.acts.register import FeedFile
from committee_app.database import Database
from committee_app.register.offices import reference
from committee_app.sample.matters import _check_digit as check_digit
from committee_app.tables.docket import Complaint, ServiceEvent
from committee_app.tables.meetings import InformationRequest, Meeting, Minute
from committee_app.tables.office import Account
from committee_app.tables.publications import Proposal, Publication
from committee_app.tables.records import Letter, Mail
from committee_app.tables.requests import RecordsRequest
from committee_app.tables.retention import Hold
from committee_app.tables.roster import ExpenseClaim, OfficeTerm
from letters import catalogue
from rules.readings import READINGS
from tests.answering.holding import holder
from tests.leaks.planted import Walled
from tests.offices import MEMBERS, Office, noon
from tests.register.feeds import HOMICIDE, POPULATION, REFERRAL

# Acts that open something to the public: what they do is seen on the public site, and is meant to be.
OPENS = frozenset({"publish", "commit_head"})
CLOSED = tuple(verb for verb in ACTS if verb not in OPENS)
EVENTS = "article_number,event,occurred_on,occurred_at,place,signed_by\n"
# How many days after the sample's own a sequence takes place: a meeting, an assessment and a term's end come due.
LATER = (0, 0, 12, 12, 190, 800)


@dataclass
class Tally:
    """How often each act was done, in all offices together, and how often it was tried in vain."""

    done: Counter[str] = field(default_factory=Counter)
    in_vain: Counter[str] = field(default_factory=Counter)

    def turn(self, verb: str) -> float:
        """What was done seldom comes first; what takes long, or is hardly ever possible, does not hold up the rest."""
        return self.done[verb] * (4 if verb.startswith("propose_") else 1) + self.in_vain[verb] / 3


class Chance:
    """One office in which closed acts are done by chance."""

    def __init__(self, walled: Walled, database: Database, seed: int, tally: Tally) -> None:
        self.walled, self.database, self.tally = walled, database, tally
        self.office = Office(database, walled.instance)
        self.chance = random.Random(seed)
        self.today = walled.settings.today() + dt.timedelta(days=self.chance.choice(LATER))
        self.number = seed * 10_000
        with database.reading() as session:
            self.matters = list(session.scalars(select(Complaint.id)))

    def acts(self, length: int) -> Iterator[str]:
        """Does so many acts, and says each when it is done; fewer where chance finds none that is possible."""
        for _ in range(length):
            if (done := self._one()) is None:
                return
            self.tally.done[done] += 1
            yield done

    def _one(self) -> str | None:
        """Tries one act, sooner one that was done seldom; says which was done, or None."""
        for verb in sorted(CLOSED, key=lambda verb: self.tally.turn(verb) + 3 * self.chance.random()):
            about = ACTS[verb].needs_complaint or (ACTS[verb].of_either and self.chance.random() < 0.5)
            matter = self.chance.choice(self.matters) if about else None
            actor = self._actor(verb, matter)
            if actor is not None and self._done(verb, actor, matter):
                return verb
            self.tally.in_vain[verb] += 1
        return None

    def _done(self, verb: str, actor: Actor, matter: str | None) -> bool:
        with self.database.reading() as session:
            row = session.get_one(Complaint, matter) if matter else None
            doing = Doing(session, actor, {}, row, today=self.today, now=noon(self.today))
            # Whether an act of a meeting is possible is known once the meeting is named.
            if row is not None and verb not in allowed_acts(doing, (verb,)):
                return False
            given = Filling(self, session, doing).of(verb)
        try:
            outcome = perform(
                self.database, verb, actor, given, complaint=matter, today=self.today, now=noon(self.today)
            )
        except Refused:
            return False
        if outcome.complaint and outcome.complaint not in self.matters:
            self.matters.append(outcome.complaint)
        return True

    def _actor(self, verb: str, matter: str | None) -> Actor | None:
        # One without a seat is a member on another day.
        role = self.chance.choice(sorted(ACTS[verb].roles - {UNSEATED}))
        if role == "respondent":
            try:
                return holder(self.office, matter or "", self.today.isoformat())
            except AssertionError:  # no letter of the matter carries a code
                return None
        name = self.chance.choice(MEMBERS[1:]) if role == "member" else role
        return self.office.actor(name, self.today.isoformat())

    def next_number(self) -> int:
        self.number += 1
        return self.number


class Filling:
    """What an act asks for, made up: what is named is there, what is free is a sample."""

    def __init__(self, chance: Chance, session: Session, doing: Doing) -> None:
        self.here, self.session, self.doing = chance, session, doing
        self.chance, self.today = chance.chance, chance.today
        self.matter = doing.row.id if doing.row is not None else None

    def of(self, verb: str) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for parameter in ACTS[verb].parameters:
            value = self.value(verb, parameter, given)
            if value is not None:
                given[parameter.name] = value
        return given

    def value(self, verb: str, parameter: Parameter, given: dict[str, Any]) -> Any:
        special = getattr(self, f"of_{parameter.name}", None)
        if special is not None:
            return special(verb, given)
        if parameter.kind is Kind.YES:
            return self.chance.choice(["yes", "yes", "no"]) if parameter.required else self.chance.choice(["yes", None])
        if not parameter.required and self.chance.random() < 0.5:
            return None
        return self.by_kind(parameter)

    def by_kind(self, parameter: Parameter) -> Any:
        soon = self.today + dt.timedelta(days=self.chance.choice([0, 1, 8, 30]))
        kinds: dict[Kind, Callable[[], Any]] = {
            Kind.TEXT: lambda: f"Sample {self.here.next_number()}",
            Kind.LONG_TEXT: lambda: f"Sample words {self.here.next_number()}.\nSample Town, Missouri 65000",
            Kind.DAY: lambda: (self.today if self.chance.random() < 0.6 else soon).isoformat(),
            Kind.TIME: lambda: f"{self.chance.randint(8, 11):02}:{self.chance.randint(0, 59):02}",
            Kind.NUMBER: lambda: str(self.chance.randint(1, 5)),
            Kind.CHOICE: lambda: self.chance.choice(list(parameter.choices or {"": ""})),
            Kind.CHOICES: lambda: self.chance.sample(list(parameter.choices or {}), k=self.chance.randint(1, 2)),
        }
        return kinds[parameter.kind]() if parameter.kind in kinds else None

    def one_of(self, query: Any) -> Any:
        rows = self.session.scalars(query).all()
        return str(self.chance.choice(rows)) if rows else None

    # What the named things are.

    def of_motion(self, *_: Any) -> Any:
        motion = open_motion_of(self.session, self.matter or "")
        return str(motion.id) if motion else "1"

    def of_kind(self, verb: str, _: Any) -> Any:
        if verb == "save_words":
            return self.chance.choice(sorted(catalogue.CATALOGUE))
        kinds = [kind.name for kind in kinds_open_to(self.doing)]
        return self.chance.choice(kinds) if kinds else "formality"

    def of_subject(self, verb: str, given: dict[str, Any]) -> Any:
        built_in = catalogue.CATALOGUE[given["kind"]].built_in(given["kind"]).subject if verb == "save_words" else ""
        return built_in or "Sample subject"

    def of_text(self, verb: str, given: dict[str, Any]) -> Any:
        built_in = (
            catalogue.CATALOGUE[given["kind"]].built_in(given["kind"]).text if verb == "save_words" else "Sample."
        )
        return f"{built_in}\n\nSample {self.here.next_number()}."

    def of_letter(self, *_: Any) -> Any:
        return self.one_of(select(Letter.id).where(Letter.complaint_id == self.matter))

    def of_meeting(self, *_: Any) -> Any:
        return self.one_of(select(Meeting.id))

    of_minutes_of = of_meeting

    def of_entry(self, _: str, given: dict[str, Any]) -> Any:
        return self.one_of(select(Minute.entry).where(Minute.meeting_id == int(given.get("meeting") or 0)))

    def of_request(self, verb: str, _: Any) -> Any:
        if ACTS[verb].run.__module__.rpartition(".")[2] in {"records_requests", "records_replies", "redactions"}:
            return self.one_of(select(RecordsRequest.id))
        return self.one_of(select(InformationRequest.entry).where(InformationRequest.complaint_id == self.matter))

    def of_fact(self, *_: Any) -> Any:
        return self.one_of(select(ServiceEvent.entry).where(ServiceEvent.complaint_id == self.matter))

    def of_claim(self, *_: Any) -> Any:
        return self.one_of(select(ExpenseClaim.id))

    def of_number(self, verb: str, _: Any) -> Any:
        return self.one_of(select(OfficeTerm.id if verb == "strike_office_term" else Publication.number))

    def of_proposal(self, *_: Any) -> Any:
        return self.one_of(select(Proposal.id).where(Proposal.complaint_id == self.matter))

    def of_hold(self, *_: Any) -> Any:
        return self.one_of(select(Hold.id))

    def of_year(self, *_: Any) -> str:
        return str(self.today.year - 1)

    def of_received_on(self, *_: Any) -> str:
        return self.today.isoformat()

    of_source_day = of_received_on

    def of_identity(self, *_: Any) -> Any:
        return self.one_of(select(Mail.identity))

    def of_mailing(self, *_: Any) -> None:
        return None

    def of_matter(self, _: str, given: dict[str, Any]) -> Any:
        return None if given.get("part") == "open" else self.chance.choice(self.here.matters)

    def of_matters(self, *_: Any) -> list[str]:
        return self.chance.sample(self.here.matters, k=2)

    def of_account(self, verb: str, _: Any) -> Any:
        if verb == "invite":
            return f"sample-{self.here.next_number()}"
        if verb in {"declare_recusal"}:
            own = self.doing.actor.name
            return own if own in MEMBERS[1:] and self.chance.random() < 0.5 else self.chance.choice(MEMBERS[1:])
        if verb in {"appoint_member", "record_vacancy", "enter_candidate"}:
            return self.chance.choice(["candidate-r", "candidate-d", *MEMBERS[1:]])
        # Whoever is needed for the acts that follow stays.
        spared = Account.name.not_in((*MEMBERS, "staff", "clerk", "administrator"))
        return self.one_of(select(Account.name).where(spared, Account.ended_at.is_(None)))

    def of_email(self, *_: Any) -> str:
        return f"sample{self.here.next_number()}@sample.invalid"

    def of_role(self, *_: Any) -> str:
        return self.chance.choice(["staff", "auditor", "member"])

    def of_jurisdiction(self, *_: Any) -> str:
        return str(self.chance.choice(list(reference()))["fips"])

    def of_grounds(self, *_: Any) -> str:
        return "56.602.3(2)"

    def of_findings(self, *_: Any) -> None:
        return None

    def of_respondent_account(self, *_: Any) -> None:
        return None

    def of_mover(self, *_: Any) -> None:
        return None

    of_seconder = of_present = of_receipt_number = of_papers = of_mover

    def of_review_on(self, *_: Any) -> str:
        return (self.today + dt.timedelta(days=60)).isoformat()

    def of_article_number(self, *_: Any) -> str:
        digits = f"9407111899220{self.here.next_number():08d}"
        return digits + check_digit(digits)

    def of_reading(self, *_: Any) -> str:
        return self.chance.choice([name for name, reading in READINGS.items() if not reading.fixed])

    def of_option(self, _: str, given: dict[str, Any]) -> str:
        return self.chance.choice(list(READINGS[given["reading"]].options))

    def of_in_force_from(self, *_: Any) -> None:
        return None

    def of_dollars(self, *_: Any) -> str:
        return f"0.{self.chance.randint(10, 99)}"

    def of_mailer_id(self, *_: Any) -> str:
        return f"{self.chance.randint(100_000, 899_999)}"

    def of_lines(self, *_: Any) -> list[dict[str, str]]:
        return [{"category": "food", "day": self.today.isoformat(), "quantity": "1", "what": "Sample meal"}]

    def of_file(self, verb: str, _: Any) -> FeedFile | None:
        made = {
            "import_referrals_file": REFERRAL,
            "import_homicides_file": HOMICIDE,
            "import_population_file": POPULATION,
        }
        number = str(self.here.next_number())
        path = Path(self.here.walled.instance) / f"feed-{number}.csv"
        if verb == "import_mail_events":
            path.write_text(EVENTS)
        elif verb in made:
            row = {name: f"R-{number}" if name.endswith("_id") else value for name, value in made[verb].items()}
            row = {**row, "earlier_referral_id": ""} if "earlier_referral_id" in row else row
            path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n")
        else:
            return None
        return FeedFile(path)

    def of_in_room(self, *_: Any) -> str:
        return "1,2,3,4"

    def of_yes(self, *_: Any) -> str:
        return self.chance.choice(["1,2,3,4", "1,2,3"])

    def of_no(self, *_: Any) -> None:
        return None

    of_abstain = of_objecting = of_remote = of_no
