"""The figures of a proposed statewide report: what is kept of them, and which would give one office away now."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.statewide import AFTER, BEFORE, PARTS, ByOffice, balances
from committee_app.tables.publications import OfficeCount, Proposal, ProposalEnd, Publication
from rules import disclosure
from rules.disclosure import Flag


def keep_counts(doing: Doing, row: Proposal, found: ByOffice) -> None:
    """Keeps what each office adds to each figure that the report tells: from it is seen what it gives away, now and
    beside every later version."""
    doing.session.add_all(
        OfficeCount(proposal_id=row.id, figure=name, jurisdiction=office, count=count)
        for name, counts in found.items()
        if name in told(row.fields)
        for office, count in counts.items()
    )


def told(fields: Mapping[str, Any]) -> frozenset[str]:
    """The names of the figures that a report's data tell a count of."""
    return frozenset(
        " ".join([one["item"], *(one[name] for name in ("section", "code") if name in one)])
        for one in fields["counts"]
        if one["count"] is not None
    )


def counts_of(doing: Doing, proposal: int) -> ByOffice:
    """What was kept with that proposal."""
    found: ByOffice = {}
    for row in doing.session.scalars(select(OfficeCount).where(OfficeCount.proposal_id == proposal)):
        found.setdefault(row.figure, {})[row.jurisdiction] = row.count
    return found


def public_versions(doing: Doing, year: int) -> list[ByOffice]:
    """The counts behind each report of that year that is public, or was."""
    query = (
        select(ProposalEnd.proposal_id, Publication.fields)
        .join(Publication, Publication.entry == ProposalEnd.entry)
        .where(Publication.kind == "report")
        .order_by(Publication.number)
    )
    return [counts_of(doing, number) for number, fields in doing.session.execute(query) if fields["year"] == year]


def open_offices(doing: Doing) -> frozenset[str]:
    """The offices that open records name."""
    named = select(Publication.jurisdiction).where(Publication.jurisdiction.is_not(None)).distinct()
    return frozenset(office for office in doing.session.scalars(named) if office)


def flagged(doing: Doing, row: Proposal) -> list[Flag]:
    """The figures of a proposed report that would give one office away, as things stand now."""
    if row.kind != "report" or row.how == "withdraws":
        return []
    return flags_of(doing, row.fields["year"], counts_of(doing, row.id))


def flags_of(doing: Doing, year: int, found: ByOffice) -> list[Flag]:
    """The same of figures that are not proposed yet."""
    return disclosure.flags(found, **_beside(doing, year, found))


def left_out(doing: Doing, year: int, found: ByOffice) -> frozenset[str]:
    """The figures to withhold, so that those that stay give no office away."""
    return disclosure.withheld(found, **_beside(doing, year, found))


def _beside(doing: Doing, year: int, found: ByOffice) -> dict[str, Any]:
    """What anybody may hold beside the figures of that year: its earlier versions, those of the years before and
    after, which figures make up others, and the offices that open records name."""
    earlier = public_versions(doing, year)
    for word, other in ((BEFORE, year - 1), (AFTER, year + 1)):
        versions = public_versions(doing, other)
        earlier += [{f"{word}{name}": counts for name, counts in version.items()} for version in versions]
    return {"earlier": earlier, "parts": PARTS, "balances": balances(found), "known": open_offices(doing)}
