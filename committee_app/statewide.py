"""The counts of the statewide report (56.750.2) as the register holds them, office by office: closed (56.750.3#3).

A referral is a case once a charge of it is filed. What is received, filed, refused or disposed of in a year is an event
of that year; these are no parts of one another. Days are ISO text, as the register keeps them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from committee_app.tables.register import Charge
from rules.disclosure import Balance
from rules.statute import Clause, cite

OF_ONE_OFFICE = cite("56.750.3#3")
# What one office adds to a figure, by its number; by figure.
ByOffice = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Item:
    """One of the 22 items: its clause, what it counts, and the column that must be held for it to be known."""

    clause: Clause
    what: str
    needs: str

    @property
    def id(self) -> str:
        return self.clause.id


RECEIVED, FILED, REFUSED, DISPOSED = "received_on", "filed_on", "refused_on", "disposed_on"
TOTALS = (
    Item(cite("56.750.2(1)(a)"), "Referrals received", RECEIVED),
    Item(cite("56.750.2(1)(b)"), "Cases filed", FILED),
    Item(cite("56.750.2(1)(c)"), "Cases refused", REFUSED),
    Item(cite("56.750.2(1)(d)"), "Cases disposed of", DISPOSED),
    Item(cite("56.750.2(1)(e)"), "Cases under review on December 31", RECEIVED),
)
CLASSES = (
    Item(cite("56.750.2(2)(a)"), "Referrals received, led by a felony", RECEIVED),
    Item(cite("56.750.2(2)(b)"), "Referrals received, led by a misdemeanor", RECEIVED),
    Item(cite("56.750.2(2)(c)"), "Referrals received, led by an infraction", RECEIVED),
    Item(cite("56.750.2(2)(d)"), "Referrals wholly refused, led by a felony", REFUSED),
    Item(cite("56.750.2(2)(e)"), "Referrals wholly refused, led by a misdemeanor", REFUSED),
    Item(cite("56.750.2(2)(f)"), "Referrals wholly refused, led by an infraction", REFUSED),
    Item(cite("56.750.2(2)(g)"), "Cases filed, led by a felony", FILED),
    Item(cite("56.750.2(2)(h)"), "Cases filed, led by a misdemeanor", FILED),
    Item(cite("56.750.2(2)(i)"), "Cases filed, led by an infraction", FILED),
    Item(cite("56.750.2(2)(j)"), "Cases disposed of, led by a felony", DISPOSED),
    Item(cite("56.750.2(2)(k)"), "Cases disposed of, led by a misdemeanor", DISPOSED),
    Item(cite("56.750.2(2)(l)"), "Cases disposed of, led by an infraction", DISPOSED),
)
BY_CHARGE = (
    Item(cite("56.750.2(3)(a)"), "Charges received in referrals", RECEIVED),
    Item(cite("56.750.2(3)(b)"), "Charges filed", FILED),
    Item(cite("56.750.2(3)(c)"), "Charges refused", REFUSED),
    Item(cite("56.750.2(3)(d)"), "Charges disposed of", DISPOSED),
    Item(cite("56.750.2(3)(e)"), "Charges under review on December 31", RECEIVED),
)
# A total, and the figures that are parts of it.
PARTS: Mapping[str, tuple[str, ...]] = {
    total.id: tuple(item.id for item in CLASSES[at : at + 3])
    for total, at in ((TOTALS[0], 0), (TOTALS[2], 3), (TOTALS[1], 6), (TOTALS[3], 9))
}
# What came in, what was filed and refused, and what is left of it; of totals and by charge.
FLOWS = tuple((some[0].id, some[1].id, some[2].id, some[4].id) for some in (TOTALS, BY_CHARGE))
# A figure of the report of the year before, or after.
BEFORE, AFTER = "before ", "after "
UNSAID = "not stated"
RANKS = {"felony": 3, "misdemeanor": 2, "infraction": 1}


def figures(session: Session, year: int) -> tuple[ByOffice, frozenset[str]]:
    """Every figure of the year by office, and the items that the register holds nothing for: these are missing, which
    is not the same as none. A figure by charge is named by item, section and charge code."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    found: ByOffice = {item.id: {} for item in (*TOTALS, *CLASSES)}
    for row in session.execute(_by_referral(first, last)):
        for item in (*TOTALS, *CLASSES):
            if count := row._mapping[item.id]:
                found[item.id][row.jurisdiction] = count
    for item, during in zip(BY_CHARGE, _charges(first, last), strict=True):
        query = (
            select(Charge.jurisdiction, Charge.section, Charge.charge_code, func.count().label("number"))
            .where(during)
            .group_by(Charge.jurisdiction, Charge.section, Charge.charge_code)
            .order_by(Charge.section, Charge.charge_code, Charge.jurisdiction)
        )
        for row in session.execute(query):
            name = f"{item.id} {row.section or UNSAID} {row.charge_code or UNSAID}"
            found.setdefault(name, {})[row.jurisdiction] = row.number
    missing = frozenset(_missing(session, first, last))
    return {name: counts for name, counts in found.items() if name not in missing}, missing


def balances(names: Iterable[str]) -> list[Balance]:
    """Which of these figures, and of those of the years before and after, balance each other: what was under review
    and what was received is filed, refused or under review still."""
    kept = {charge for item, _, charge in (name.partition(" ") for name in names) if item in FLOWS[1]}
    found: list[Balance] = []
    for of_kind, charges in zip(FLOWS, ({""}, kept), strict=True):
        for charge in sorted(charges):
            received, filed, refused, left = (f"{one} {charge}".strip() for one in of_kind)
            found.append(((received, f"{BEFORE}{left}"), (filed, refused, left)))
            found.append(((left, f"{AFTER}{received}"), tuple(f"{AFTER}{one}" for one in (filed, refused, left))))
    return found


def _missing(session: Session, first: str, last: str) -> Iterator[str]:
    """The items of which the register cannot say that there were none: nobody has reported anything of the kind."""
    received = session.scalar(select(Charge.count).where(Charge.received_on.between(first, last)).limit(1))
    classed = session.scalar(select(Charge.count).where(Charge.severity.is_not(None)).limit(1))
    held = {
        name: session.scalar(select(Charge.count).where(getattr(Charge, name).is_not(None)).limit(1)) is not None
        for name in (FILED, REFUSED, DISPOSED)
    }
    held[RECEIVED] = received is not None
    for item in (*TOTALS, *CLASSES, *BY_CHARGE):
        if not held[item.needs] or (item in CLASSES and classed is None):
            yield item.id


def _charges(first: str, last: str) -> Iterator[ColumnElement[bool]]:
    """Which charges each of the five lists counts."""
    for column in (Charge.received_on, Charge.filed_on, Charge.refused_on, Charge.disposed_on):
        yield column.between(first, last)
    yield and_(Charge.received_on <= last, or_(Charge.decided_on.is_(None), Charge.decided_on > last))


def _by_referral(first: str, last: str):  # type: ignore[no-untyped-def] # a statement with a column for each item
    """One row an office: how many of its referrals count for each item."""
    rank = case(RANKS, value=Charge.severity, else_=0)
    filed, refused = Charge.filed_on <= last, Charge.refused_on <= last
    of_one = (
        select(
            Charge.jurisdiction,
            func.min(Charge.received_on).label("received"),
            func.min(Charge.filed_on).label("filed"),
            func.max(Charge.refused_on).label("refused"),
            func.max(Charge.disposed_on).label("disposed"),
            func.count().label("charges"),
            func.count(Charge.refused_on).label("are_refused"),
            func.count(Charge.filed_on).label("are_filed"),
            func.count(Charge.disposed_on).label("are_disposed"),
            func.sum(case((filed, 1), else_=0)).label("filed_by_then"),
            func.sum(case((refused, 1), else_=0)).label("refused_by_then"),
            func.max(rank).label("worst"),
            func.max(case((Charge.filed_on.is_not(None), rank), else_=0)).label("worst_filed"),
            func.max(case((Charge.disposed_on.is_not(None), rank), else_=0)).label("worst_disposed"),
        )
        .where(Charge.received_on <= last)
        .group_by(Charge.jurisdiction, Charge.referral_id)
        .subquery()
    )
    one = of_one.c
    received = one.received.between(first, last)
    was_filed = one.filed.between(first, last)
    was_refused = and_(one.are_refused == one.charges, one.are_filed == 0, one.refused.between(first, last))
    was_disposed = and_(one.are_disposed == one.are_filed, one.are_filed > 0, one.disposed.between(first, last))
    under_review = and_(one.filed_by_then == 0, one.refused_by_then < one.charges)
    conditions = [received, was_filed, was_refused, was_disposed, under_review]
    for condition, worst in (
        (received, one.worst), (was_refused, one.worst), (was_filed, one.worst_filed),
        (was_disposed, one.worst_disposed),
    ):  # fmt: skip
        conditions += [and_(condition, worst == grade) for grade in (3, 2, 1)]
    return select(
        one.jurisdiction,
        *(
            func.sum(case((condition, 1), else_=0)).label(item.id)
            for item, condition in zip((*TOTALS, *CLASSES), conditions, strict=True)
        ),
    ).group_by(one.jurisdiction)
