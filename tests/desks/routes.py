"""Every address of the site, made from its own map of routes: by hand is listed only what can stand in them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from sqlalchemy import select

from committee_app.acts import ACTS
from committee_app.tables.docket import Complaint
from committee_app.tables.meetings import Meeting
from committee_app.tables.packets import Packet
from committee_app.tables.publications import Proposal
from committee_app.tables.records import Letter
from committee_app.tables.register import Finding
from committee_app.tables.respondent import FiledPaper
from committee_app.tables.roster import ExpenseClaim
from committee_app.tables.votes import Motion
from tests.desks.visiting import Site

OPEN, RECUSED, GONE = "2028-009", "2028-016", "2099-001"
NOWHERE = 99_999
ROUTINE = {"HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Address:
    """One address: what its route shows, what stands in it, and which methods it takes."""

    path: str
    shows: str
    arguments: Mapping[str, str | int]
    methods: frozenset[str]

    @property
    def verb(self) -> str | None:
        return str(self.arguments["verb"]) if "verb" in self.arguments else None

    @property
    def complaint(self) -> str | None:
        return str(self.arguments["complaint"]) if "complaint" in self.arguments else None


def addresses(site: Site, matters: Iterable[str] = (OPEN, RECUSED, GONE)) -> list[Address]:
    """Every route with every act, with these matters, and with a number that is there and one that is not."""
    found: dict[str, Address] = {}
    bind = site.app.url_map.bind("localhost")
    for rule in site.app.url_map.iter_rules():
        view = site.app.view_functions[rule.endpoint]
        methods = frozenset(rule.methods or ()) - ROUTINE
        for arguments in _filled(site, rule.arguments, tuple(matters)):
            path = bind.build(rule.endpoint, arguments, method=min(methods))
            also = found[path].methods if path in found else frozenset()
            found[path] = Address(path, getattr(view, "shows", ""), arguments, methods | also)
    return list(found.values())


def _filled(site: Site, names: set[str], matters: tuple[str, ...]) -> Iterator[dict[str, str | int]]:
    choices: dict[str, list[str | int]] = {}
    for name in names:
        match name:
            case "complaint":
                choices[name] = list(matters)
            case "verb":
                choices[name] = [*ACTS, "no_such_act"]
            case "filename":
                choices[name] = ["docket.css"]
            case "token":
                choices[name] = ["of-nobody"]
            case "receipt" | "paper":
                choices[name] = [1, NOWHERE]
            case "secret":
                choices[name] = ["made-up"]
            case "meeting":
                choices[name] = [*_meetings(site), NOWHERE]
            case "motion" | "letter" | "packet" | "finding" | "claim":
                choices[name] = [*_numbers(site, name, matters), NOWHERE]
            case "kind":
                choices[name] = ["notice", "nothing"]
            case "proposal":
                choices[name] = [NOWHERE]
            case "page":
                choices[name] = [1]
            case "printing":
                choices[name] = [1, 2]
            case "asked" | "sheet" | "copy":
                # No sample request was received, and no copy made: tests/redaction visits those that were.
                choices[name] = [NOWHERE]
            case "which":
                choices[name] = ["after"]
            case _:
                raise AssertionError(f"say here what can stand for <{name}>")
    for values in product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def _meetings(site: Site) -> list[int]:
    """The meeting ahead, which has a matter of the tests on its agenda."""
    with site.database.reading() as session:
        return list(session.scalars(select(Meeting.id).order_by(Meeting.starts_at.desc()).limit(1)))


def _numbers(site: Site, name: str, matters: tuple[str, ...]) -> list[int]:
    """The first motion or letter of each of the matters, the first finding, or every expense claim."""
    with site.database.reading() as session:
        if name == "finding":
            return list(session.scalars(select(Finding.id).order_by(Finding.id).limit(1)))
        if name == "claim":
            return list(session.scalars(select(ExpenseClaim.id).order_by(ExpenseClaim.id)))
        table = {"motion": Motion, "letter": Letter, "packet": Packet}[name]
        firsts = (session.scalar(select(table.id).filter_by(complaint_id=m).order_by(table.id)) for m in matters)
        return [first for first in firsts if first is not None]


def is_there(site: Site, address: Address) -> bool:
    """Whether there is a record at the address, whoever may read it."""
    said = dict(address.arguments)
    verb, matter = said.pop("verb", None), said.pop("complaint", None)
    if {"asked", "sheet", "copy"} & set(said):
        return False
    if verb is not None and "page" in said:
        # Nobody has asked for a draft, and the address of no prosecutor is known; the roster asks for nothing.
        return (verb, matter, said["page"]) == ("propose_roster", None, 1)
    if verb is not None and (verb not in ACTS or not ACTS[str(verb)].is_about(a_matter=matter is not None)):
        return False
    with site.database.reading() as session:
        if matter is not None and session.get(Complaint, matter) is None:
            return False
        for name, table in (
            ("motion", Motion),
            ("letter", Letter),
            ("packet", Packet),
            ("finding", Finding),
            ("meeting", Meeting),
            ("claim", ExpenseClaim),
            ("paper", FiledPaper),
            ("proposal", Proposal),
        ):
            if name in said:
                row = session.get(table, said[name])
                if (
                    "printing" in said
                    or row is None
                    or (matter is not None and getattr(row, "complaint_id", matter) != matter)
                ):
                    return False
    return said.get("kind") != "nothing"
