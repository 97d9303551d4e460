"""Whether the office's machine does its work, for those inside. It names no matter and counts none."""

from flask import Blueprint, Response, render_template

from committee_app import health as signs
from committee_app.doorway import office, shows

desk = Blueprint("health", __name__)


@desk.get("/health")
@shows("health")
def page() -> str:
    found = signs.read(office().settings, office().database)
    return render_template("health.html", signs=found, well=signs.well(found))


@desk.get("/health/metrics")
@shows("health")
def metrics() -> Response:
    found = signs.read(office().settings, office().database)
    return Response(signs.metrics(found), content_type="text/plain; version=0.0.4; charset=utf-8")
