"""The first page, for each role its own: the director's morning, the member's votes, the auditor's and the
administrator's overview."""

from collections.abc import Callable

from flask import Blueprint, g, render_template, request
from sqlalchemy import and_, func, or_, select

from committee_app import ahead, membership, morning
from committee_app import journal as chain
from committee_app.access import hidden_matters
from committee_app.acts import ACTS
from committee_app.docket import sealed_entries
from committee_app.doorway import office, records, shows
from committee_app.sending import stopped
from committee_app.tables.journal import Entry
from committee_app.tables.office import Ruling
from committee_app.tables.publications import Publication
from committee_app.tables.records import Outbox
from committee_app.tables.register import Closure

desk = Blueprint("front", __name__)
# So many rows of each list stand on the morning page; the rest is one press away.
SHOWN = 15
BEGUN = ("lodge", "keep_findings", "import_referrals_file")


@desk.get("/")
@shows("front")
def page() -> str:
    return FRONTS[g.actor.role]()


def _director() -> str:
    today = office().settings.today()
    read = morning.read(records(), g.actor, today)
    return render_template(
        "front/director.html",
        morning=read,
        stopped=stopped(records()),
        stalled=read.stalled,
        ahead=ahead.lines(records(), g.actor, today),
        shown=None if request.args.get("all") else SHOWN,
        begun=[ACTS[verb] for verb in BEGUN if g.actor.role in ACTS[verb].roles],
        awaiting=membership.awaiting(records(), g.actor, hidden_matters(records(), g.actor)) if g.actor.seat else [],
    )


def _member() -> str:
    hidden = hidden_matters(records(), g.actor)
    waiting = membership.awaiting(records(), g.actor, hidden)
    return render_template(
        "front/member.html",
        awaiting=waiting,
        papers=membership.papers(records(), dict.fromkeys(motion.complaint for motion in waiting)),
        votes=membership.past_votes(records(), g.actor, hidden),
        latest=membership.LATEST,
        ahead=ahead.lines(records(), g.actor, office().settings.today()),
    )


def _auditor() -> str:
    today = office().settings.today()
    number, hash_ = chain.head(records())
    read = morning.read(records(), g.actor, today)
    hidden = hidden_matters(records(), g.actor)
    sealed = sealed_entries(records(), g.actor.name)
    seen = and_(or_(Entry.complaint_id.is_(None), Entry.complaint_id.not_in(hidden)), Entry.seq.not_in(sealed))
    published = select(Publication.number, Publication.dated, Publication.title)
    return render_template(
        "front/auditor.html",
        morning=read,
        stalled=read.stalled,
        shown=None if request.args.get("all") else SHOWN,
        head=number,
        hash=hash_,
        rulings=_rulings(),
        published=records().execute(published.order_by(Publication.number.desc())).all(),
        latest=records().scalars(select(Entry).where(seen).order_by(Entry.seq.desc()).limit(10)).all(),
    )


def _administrator() -> str:
    """No closed record: the calendar, the readings, and whether the program does its work."""
    here = office()
    waits = (Outbox.kind == "mail", Outbox.done_at.is_(None), Outbox.bounced_at.is_(None))
    counted = select(func.count(), func.count(Outbox.trouble)).where(*waits)
    waiting, refused = records().execute(counted).one()
    today = here.settings.today().isoformat()
    return render_template(
        "front/administrator.html",
        closures=records().scalars(select(Closure).where(Closure.date >= today).order_by(Closure.date)).all(),
        rulings=_rulings(),
        engine="SQLite" if here.database.is_sqlite else "PostgreSQL",
        posts=here.settings.smtp_url is not None,
        waiting=waiting,
        refused=refused,
    )


def _rulings() -> list[Ruling]:
    return list(records().scalars(select(Ruling).order_by(Ruling.entry.desc()).limit(10)))


FRONTS: dict[str, Callable[[], str]] = {
    "director": _director,
    "staff": _director,
    "member": _member,
    "auditor": _auditor,
    "administrator": _administrator,
}
