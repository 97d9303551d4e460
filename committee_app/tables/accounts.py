"""What proves who somebody is, and where somebody is signed in: links, passkeys, recovery codes, sittings.

No secret lies here in clear: of links, codes and sittings the hash, of passkeys the public key. Rows are ended, never
removed, so that it can be told later who was signed in when.
"""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Instant, closed_column, secret_column


class Passkey(Base):
    """A WebAuthn credential of an account. `credential` is its id as base64url; `sign_count` only grows."""

    __tablename__ = "passkey"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False, index=True)
    called: Mapped[str] = closed_column(String(60), nullable=False)
    credential: Mapped[str] = secret_column(Text, nullable=False, unique=True)
    public_key: Mapped[bytes] = secret_column(LargeBinary, nullable=False)
    sign_count: Mapped[int] = secret_column(Integer, nullable=False)
    added_at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    used_at: Mapped[dt.datetime | None] = closed_column(Instant)
    ended_at: Mapped[dt.datetime | None] = closed_column(Instant)


class RecoveryCode(Base):
    """A code that stands in once for a second factor that was lost."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False, index=True)
    hash: Mapped[str] = secret_column(String(64), nullable=False, unique=True)
    made_at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    ended_at: Mapped[dt.datetime | None] = closed_column(Instant)


class Link(Base):
    """A one-time link: an invitation, a new password, or (without an account) the first administrator's."""

    __tablename__ = "link"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    kind: Mapped[str] = closed_column(String(12), nullable=False)
    account: Mapped[str | None] = closed_column(ForeignKey("account.name"), index=True)
    hash: Mapped[str] = secret_column(String(64), nullable=False, unique=True)
    made_at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    expires_at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    ended_at: Mapped[dt.datetime | None] = closed_column(Instant)

    __table_args__ = (
        CheckConstraint("kind IN ('first', 'invitation', 'reset')", name="kind_is_known"),
        CheckConstraint("(kind = 'first') = (account IS NULL)", name="only_the_first_names_nobody"),
    )


class Sitting(Base):
    """One browser signed in as one account. The cookie holds a random token, this row its hash and all that it means.

    While `owes` is set the sitting is no more than a half of signing in: "factor" waits for the second one, "enrolment"
    for the first to be set up.
    """

    __tablename__ = "sitting"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    hash: Mapped[str] = secret_column(String(64), nullable=False, unique=True)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    method: Mapped[str] = closed_column(String(40), nullable=False)
    owes: Mapped[str | None] = closed_column(String(10))
    started_at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    seen_at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    proved_at: Mapped[dt.datetime | None] = closed_column(Instant)
    ended_at: Mapped[dt.datetime | None] = closed_column(Instant)
    network: Mapped[str] = closed_column(String(50), nullable=False)
    browser: Mapped[str] = closed_column(String(200), nullable=False)

    __table_args__ = (
        CheckConstraint("owes IN ('factor', 'enrolment')", name="owes_what_is_known"),
        Index("ix_sitting_account", "account", "network"),
    )


class SignInTries(Base):
    """How often a proof was wrong in a row, by what was tried and from where; the names are hashes."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = closed_column(String(64), primary_key=True)
    wrong: Mapped[int] = closed_column(Integer, nullable=False)
    not_before: Mapped[dt.datetime] = closed_column(Instant, nullable=False)


class KeptForm(Base):
    """What somebody had typed when the sitting was over, for that account alone and for an hour."""

    __tablename__ = "kept_form"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    key: Mapped[str] = secret_column(String(64), nullable=False, unique=True)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    path: Mapped[str] = secret_column(Text, nullable=False)
    typed: Mapped[str] = secret_column(Text, nullable=False)
    kept_at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)


class SpentChallenge(Base):
    """A challenge that a passkey has answered: no answer to it is taken again."""

    __tablename__ = "spent_challenge"

    hash: Mapped[str] = secret_column(String(64), primary_key=True)
    at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
