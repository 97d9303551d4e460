"""The acts of the office, one verb each, and the one door through which they are done. The only code that writes."""

from committee_app.acts import (
    accounts,
    complaints,
    motions,
    office,
    publishing,
    recusal,
    register,
    remedies,
    service,
    terms,
)
from committee_app.acts.performing import NotFound, NotSaved, Outcome, Repeated, next_acts, perform
from committee_app.acts.registry import ACTS, Act, Kind, Parameter
from workflows.machine import Refused

__all__ = [
    "ACTS",
    "Act",
    "Kind",
    "NotFound",
    "NotSaved",
    "Outcome",
    "Parameter",
    "Refused",
    "Repeated",
    "accounts",
    "complaints",
    "motions",
    "next_acts",
    "office",
    "perform",
    "publishing",
    "recusal",
    "register",
    "remedies",
    "service",
    "terms",
]
