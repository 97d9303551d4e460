"""The answer for what was there and was disposed of lawfully: on which day and under which schedule, and no 404. It is
given only to those who might read it before."""

from flask import current_app, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from committee_app.access import OF_A_MATTER
from committee_app.docket import names
from committee_app.retention import Proposed, disposed
from rules.retention import CLASSES


def tell_disposed(session: Session, one: Proposed) -> Response:
    """The page that says so, with the status 410."""
    title = CLASSES[one.row.record_class].title
    page = render_template("disposed.html", one=one, title=title, names=names(session))
    return current_app.make_response((page, 410))


def departed(session: Session, record: str | None, complaint: str | None) -> Response | None:
    """The same for every page of a matter whose whole file was disposed of; None where it was not."""
    gone = disposed(session, complaint) if record in OF_A_MATTER and complaint else None
    return tell_disposed(session, gone) if gone else None
