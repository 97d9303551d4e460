"""The docket: complaints with the columns that prove their state, grounds, duties, service, responses, remediation."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Instant, Json, among, closed_column
from workflows.complaint import ENDED
from workflows.complaint import State as S
from workflows.service import BY_HAND, Addressee, Event
from workflows.special_prosecutor import TermState

# A state may not be claimed without the date that proves it: (the column, the states that are possible without it).
BEFORE_CONVENING = (S.LODGED, S.WITHDRAWN)
BEFORE_FORMAL = (*BEFORE_CONVENING, S.CONVENED, S.NOT_FORMAL)
BEFORE_SERVICE = (*BEFORE_FORMAL, S.FORMAL)
BEFORE_DELIVERY = (*BEFORE_SERVICE, S.NOTICE_SENT, S.NOTICE_RETURNED)
BEFORE_REVIEW = (*BEFORE_DELIVERY, S.NOTICE_DELIVERED, S.ANSWERED, S.UNANSWERED)
BEFORE_DETERMINATION = (*BEFORE_REVIEW, S.REVIEWED, S.NO_DETERMINATION)

PROOFS = (
    ("convened_on", BEFORE_CONVENING),
    ("found_formal_on", BEFORE_FORMAL),
    ("served_on", BEFORE_SERVICE),
    ("response_due", BEFORE_DELIVERY),
    ("reviewed_on", BEFORE_REVIEW),
    ("determined_on", BEFORE_DETERMINATION),
)


class Complaint(Base):
    """One matter. Everything in it is a closed record (56.602.4(2)#2)."""

    __tablename__ = "complaint"

    id: Mapped[str] = closed_column(String(20), primary_key=True)
    jurisdiction: Mapped[str] = closed_column(ForeignKey("jurisdiction.fips"), nullable=False)
    respondent: Mapped[str] = closed_column(String(120), nullable=False)
    respondent_address: Mapped[str | None] = closed_column(Text)
    complainant: Mapped[str] = closed_column(String(120), nullable=False)
    capacity: Mapped[str] = closed_column(String(20), nullable=False)
    facts: Mapped[str] = closed_column(Text, nullable=False)
    received_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    state: Mapped[str] = closed_column(String(40), nullable=False)
    changed_at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)

    convened_on: Mapped[dt.date | None] = closed_column(Date)
    found_formal_on: Mapped[dt.date | None] = closed_column(Date)
    notice_released_on: Mapped[dt.date | None] = closed_column(Date)
    served_on: Mapped[dt.date | None] = closed_column(Date)
    response_due: Mapped[dt.date | None] = closed_column(Date)
    reviewed_on: Mapped[dt.date | None] = closed_column(Date)
    determined_on: Mapped[dt.date | None] = closed_column(Date)
    remediation_adopted_on: Mapped[dt.date | None] = closed_column(Date)
    assessment_opens: Mapped[dt.date | None] = closed_column(Date)
    requested_under: Mapped[str | None] = closed_column(String(40))
    request_sent_on: Mapped[dt.date | None] = closed_column(Date)
    closed_on: Mapped[dt.date | None] = closed_column(Date)

    __table_args__ = (
        CheckConstraint(f"state IN {among(*S)}", name="state_is_known"),
        CheckConstraint("capacity IN ('person', 'agency', 'office')", name="capacity_is_known"),
        *(
            CheckConstraint(f"state IN {among(*before)} OR {column} IS NOT NULL", name=f"state_proves_{column}")
            for column, before in PROOFS
        ),
        CheckConstraint(
            f"state NOT IN {among(S.REMEDIATION, S.ASSESSMENT_UNDECIDED, S.RESOLVED)}"
            " OR (remediation_adopted_on IS NOT NULL AND assessment_opens IS NOT NULL)",
            name="remediation_was_adopted",
        ),
        CheckConstraint(
            f"(state IN {among(S.REQUESTED, S.APPOINTED, S.NOT_APPOINTED)}) = (requested_under IS NOT NULL)",
            name="request_names_its_clause",
        ),
        CheckConstraint(f"(state IN {among(*ENDED)}) = (closed_on IS NOT NULL)", name="closed_has_its_day"),
        CheckConstraint("served_on IS NULL OR notice_released_on IS NOT NULL", name="served_after_release"),
    )


class Ground(Base):
    """A threat of 56.602.3 that the complaint states."""

    __tablename__ = "ground"

    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), primary_key=True)
    clause: Mapped[str] = closed_column(String(40), primary_key=True)

    __table_args__ = (
        CheckConstraint("clause IN ('56.602.3(1)', '56.602.3(2)', '56.602.3(3)#1')", name="clause_is_a_threat"),
    )


class AttachedFinding(Base):
    """A finding of the scan that the complaint rests on."""

    __tablename__ = "attached_finding"

    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), primary_key=True)
    finding_id: Mapped[int] = closed_column(ForeignKey("finding.id"), primary_key=True)


class Recusal(Base):
    """A member's conflict in one matter: from here on the member neither reads nor votes in it (law.md A5)."""

    __tablename__ = "recusal"

    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), primary_key=True)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), primary_key=True)
    declared_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    reason: Mapped[str] = closed_column(Text, nullable=False)


class Duty(Base):
    """What must be done by a day. Overdue is asked of `due_on` and `done_on`, never kept. A duty that another one took
    the place of, because a fact of service says otherwise, stays as it was and names the entry that replaced it."""

    __tablename__ = "duty"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    kind: Mapped[str] = closed_column(String(40), nullable=False)
    clause: Mapped[str] = closed_column(String(40), nullable=False)
    starts_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    due_on: Mapped[dt.date] = closed_column(Date, nullable=False, index=True)
    other_due_on: Mapped[dt.date | None] = closed_column(Date)
    counts: Mapped[list[Any]] = closed_column(Json, nullable=False)
    readings: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    made_by: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False)
    done_on: Mapped[dt.date | None] = closed_column(Date)
    done_by: Mapped[int | None] = closed_column(ForeignKey("entry.seq"))
    replaced_by: Mapped[int | None] = closed_column(ForeignKey("entry.seq"))

    __table_args__ = (
        CheckConstraint("(done_on IS NULL) = (done_by IS NULL)", name="done_has_its_entry"),
        UniqueConstraint("complaint_id", "kind", "made_by"),
    )


# A duty that counts and is not done.
OPEN_DUTY = Duty.done_on.is_(None) & Duty.replaced_by.is_(None)


class ServiceEvent(Base):
    """One fact about a paper on its way. Posted is not delivered; each fact has its own day and source.

    `mailing` is the entry of the first fact of the same piece of mail. A fact that `corrects` another stands in its
    place, or says that there was none (`struck`); both are kept.
    """

    __tablename__ = "service_event"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    letter_id: Mapped[int] = closed_column(ForeignKey("letter.id"), nullable=False)
    kind: Mapped[str] = closed_column(String(20), nullable=False)
    happened_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    mailing: Mapped[int | None] = closed_column(ForeignKey("service_event.entry"))
    addressee: Mapped[str] = closed_column(String(20), nullable=False)
    sent_to: Mapped[str | None] = closed_column(Text)
    article_number: Mapped[str | None] = closed_column(String(22), unique=True)
    receipt_number: Mapped[str | None] = closed_column(String(22), unique=True)
    to_whom: Mapped[str | None] = closed_column(Text)
    agent: Mapped[bool] = closed_column(nullable=False)
    source: Mapped[str] = closed_column(Text, nullable=False)
    corrects: Mapped[int | None] = closed_column(ForeignKey("service_event.entry"), unique=True)
    struck: Mapped[bool] = closed_column(nullable=False)
    reason: Mapped[str | None] = closed_column(Text)

    __table_args__ = (
        CheckConstraint(f"kind IN {among(*Event)}", name="kind_is_known"),
        CheckConstraint(f"addressee IN {among(*Addressee)}", name="addressee_is_known"),
        CheckConstraint(f"(kind IN {among(*BY_HAND)}) = (mailing IS NULL)", name="mail_names_its_mailing"),
        CheckConstraint("article_number <> receipt_number", name="receipt_has_its_own_number"),
        CheckConstraint("(corrects IS NULL) = (reason IS NULL)", name="a_correction_says_why"),
        CheckConstraint("NOT struck OR corrects IS NOT NULL", name="only_a_correction_strikes"),
    )


class PersonalDelivery(Base):
    """How a paper was handed over in person: what the server's affidavit says (law.md 3.3)."""

    __tablename__ = "personal_delivery"

    entry: Mapped[int] = closed_column(ForeignKey("service_event.entry"), primary_key=True, autoincrement=False)
    server: Mapped[str] = closed_column(String(120), nullable=False)
    may_serve: Mapped[bool] = closed_column(nullable=False)
    at: Mapped[str] = closed_column(String(5), nullable=False)
    place: Mapped[str] = closed_column(Text, nullable=False)
    manner: Mapped[str] = closed_column(Text, nullable=False)
    identified_by: Mapped[str] = closed_column(Text, nullable=False)
    papers: Mapped[list[Any]] = closed_column(Json, nullable=False)

    __table_args__ = (CheckConstraint("may_serve", name="server_is_of_age_and_no_party"),)


class Response(Base):
    """What the prosecutor wrote, on time or late."""

    __tablename__ = "response"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    received_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    text: Mapped[str] = closed_column(Text, nullable=False)
    late: Mapped[bool] = closed_column(nullable=False)


class Remediation(Base):
    """What the committee recommended, by when, and the day it looks again. Never in an open record (56.602.4(2)#2)."""

    __tablename__ = "remediation"

    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), primary_key=True)
    recommendations: Mapped[str] = closed_column(Text, nullable=False)
    timeline: Mapped[str] = closed_column(Text, nullable=False)
    adopted_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    review_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    sent_on: Mapped[dt.date | None] = closed_column(Date)

    __table_args__ = (CheckConstraint("review_on >= adopted_on", name="review_follows_adoption"),)


class Term(Base):
    """A special prosecutor's term of appointment (56.602.5, .7)."""

    __tablename__ = "term"

    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), primary_key=True)
    appointee: Mapped[str] = closed_column(String(120), nullable=False)
    licence: Mapped[str] = closed_column(String(80), nullable=False)
    state: Mapped[str] = closed_column(String(40), nullable=False)
    starts_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    ends_on: Mapped[dt.date] = closed_column(Date, nullable=False)

    __table_args__ = (
        CheckConstraint(f"state IN {among(*TermState)}", name="state_is_known"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )
