"""What leaves as open is looked through first: no protected name and no closed text of the matter may stand in it.

One mechanism for the governor's open envelope and for publication: what would leave is read again, and the act is
refused with the place where something stands that is closed (56.602.4(2)#2). Before publication it is everything that
the public would be given: the page, the PDF, the JSON, the feed, and whatever else the site would answer.
"""

import datetime as dt
import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from committee_app.access import hidden_matters
from committee_app.acts.doing import Doing
from committee_app.acts.open_records import CLOSED_RECORDS, WITHDRAWS, as_public
from committee_app.hidden import hidden, planted
from committee_app.packet import open_envelope
from committee_app.protected import (
    LONG,
    PART_OF_A_NAME,
    RUN,
    Kept,
    Words,
    leaks,
    leaks_in,
    protected,
    protected_everywhere,
    voices,
)
from committee_app.public.channels import PDF, channels
from committee_app.public.store import ABOUT, OpenRecord
from committee_app.tables.office import Account, Setting
from committee_app.tables.publications import Publication
from committee_app.tables.register import Jurisdiction
from letters import catalogue
from letters.layout import as_pdf
from letters.letter import Letter
from letters.packet import open_paper
from workflows.machine import Refused
from workflows.motion import CONTINUING, REQUEST, RESOLVED, TERM_NEEDED

MOST_NAMED = 5
# Who sits on the committee is open; in a request or a finding nobody is named all the same.
NAME_MEMBERS = frozenset({"minutes", "roster"})
ACCOUNT_NAMES = frozenset({"account.display", "account.name", "account.email"})
# What stands in the name of every county and city.
OF_ANY_PLACE = frozenset({"county", "city", "of"})
TAG = re.compile(r"<[^>]*>")
UNTOLD = (
    "Words of it are like a name, a number or a text that the docket keeps closed. Which, is not told to anybody who "
    "is recused from a matter. Say it without, or let another person propose it."
)


def refuse_closed(doing: Doing, paper: bytes, dated: dt.date) -> None:
    """Raises Refused where the PDF says anything that is closed in this matter, with each place."""
    found = leaks(doing.session, doing.complaint.id, paper, innocent_papers(doing, dated))
    _refuse([leak.sentence for leak in found], "This paper cannot leave as open.")


def rehearse(doing: Doing, said: Any, innocent: Sequence[str]) -> None:
    """Goes through everything that the public would be given of this draft or proposal. Raises Refused."""
    _refuse(faults(doing, said, innocent), "This cannot be published.")


def _refuse(found: list[str], because: str) -> None:
    if found:
        more = [f"{len(found) - MOST_NAMED} more."] if len(found) > MOST_NAMED else []
        raise Refused(" ".join([because, *found[:MOST_NAMED], *more]), CLOSED_RECORDS)


def faults(doing: Doing, said: Any, innocent: Sequence[str]) -> list[str]:
    """Why this draft or proposal cannot be published, each as a sentence with the place; none where it can. What is
    `innocent` the law or an open column puts there: it can be a closed text as well, and gives nothing away."""
    record = as_public(said, doing.next_id(Publication.number), doing.today)
    blank = replace(
        record,
        jurisdiction=None,
        office="",
        title="",
        text="",
        pdf=b"",
        fields={},
        reason="-" if record.reason else None,
    )
    # What the site says around every record is its templates' and the office's own settings.
    without = list(spoken(doing, blank))
    around = [text for _, text in without]
    # A page that is the same with and without the record says nothing of it.
    same = frozenset(without)
    told = [one for one in spoken(doing, record) if one not in same]
    around += [text for _, text in voices(_empty_sheet(doing, said))]
    found = [f"{where[:1].upper()}{where[1:]} holds {what}." for where, text in told for what in planted(text)]
    found += hidden(record.pdf) if record.pdf else []
    excused = Words.of(*around, *innocent, *_opened(doing, said))
    open_words = [*around, *(_members(doing) if said.kind in NAME_MEMBERS else ())]
    if said.how == WITHDRAWS:
        found += _said_again(doing, said, Words.of(*around))
    if said.complaint_id is not None:
        closed: Iterator[Kept] = protected(doing.session, said.complaint_id)
    else:
        closed = protected_everywhere(doing.session)
    of_a_matter = said.complaint_id is not None and said.how != WITHDRAWS
    told_closed = [
        f"{leak.sentence[:1].upper()}{leak.sentence[1:]}"
        for leak in leaks_in(doing.session, closed, told, excused, open_words, telling=of_a_matter)
        if not (leak.kept_in in ACCOUNT_NAMES and leak.words in _whole_names(open_words))
    ]
    # Every matter was asked, and one who is recused learns nothing of an own one.
    untold = said.complaint_id is None and hidden_matters(doing.session, doing.actor)
    found += [UNTOLD] if untold and told_closed else told_closed
    return list(dict.fromkeys(found))


def _said_again(doing: Doing, said: Any, excused: Words) -> Iterator[str]:
    """What the reason of a withdrawal repeats of the record: four words in a row, a short text of its data, its office.
    Its kind, clause and days stay, and the site says them itself."""
    record, reason = doing.session.get_one(Publication, said.replaces), Words.of(said.text)
    told = []
    for text in (record.title, record.text, record.office, *_values(record.fields)):
        own = Words.of(text)
        told += [" ".join(run) for run in sorted((own.runs & reason.runs) - excused.runs)[:1]]
        if len(own.words) <= RUN and len(own.unbroken) >= LONG - 1 and reason.say(*own.words):
            told += [] if excused.say(*own.words) else [" ".join(own.words)]
    if record.jurisdiction:
        name = doing.session.get_one(Jurisdiction, record.jurisdiction).name
        place = [word for word in Words.of(name).words if word not in OF_ANY_PLACE]
        told += [word for word in place if len(word) >= PART_OF_A_NAME and word in reason.set]
        told += [" ".join(words) for words in (place, [record.jurisdiction]) if reason.say(*words)]
    for words in dict.fromkeys(told):
        yield f"The reason repeats “{words}” of what the record said, and nothing of that stays."


def _empty_sheet(doing: Doing, said: Any) -> bytes:
    """The sheet of that day before anything is written on it: letterhead, marks, the line of whoever signs."""
    return as_pdf(Letter(said.kind, None, "", CLOSED_RECORDS, said.dated, ("",)), doing.letterhead())


def spoken(doing: Doing, record: OpenRecord) -> Iterator[tuple[str, str]]:
    """Everything that every channel says of the record, as (where, text)."""
    settings = {row.name: row.value for row in doing.session.scalars(select(Setting))}
    about = {name: settings[name] for name in ABOUT if name in settings}
    for where, content in channels(record, about=about, training=settings.get("kind") == "training"):
        if where == PDF:
            yield from ((f"{PDF} ({inside})", text) for inside, text in voices(content))
        else:
            yield where, "\n".join(_plain(content))


def _plain(content: bytes) -> Iterator[str]:
    """The words of a page, a feed or a JSON text: without its marks, and with them."""
    text = content.decode("utf-8", "replace")
    try:
        yield from _values(json.loads(text))
    except ValueError:
        yield html.unescape(TAG.sub("", text))
        yield html.unescape(TAG.sub(" ", text))
        yield from (html.unescape(tag) for tag in TAG.findall(text))


def _values(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from (name, *_values(inner))
        case list():
            for inner in value:
                yield from _values(inner)
        case None:
            return
        case _:
            yield str(value)


def _members(doing: Doing) -> list[str]:
    """Everybody who sits or sat on the committee, or could: their names stand on the roster."""
    return list(doing.session.scalars(select(Account.display).where(Account.role.in_(("member", "director")))))


def _whole_names(texts: list[str]) -> set[str]:
    return {" ".join(Words.of(text).words) for text in texts}


def _opened(doing: Doing, said: Any) -> list[str]:
    """What the Act itself opens of the matter."""
    if said.complaint_id is None or doing.row is None:
        return []
    papers = [text for paper in innocent_papers(doing, said.dated) for _, text in voices(paper)]
    # Which office it is about, by name and by number.
    return [*papers, doing.complaint.jurisdiction]


def innocent_papers(doing: Doing, dated: dt.date) -> list[bytes]:
    """The records that the Act opens, for this office and day, made of open columns alone: what stands in them is said
    by the Act itself."""
    letterhead = doing.letterhead()
    papers = [
        open_paper(open_envelope(doing.session, doing.complaint, asked, dated))
        for asked in (REQUEST, CONTINUING, TERM_NEEDED)
    ]
    jurisdiction = doing.session.get_one(Jurisdiction, doing.complaint.jurisdiction)
    office = f"{jurisdiction.office}, {jurisdiction.name}"
    papers.append(catalogue.finding(catalogue.Finding(dated=dated, office=office, clause=RESOLVED)))
    return [as_pdf(paper, letterhead) for paper in papers]
