"""What answers a request for records: the reply, the denial, and the written statement of its grounds (RSMo 610.023).

A denial is made of the law's own sentences, chosen from one table. It takes no free word, so it says the same whether
there is such a record or not.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from committee_app import requests
from committee_app.acts.doing import Doing
from committee_app.acts.records_requests import ON
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.request_in_hand import (
    REQUEST,
    event,
    heads,
    keep_letter,
    names_no_matter,
    stands_for,
    the_request,
)
from committee_app.requests import Asked
from letters import catalogue
from rules.records_requests import (
    ANSWER_IS_DUE,
    CLOSED_RECORDS,
    DESCRIBED,
    OPENED_RECORDS,
    WITHHELD,
)
from workflows.machine import Refused
from workflows.records_request import ANSWERS

ANSWER = {
    "grant": "Granted",
    "grant_in_part": "Granted in part",
    "find_no_record": "No such record",
    "delay": "It takes longer",
}
SAYS = {
    "grant": "Your request is granted.",
    "grant_in_part": "Your request is granted in part. What the law opens was separated from what it closes.",
    "find_no_record": "We looked for what you ask for among the records that the law opens, and hold no such record.",
    "delay": "We cannot give access at once. The law asks us to say why, and where and from when on the record will be "
    "there for you (section 610.023.3, RSMo).",
}
CHOOSE = {name: one.called for name, one in WITHHELD.items()}
PARTS = Parameter("withheld", Kind.CHOICES, "What is withheld", choices=CHOOSE)


@act(
    "Answers the request: granted, granted in part, no such record, or why it takes longer, where and until when.",
    OPENED_RECORDS,
    CLOSED_RECORDS,
    roles="staff director",
    about="office",
    asks=(
        REQUEST,
        Parameter("answer", Kind.CHOICE, "Answer", choices=ANSWER),
        Parameter("records", Kind.NUMBERS, "Published records that answer it", required=False,
                  hint="the likeliest stand first; whoever asks can read them on the public site"),
        Parameter("withheld", Kind.CHOICES, "What is withheld", required=False, choices=CHOOSE),
        Parameter("remark", Kind.LONG_TEXT, "Besides", required=False,
                  hint="how the copies come, what lies beside the letter; it names no matter and nobody in one"),
        Parameter("cause", Kind.LONG_TEXT, "Why it takes longer", required=False),
        Parameter("place", Kind.TEXT, "Where the record will be", required=False),
        Parameter("earliest", Kind.DAY, "The earliest day", required=False),
        Parameter("open_kinds_alone", Kind.YES,
                  "What is asked for is of no kind that the law closes (needed for “no such record”)", required=False),
    ),
    hindrance=stands_for(*ANSWERS),
)  # fmt: skip
def reply_to_request(doing: Doing) -> Mapping[str, Any]:
    asked, answer = the_request(doing), doing["answer"]
    withheld, records = doing["withheld"] or [], doing["records"] or []
    _be_whole(doing, answer, withheld)
    standing = requests.standing_records(doing.session)
    if strange := sorted(set(records) - {one.number for one in standing}):
        raise Refused(f"Record {strange[0]} is not published, or was withdrawn: an answer cannot name it.")
    texts = {name: doing[name] for name in ("remark", "cause", "place")}
    names_no_matter(doing, **texts)
    earliest = doing["earliest"] if answer == "delay" else None
    late = {"cause": texts["cause"], "place": texts["place"]} if answer == "delay" else {"cause": None, "place": None}
    kept = event(
        doing, asked, answer, records=records, withheld=withheld, remark=texts["remark"], earliest=earliest, **late
    )
    said = catalogue.RecordsReply(
        **heads(doing, asked),
        answer=SAYS[answer],
        records=tuple(requests.named_records(records, standing)),
        withheld=sentences(withheld),
        remark=texts["remark"],
        earliest=earliest,
        **late,
    )
    return {**kept, "records": records, "withheld": withheld, **keep_letter(doing, asked, said)}


def _be_whole(doing: Doing, answer: str, withheld: list[str]) -> None:
    """Raises Refused where an answer lacks what the law asks of it."""
    if answer == "grant_in_part" and not withheld:
        raise Refused(f"Say what is withheld: an answer in part describes it ({DESCRIBED}).", CLOSED_RECORDS)
    if answer in {"grant", "find_no_record"} and withheld:
        raise Refused("Where something is withheld, the request is granted in part, or denied.", CLOSED_RECORDS)
    if answer == "find_no_record" and not doing["open_kinds_alone"]:
        raise Refused(
            "“No such record” is said of open kinds of records alone, and that is to be confirmed. Of closed kinds "
            "nobody is told whether there is one: deny the request.",
            CLOSED_RECORDS,
        )
    if answer == "find_no_record" and doing["records"]:
        raise Refused("Published records answer the request: it is granted, or granted in part.", OPENED_RECORDS)
    if answer == "delay":
        if not (doing["cause"] and doing["place"] and doing["earliest"]):
            raise Refused(
                f"An answer that takes longer says why, where the record will be, and the earliest day "
                f"({ANSWER_IS_DUE}).",
                OPENED_RECORDS,
            )
        if doing["earliest"] <= doing.today:
            raise Refused("The earliest day is still to come.", OPENED_RECORDS)


def sentences(withheld: Iterable[str]) -> tuple[str, ...]:
    """What a letter says of the parts withheld, in the order of the table."""
    chosen = set(withheld)
    return tuple(one.sentence for name, one in WITHHELD.items() if name in chosen)


@act(
    "Denies the request, with the written statement that cites the law for each part withheld.",
    CLOSED_RECORDS,
    roles="staff director",
    about="office",
    asks=(REQUEST, PARTS),
    hindrance=stands_for("deny_records"),
    cannot_be_undone="The request is answered. Whoever asks again begins a new one.",
)
def deny_records(doing: Doing) -> Mapping[str, Any]:
    asked, withheld = the_request(doing), doing["withheld"]
    kept = event(doing, asked, "deny_records", withheld=withheld)
    return {**kept, "withheld": withheld, **keep_letter(doing, asked, _denial(doing, asked, withheld))}


def _denial(doing: Doing, asked: Asked, withheld: Iterable[str]) -> catalogue.RecordsDenial:
    return catalogue.RecordsDenial(**heads(doing, asked), withheld=sentences(withheld))


@act(
    "Records that the requester asks for a written statement of the denial: it is due in three business days.",
    CLOSED_RECORDS,
    roles="staff director",
    about="office",
    asks=(REQUEST, ON),
    hindrance=stands_for("record_statement_asked"),
)
def record_statement_asked(doing: Doing) -> Mapping[str, Any]:
    return event(doing, the_request(doing), "record_statement_asked")


@act(
    "Writes the statement of the denial that was asked for, with the law for each part that the answer withheld.",
    CLOSED_RECORDS,
    roles="staff director",
    about="office",
    asks=(REQUEST,),
    hindrance=stands_for("state_grounds"),
)
def state_grounds(doing: Doing) -> Mapping[str, Any]:
    asked = the_request(doing)
    answered = asked.last("deny_records", "grant_in_part")
    withheld: list[str] = answered.said["withheld"] if answered else []
    kept = event(doing, asked, "state_grounds", withheld=withheld)
    return {**kept, "withheld": withheld, **keep_letter(doing, asked, _denial(doing, asked, withheld))}
