"""A mail that came back is marked as bounced, by its own identity."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.bounces import printable
from committee_app.tables.records import Mail, Outbox
from rules.statute import cite
from workflows.machine import Refused


@act(
    "Marks a mail as bounced, by what its server wrote back: it reached nobody and is tried no more.",
    cite("56.602.4(2)#2"),
    roles="console",
    about="office",
    asks=(
        Parameter("identity", Kind.TEXT, "The mail's own identity"),
        Parameter("reason", Kind.TEXT, "What the server says"),
    ),
)
def record_bounce(doing: Doing) -> Mapping[str, Any]:
    query = select(Mail, Outbox).join(Outbox, Outbox.mail_id == Mail.id).where(Mail.identity == doing["identity"])
    found = doing.session.execute(query).first()
    if found is None:
        raise Refused("None of this office's mails has this identity.")
    mail, way = found
    if way.bounced_at is not None:
        raise Refused(f"The mail is known to have bounced: {way.trouble}")
    way.bounced_at, way.trouble = doing.now, printable(doing["reason"])
    doing.reply |= {"account": mail.account, "kind": mail.kind}
    return {"mail": mail.id, "account": mail.account, "kind": mail.kind}
