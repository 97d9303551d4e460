"""The procedure of 56.602.4 to .7 a second time, in plain Python: what every act through the service layer is held
against. It shares nothing with the program: neither a table of moves, nor a calendar, nor a count of votes."""

import datetime as dt
from dataclasses import dataclass, field

from tests.register.plain import closed_days, months_on

SEATS = {"director": 1, "member-r1": 2, "member-r2": 3, "member-d1": 4, "member-d2": 5}
CLOSED = closed_days(range(2027, 2045), lenient=True)
DIRECTOR, CLERKS, VOTERS = {"director"}, {"director", "staff"}, set(SEATS)
OVER = {
    "withdrawn", "not_formal", "no_determination", "resolved", "not_appointed", "special_prosecutor_appointed",
}  # fmt: skip

# Acts that are a step of the procedure: who may do it, from where, and to where (None: it stays).
STEPS: dict[str, tuple[set[str], dict[str, str | None]]] = {
    "convene": (DIRECTOR, {"lodged": "convened"}),
    "withdraw": (DIRECTOR, {"lodged": "withdrawn", "convened": "withdrawn"}),
    "release_notice": (DIRECTOR, {"found_formal": None}),
    "record_posting": (CLERKS, {"found_formal": "notice_sent", "notice_returned": "notice_sent"}),
    "record_return": (CLERKS, {"notice_sent": "notice_returned"}),
    "record_delivery": (CLERKS, dict.fromkeys(("found_formal", "notice_sent", "notice_returned"), "notice_delivered")),
    "record_response": (
        CLERKS,
        {"notice_delivered": "answered", "answered": None, "unanswered": None, "reviewed": None},
    ),
    "let_response_lapse": (CLERKS, {"notice_delivered": "unanswered"}),
    "review": (DIRECTOR, {"answered": "reviewed", "unanswered": "reviewed"}),
    "close_undetermined": (DIRECTOR, {"reviewed": "no_determination"}),
    "record_progress": (DIRECTOR, {"remediation": None}),
    "assess": (DIRECTOR, {"remediation": "assessment_undecided"}),
    "record_no_appointment": (DIRECTOR, {"requested": "not_appointed"}),
    "record_appointment": (DIRECTOR, {"requested": "special_prosecutor_appointed"}),
}
# The same for a special prosecutor's term.
TERM_STEPS: dict[str, tuple[set[str], str]] = {
    "review_term": ({"serving"}, "term_review_undecided"),
    "record_reappointment": ({"reappointment_requested"}, "reappointed"),
    "end_term": (
        {"serving", "term_review_undecided", "ending_with_its_term", "reappointment_requested", "reappointed"},
        "term_ended",
    ),
}
# Motions: where they are put, how many yes votes they need, where they lead, and where their failing leads.
MOTIONS: dict[str, tuple[str, int, str, str | None]] = {
    "formality": ("convened", 3, "found_formal", "not_formal"),
    "determination": ("reviewed", 4, "remedy_pending", "no_determination"),
    "request": ("remedy_pending", 3, "requested", None),
    "remediation": ("remedy_pending", 3, "remediation", None),
    "resolved": ("assessment_undecided", 3, "resolved", None),
    "continuing": ("assessment_undecided", 3, "requested", None),
    "term_over": ("term_review_undecided", 3, "ending_with_its_term", None),
    "term_needed": ("term_review_undecided", 3, "reappointment_requested", None),
}


def business_days(day: dt.date, number: int) -> dt.date:
    while number:
        day += dt.timedelta(days=1)
        number -= day.weekday() < 5 and day not in CLOSED
    return day


@dataclass
class Vote:
    """A motion that is open: its roll, the last choice of each seat, and the seats that were recused since."""

    kind: str
    number: int
    changeable: bool
    roll: set[str]
    choices: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    @property
    def counted(self) -> dict[str, str]:
        return {who: said for who, said in self.choices.items() if who not in self.gone}

    @property
    def complete(self) -> bool:
        return self.counted.keys() == self.roll - self.gone


@dataclass
class Matter:
    """One matter as the Act carries it. `may` says whether an act is allowed now; `do` does one that is."""

    today: dt.date
    grounds: set[str]
    changeable: bool = False
    state: str = "lodged"
    term: str | None = None
    term_ends: dt.date | None = None
    recused: set[str] = field(default_factory=set)
    vote: Vote | None = None
    motions: int = 0
    released: bool = False
    due: dt.date | None = None
    six_months: dt.date | None = None
    recommended: bool = False
    to_send: bool = False
    requested_under: str | None = None
    proposed: tuple[str, str] | None = None
    published: set[str] = field(default_factory=set)
    outcomes: list[tuple[str, dict[str, str], bool]] = field(default_factory=list)

    def may(self, verb: str, who: str, said: dict[str, str]) -> bool:
        if who in self.recused:
            return False
        if verb in STEPS:
            return self._may_step(verb, who, said)
        if verb in TERM_STEPS:
            over = verb != "end_term" or (self.term_ends is not None and self.today > self.term_ends)
            return who == "director" and self.term in TERM_STEPS[verb][0] and over and self.vote is None
        match verb:
            case "open_motion":
                return who == "director" and self._may_put(said)
            case "cast_vote":
                return self._may_vote(who, said)
            case "close_motion":
                return who == "director" and self._may_close(said)
            case "declare_recusal":
                return self._may_recuse(who, said["account"])
            case "send_request":
                return who == "director" and self.to_send
            case "send_recommendation":
                return who in CLERKS and self.recommended
            case "propose_publication":
                waits = self.proposed is not None and self.proposed[1] == self._open_record()
                return who in CLERKS and self._open_record() is not None and not waits
            case "publish":
                other = self.proposed is not None and who != self.proposed[0]
                return who in CLERKS and other and self.proposed is not None and self.proposed[1] == self._open_record()
            case "refuse_proposal":
                return who in CLERKS and self.proposed is not None and who != self.proposed[0]
            case "take_back_proposal":
                return self.proposed is not None and who == self.proposed[0]
        raise AssertionError(verb)

    def _may_step(self, verb: str, who: str, said: dict[str, str]) -> bool:
        people, ways = STEPS[verb]
        if who not in people or self.state not in ways:
            return False
        if ways[self.state] is not None and self.vote is not None:
            return False
        match verb:
            case "release_notice":
                return not self.released
            case "record_posting":
                return self.released
            case "record_delivery":
                return self.released and (self.state != "found_formal" or said["manner"] == "in_person")
            case "let_response_lapse" | "review":
                return self.due is not None and self.today > self.due
            case "close_undetermined":
                return "56.602.3(2)" not in self.grounds
            case "assess":
                return self.six_months is not None and self.today >= self.six_months
        return True

    def _may_put(self, said: dict[str, str]) -> bool:
        stands, need, *_ = MOTIONS[said["kind"]]
        roll = VOTERS - self.recused
        mover, seconder = said.get("mover"), said.get("seconder")
        return (
            self.vote is None
            and stands in {self.state, self.term}
            and (said["kind"] != "determination" or "56.602.3(2)" in self.grounds)
            and (said.get("even_so") == "yes" or len(roll) >= need)
            and all(name is None or name in roll for name in (mover, seconder))
            and (mover is None or mover != seconder)
        )

    def _may_vote(self, who: str, said: dict[str, str]) -> bool:
        vote = self.vote
        if vote is None or said["motion"] != str(vote.number) or who not in vote.roll - vote.gone:
            return False
        return vote.changeable or who not in vote.choices

    def _may_close(self, said: dict[str, str]) -> bool:
        vote = self.vote
        if vote is None or said["motion"] != str(vote.number):
            return False
        return vote.complete or said.get("with_absent") == "yes"

    def _may_recuse(self, who: str, whom: str) -> bool:
        if who not in VOTERS or whom not in VOTERS or self.state in OVER or whom in self.recused:
            return False
        # Nobody takes another's vote out of a motion that is open.
        return who == whom or (who == "director" and (self.vote is None or whom not in self.vote.roll))

    def _open_record(self) -> str | None:
        records = ["finding"] if self.state == "resolved" else []
        records += [self.requested_under] if self.requested_under else []
        records += ["term"] if self.term in {"reappointment_requested", "reappointed"} else []
        return next((record for record in records if record not in self.published), None)

    def do(self, verb: str, who: str, said: dict[str, str]) -> None:
        match verb:
            case "open_motion":
                self.motions += 1
                self.vote = Vote(said["kind"], self.motions, self.changeable, VOTERS - self.recused)
            case "cast_vote":
                assert self.vote is not None
                self.vote.choices[who] = said["choice"]
                if self.vote.complete and not self.vote.changeable:
                    self._close()
            case "close_motion":
                self._close()
            case "declare_recusal":
                self.recused.add(said["account"])
                if self.vote is not None and said["account"] in self.vote.roll:
                    self.vote.gone.add(said["account"])
            case "send_request":
                self.to_send = False
            case "send_recommendation":
                self.recommended = False
            case "propose_publication":
                self.proposed = (who, str(self._open_record()))
            case "publish":
                self.published.add(str(self._open_record()))
                self.proposed = None
            case "refuse_proposal" | "take_back_proposal":
                self.proposed = None
            case verb if verb in TERM_STEPS:
                self.term = TERM_STEPS[verb][1]
                if verb == "record_reappointment":
                    self.term_ends = dt.date.fromisoformat(said["ends_on"])
            case _:
                self._step(verb, said)

    def _step(self, verb: str, said: dict[str, str]) -> None:
        to = STEPS[verb][1].get(self.state)
        self.state = to or self.state
        if verb == "release_notice":
            self.released = True
        if verb == "record_delivery" and self.due is None:
            self.due = business_days(self.today, 10)
        if verb == "record_appointment":
            self.term, self.term_ends = "serving", dt.date.fromisoformat(said["ends_on"])

    def _close(self) -> None:
        vote, self.vote = self.vote, None
        assert vote is not None
        _, need, carried, failed = MOTIONS[vote.kind]
        yes = len([said for said in vote.counted.values() if said == "yes"])
        call = {who: vote.counted.get(who, "absent") for who in vote.roll - vote.gone}
        call |= dict.fromkeys(VOTERS - call.keys(), "recused")
        self.outcomes.append((vote.kind, call, yes >= need))
        # Three of the five are a quorum; without one the committee does nothing.
        to = carried if yes >= need else failed if len(vote.counted) >= 3 else None
        if to is None:
            return
        if vote.kind.startswith("term"):
            self.term = to
        else:
            self.state = to
        if to == "remediation":
            self.six_months, self.recommended = months_on(self.today, 6), True
        if to == "requested":
            self.requested_under, self.to_send = vote.kind, True
        if to == "reappointment_requested":
            self.to_send = True
