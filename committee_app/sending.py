"""Whether letters and mails leave this office. After a restore they do not, until a person has compared what waits with
what left before.

The records of a copy from yesterday do not know what was printed and mailed since: sent once more, a prosecutor would
have two notices. So a restored office sends nothing by itself, nor does a copy on a second machine.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.left import Left
from committee_app.tables.letters import LetterPrinting
from committee_app.tables.office import Account, Setting
from committee_app.tables.records import Letter, Mail, Outbox

SETTING = "sending_stopped"
STOPPED = (
    "Sending is stopped since these records were restored: nothing is printed or mailed until somebody has compared "
    "what waits with the register of what left, and resumed it (“Resume sending”)."
)


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits to leave. `left` is when the register says that the same thing left; `laid` that its sheet
    lies in the print tray. Either way it is not to go out again. `other` is when the register says that something else
    left under the same name: what was lost and entered once more is no longer the same, and a person decides."""

    id: int
    kind: str
    complaint: str | None
    called: str
    left: str | None
    laid: bool
    other: str | None = None

    @property
    def known(self) -> bool:
        return self.left is not None or self.laid

    @property
    def where(self) -> str:
        """What is known of it, in words."""
        if self.left:
            return f"left on {self.left[:10]}, says the register"
        if self.laid:
            return "lies in the print tray"
        if self.other:
            told = f"another {self.kind} left under the same name on {self.other[:10]}"
            return f"{told}, says the register: mark this one if it is the same, entered once more"
        return "not in the register"


def stopped(session: Session) -> str | None:
    """The instant since which sending is stopped, as it is written; None where this office sends."""
    return session.scalar(select(Setting.value).where(Setting.name == SETTING)) or None


def waits(session: Session, instance: Path) -> list[Waits]:
    """Every letter, printing and mail that would leave once sending is resumed, the oldest first."""
    register, tray = Left.of(instance), instance / "print_tray"
    query = (
        select(Outbox, Letter, Mail, LetterPrinting.sha256, Account.display)
        .join(Letter, Letter.id == Outbox.letter_id, isouter=True)
        .join(Mail, Mail.id == Outbox.mail_id, isouter=True)
        .join(Account, Account.name == Mail.account, isouter=True)
        .join(
            LetterPrinting,
            (LetterPrinting.letter_id == Outbox.letter_id) & (LetterPrinting.number == Outbox.printing),
            isouter=True,
        )
        .where(Outbox.kind != "public_store", Outbox.done_at.is_(None), Outbox.bounced_at.is_(None))
        .where(Outbox.taken_back_by.is_(None))
        .order_by(Outbox.id)
    )
    found = []
    for row, letter, mail, reprint, display in session.execute(query):
        if mail is not None:
            when = register.when(row.dedup, mail.identity)
            called = f"Mail “{mail.kind.replace('_', ' ')}” to {display}, Message-ID {mail.identity}"
            other = register.otherwise(row.dedup, mail.identity)
            found.append(Waits(row.id, "mail", None, called, when, laid=False, other=other))
            continue
        digest = reprint or letter.sha256
        when, other = register.when(row.dedup, digest), register.otherwise(row.dedup, digest)
        again = f", printing {row.printing}" if row.printing else ""
        called = f"Letter {letter.id} in {letter.complaint_id}: {letter.subject}{again}"
        laid = (tray / sheet_name(row.dedup)).exists()
        found.append(Waits(row.id, "letter", letter.complaint_id, called, when, laid, other))
    return found


def sheet_name(dedup: str) -> str:
    """The name under which a letter lies in the print tray."""
    return f"{dedup.replace(':', '_')}.pdf"
