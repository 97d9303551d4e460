"""Which fields the form of an act asks for here and now, and the sum beside a motion's."""

import re
from collections.abc import Collection

from flask import request

from committee_app.acts.doing import Doing
from committee_app.acts.motions import (
    OF_REMEDIATION,
    count_before,
    count_of,
    exclusion,
    kinds_open_to,
)
from committee_app.acts.possible import open_motion_of
from committee_app.acts.registry import Act, Parameter
from committee_app.desks.packets import packets_of
from committee_app.tables.votes import Motion
from rules.statute import Clause, clause
from workflows.motion import Arithmetic, MotionKind


def asked(act: Act, doing: Doing) -> list[Parameter]:
    """The fields of the form; what was typed into one stays on it."""
    left_out = _left_out(act, doing)
    return [one for one in act.parameters if one.name not in left_out or request.form.get(one.name)]


def _left_out(act: Act, doing: Doing) -> Collection[str]:
    """A motion's fields are those of the kinds that can be put where the matter stands, and “even so” is asked only
    where one of them cannot carry; why a packet is made anew is asked where there is one."""
    match act.verb:
        case "open_motion":
            here = any(kind.name == "remediation" for kind in kinds_open_to(doing))
            unreachable = not all(count.reachable_now for count in sums(doing).values())
            return {*(() if here else OF_REMEDIATION), *(() if unreachable else ("even_so",))}
        case "make_packet":
            packets = packets_of(doing)
            return {"because"} if packets is None or packets.due else ()
        case "propose_redaction":
            return {"copy"}
    return ()


def sums(doing: Doing) -> dict[MotionKind, Arithmetic]:
    """What each motion that can be put needs, among those whom the form says to be present."""
    there = [int(seat) for seat in request.form.getlist("present") if re.fullmatch(r"[1-5]", seat)] or None
    return {
        kind: count_before(doing.session, doing.complaint.id, kind.need, doing.adopted, doing.today, there)
        for kind in kinds_open_to(doing)
    }


def counts(act: Act, doing: Doing) -> list[tuple[str, Clause, str]]:
    """Beside a vote: what each motion needs, under which clause, and whether it can still be reached."""
    if act.verb in {"cast_vote", "close_motion"}:
        motion = open_motion_of(doing.session, doing.complaint.id)
        return [(motion.kind, clause(motion.clause), count_of(doing.session, motion).sentence)] if motion else []
    if act.verb == "open_motion":
        each = sums(doing)
        return [(kind.name, kind.clause, exclusion(doing, kind) or count.sentence) for kind, count in each.items()]
    return []


def ballot(act: Act, doing: Doing) -> Motion | None:
    """The motion that a vote would be cast on."""
    return open_motion_of(doing.session, doing.complaint.id) if act.verb == "cast_vote" else None
