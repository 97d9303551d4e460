"""What was proposed for publication, what was published and withdrawn, and the public list."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from committee_app.public.kinds import KINDS
from committee_app.tables.base import Base, Json, among, closed_column, open_column, secret_column

KIND_IS_OPEN = f"kind IN {among(*KINDS)}"
# A proposal can also be to withdraw a record.
PROPOSES = "(replaces IS NULL) = (how IS NULL) AND (how IS NULL OR how IN ('corrects', 'supersedes', 'withdraws'))"
REPLACES = "(replaces IS NULL) = (how IS NULL) AND (how IS NULL OR how IN ('corrects', 'supersedes'))"
FIRST = "replaces IS NULL AND complaint_id IS NOT NULL"


class Proposal(Base):
    """A record as somebody proposes to publish it: its exact bytes, which nothing changes any more. It has an end once
    it was released (the publication has the same entry), refused or taken back."""

    __tablename__ = "proposal"

    id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    complaint_id: Mapped[str | None] = closed_column(ForeignKey("complaint.id"), index=True)
    meeting_id: Mapped[int | None] = closed_column(ForeignKey("meeting.id"))
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)
    proposed_by: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    proposed_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    kind: Mapped[str] = closed_column(String(40), nullable=False)
    clause: Mapped[str] = closed_column(String(40), nullable=False)
    jurisdiction: Mapped[str | None] = closed_column(ForeignKey("jurisdiction.fips"))
    office: Mapped[str] = closed_column(String(120), nullable=False)
    dated: Mapped[dt.date] = closed_column(Date, nullable=False)
    title: Mapped[str] = closed_column(Text, nullable=False)
    text: Mapped[str] = closed_column(Text, nullable=False)
    fields: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    pdf: Mapped[bytes] = closed_column(LargeBinary, nullable=False)
    sha256: Mapped[str] = closed_column(String(64), nullable=False)
    replaces: Mapped[int | None] = closed_column(ForeignKey("publication.number"))
    how: Mapped[str | None] = closed_column(String(10))
    because: Mapped[str | None] = closed_column(Text)

    __table_args__ = (
        CheckConstraint(KIND_IS_OPEN, name="kind_is_open_by_law"),
        CheckConstraint(PROPOSES, name="says_how_it_replaces"),
    )


class ProposalEnd(Base):
    """What became of a proposal."""

    __tablename__ = "proposal_end"

    proposal_id: Mapped[int] = closed_column(ForeignKey("proposal.id"), primary_key=True, autoincrement=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)
    how: Mapped[str] = closed_column(String(10), nullable=False)
    because: Mapped[str | None] = closed_column(Text)

    __table_args__ = (CheckConstraint("how IN ('released', 'refused', 'taken back')", name="end_is_known"),)


class Publication(Base):
    """An open record: every open column is what the public reads. It took two people, and it stays: a correction is a
    record of its own, a withdrawal a row of its own."""

    __tablename__ = "publication"

    number: Mapped[int] = open_column(Integer, primary_key=True, autoincrement=False)
    complaint_id: Mapped[str | None] = closed_column(ForeignKey("complaint.id"))
    meeting_id: Mapped[int | None] = closed_column(ForeignKey("meeting.id"))
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)
    proposed_by: Mapped[str | None] = closed_column(ForeignKey("account.name"))
    released_by: Mapped[str | None] = closed_column(ForeignKey("account.name"))
    kind: Mapped[str] = open_column(String(40), nullable=False)
    clause: Mapped[str] = open_column(String(40), nullable=False)
    jurisdiction: Mapped[str | None] = open_column(ForeignKey("jurisdiction.fips"))
    office: Mapped[str] = open_column(String(120), nullable=False)
    dated: Mapped[dt.date] = open_column(Date, nullable=False)
    released: Mapped[dt.date] = open_column(Date, nullable=False)
    title: Mapped[str] = open_column(Text, nullable=False)
    text: Mapped[str] = open_column(Text, nullable=False)
    fields: Mapped[dict[str, Any]] = open_column(Json, nullable=False)
    pdf: Mapped[bytes] = open_column(LargeBinary, nullable=False)
    sha256: Mapped[str] = open_column(String(64), nullable=False)
    replaces: Mapped[int | None] = open_column(ForeignKey("publication.number"), unique=True)
    how: Mapped[str | None] = open_column(String(10))

    __table_args__ = (
        CheckConstraint(KIND_IS_OPEN, name="kind_is_open_by_law"),
        CheckConstraint(REPLACES, name="says_how_it_replaces"),
        CheckConstraint("proposed_by IS NULL OR proposed_by <> released_by", name="takes_two"),
        # The Act opens each kind of record of a matter once; what comes after it corrects or supersedes it.
        Index(
            "uq_publication_first_of_its_kind", "complaint_id", "kind", unique=True,
            sqlite_where=sql(FIRST), postgresql_where=sql(FIRST),
        ),
    )  # fmt: skip


class Withdrawal(Base):
    """A record that the public reads no more, with the reason that it is told."""

    __tablename__ = "withdrawal"

    number: Mapped[int] = open_column(ForeignKey("publication.number"), primary_key=True, autoincrement=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)
    day: Mapped[dt.date] = open_column(Date, nullable=False)
    reason: Mapped[str] = open_column(Text, nullable=False)
    proposed_by: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    released_by: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)

    __table_args__ = (CheckConstraint("proposed_by <> released_by", name="takes_two"),)


class OfficeCount(Base):
    """What one office adds to one figure of a proposed statewide report, as it was reckoned then. It is closed for ever
    (56.750.3#3): from it is seen what figures that are published would give away."""

    __tablename__ = "office_count"

    proposal_id: Mapped[int] = closed_column(ForeignKey("proposal.id"), primary_key=True, autoincrement=False)
    figure: Mapped[str] = closed_column(String(80), primary_key=True)
    jurisdiction: Mapped[str] = closed_column(ForeignKey("jurisdiction.fips"), primary_key=True)
    count: Mapped[int] = closed_column(Integer, nullable=False)

    __table_args__ = (CheckConstraint("count > 0", name="counts_something"),)


class PublicLine(Base):
    """One line of the public list (committee_app.public.lists). It is signed after the commit, and then stays."""

    __tablename__ = "public_line"

    seq: Mapped[int] = open_column(Integer, primary_key=True, autoincrement=False)
    day: Mapped[dt.date] = open_column(Date, nullable=False)
    what: Mapped[str] = open_column(String(10), nullable=False)
    number: Mapped[int | None] = open_column(ForeignKey("publication.number"))
    digest: Mapped[str] = open_column(String(64), nullable=False)
    prev: Mapped[str] = open_column(String(64), nullable=False)
    hash: Mapped[str] = open_column(String(64), nullable=False)
    signature: Mapped[str | None] = open_column(String(128))
    key: Mapped[str | None] = open_column(String(64))

    __table_args__ = (
        CheckConstraint("what IN ('published', 'withdrawn', 'commitment')", name="what_is_known"),
        CheckConstraint("(what = 'commitment') = (number IS NULL)", name="names_its_record"),
        CheckConstraint("(signature IS NULL) = (key IS NULL)", name="signed_by_a_key"),
        UniqueConstraint("prev"),
        UniqueConstraint("hash"),
    )


class HeadCommitment(Base):
    """What the line of a day's commitment hides: the journal's head at that time, and the nonce that blinds it."""

    __tablename__ = "head_commitment"

    day: Mapped[dt.date] = open_column(Date, primary_key=True)
    seq: Mapped[int] = open_column(ForeignKey("public_line.seq"), nullable=False, unique=True)
    entries: Mapped[int] = closed_column(Integer, nullable=False)
    head: Mapped[str] = closed_column(String(64), nullable=False)
    nonce: Mapped[str] = secret_column(String(64), nullable=False)
