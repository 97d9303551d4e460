"""The findings: what the three tests of 56.602.3 show for a day, how near the rest is, and the card of each."""

import datetime as dt

from flask import Blueprint, abort, g, render_template, request
from sqlalchemy import select

from committee_app.acts.doing import adopted_readings
from committee_app.acts.performing import next_acts
from committee_app.acts.registry import ACTS, DAY
from committee_app.desks.docket import in_hand
from committee_app.doorway import office, records, shows
from committee_app.register.scan import scan
from committee_app.tables.docket import AttachedFinding, Recusal
from committee_app.tables.office import EnactedWords
from committee_app.tables.register import Charge, Finding, Jurisdiction

desk = Blueprint("register", __name__)


@desk.get("/findings")
@shows("findings")
def findings() -> str:
    today = office().settings.today()
    as_of, mistake = _asked(today)
    result = scan(records(), as_of, adopted_readings(records(), as_of))
    return render_template(
        "findings.html",
        as_of=as_of,
        mistake=mistake,
        result=result,
        kept=_kept(),
        offices=_offices(),
        acts=next_acts(in_hand(None), [verb for verb in ACTS if verb == "keep_findings" or "import" in verb]),
    )


def _asked(today: dt.date) -> tuple[dt.date, str | None]:
    """The day asked about, or today with a sentence on what was wrong with it."""
    text = request.args.get("as_of", "").strip()
    if not text:
        return today, None
    try:
        day = dt.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not 1993 <= day.year <= 2098:
        return today, f"“{text[:40]}” is not a day written as YYYY-MM-DD, between 1993 and 2098. This is today."
    return day, None


def _kept() -> dict[tuple[str, str, str | None, int | None], int]:
    """The numbers of the findings that were kept, by what they are about; the latest where there are several."""
    rows = records().execute(
        select(Finding.clause, Finding.jurisdiction, Finding.referral_id, Finding.count, Finding.id).order_by(
            Finding.id
        )
    )
    return {(clause, fips, referral_id, count): number for clause, fips, referral_id, count, number in rows}


def _offices() -> dict[str, str]:
    return {row.fips: row.name for row in records().execute(select(Jurisdiction.fips, Jurisdiction.name))}


@desk.get("/findings/<int:finding>")
@shows("findings")
def card(finding: int) -> str:
    kept = records().get(Finding, finding) or abort(404)
    charge = records().get(Charge, (kept.jurisdiction, kept.referral_id, kept.count)) if kept.referral_id else None
    hidden = select(Recusal.complaint_id).where(Recusal.account == g.actor.name)
    rests_on_it = select(AttachedFinding.complaint_id).where(
        AttachedFinding.finding_id == finding, AttachedFinding.complaint_id.not_in(hidden)
    )
    return render_template(
        "finding.html",
        finding=kept,
        charge=charge,
        office=records().get_one(Jurisdiction, kept.jurisdiction),
        complaints=records().scalars(rests_on_it).all(),
        enacted=records().get(EnactedWords, kept.clause),
        may_lodge=bool(next_acts(in_hand(None), ("lodge",))),
    )
