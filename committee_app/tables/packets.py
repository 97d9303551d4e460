"""The governor's packet: its two envelopes as they were made, in versions that only grow."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, closed_column, open_column


class Packet(Base):
    """Both envelopes of one request, made in one press. The open one holds what the Act opens (56.602.4(2)#3); it is no
    publication. A further version says why it was made."""

    __tablename__ = "packet"

    id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    clause: Mapped[str] = open_column(String(40), nullable=False)
    version: Mapped[int] = closed_column(Integer, nullable=False)
    made_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    because: Mapped[str | None] = closed_column(Text)
    open_pdf: Mapped[bytes] = open_column(LargeBinary, nullable=False)
    open_sha256: Mapped[str] = open_column(String(64), nullable=False)
    closed_pdf: Mapped[bytes] = closed_column(LargeBinary, nullable=False)
    closed_sha256: Mapped[str] = closed_column(String(64), nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (
        CheckConstraint(
            "clause IN ('56.602.4(7)(a)a', '56.602.4(7)(b)c', '56.602.7(5)')", name="clause_asks_the_governor"
        ),
        CheckConstraint("version >= 1", name="counts_from_one"),
        CheckConstraint("(version = 1) = (because IS NULL)", name="made_anew_for_a_reason"),
        UniqueConstraint("complaint_id", "clause", "version"),
    )
