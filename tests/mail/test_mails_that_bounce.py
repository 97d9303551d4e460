"""Mails at a real SMTP server on this machine: what it refuses for good has bounced and is tried no more; what comes
back later is read and marked; and both are shown to those whose matter it is."""

import datetime as dt
import email
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from click.testing import CliRunner
from sqlalchemy import select

from committee_app import mails, morning
from committee_app.acts import Refused, perform
from committee_app.bounces import bounced, notification
from committee_app.cli import committee
from committee_app.outbox import dispatch
from committee_app.post import Server, composed
from committee_app.tables.records import Mail, Outbox
from tests.offices import Office, day, noon

TODAY = "2028-06-15"
SECRET = "s3cret-of-a-link"


@dataclass
class Postmaster:
    """What the server answers, and what it was given."""

    at_recipient: dict[str, str] = field(default_factory=dict)
    at_data: str = "250 OK"
    tried: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.tried.append(address)
        answer = self.at_recipient.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.at_data.startswith("250"):
            self.taken.append(bytes(envelope.original_content or b""))
        return self.at_data


@pytest.fixture
def postmaster() -> Iterator[tuple[Postmaster, Server]]:
    master = Postmaster()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(master, hostname="127.0.0.1", port=port)
    controller.start()
    yield master, Server(f"smtp+plain://127.0.0.1:{port}")
    controller.stop()


def told(office: Office) -> None:
    """The staff and the director have a mail each: something falls due."""
    office.lodge("2028-06-05")
    office.act("send_digest", "console", on=TODAY)


def ways(office: Office) -> dict[str, tuple[bool, bool, str | None, int]]:
    """By account: whether its mail is done, whether it bounced, the trouble, and how often it was tried."""
    query = select(Mail.account, Outbox).join(Outbox, Outbox.mail_id == Mail.id)
    with office.database.reading() as session:
        return {
            name: (way.done_at is not None, way.bounced_at is not None, way.trouble, way.tries)
            for name, way in session.execute(query)
        }


def at(office: Office, post: Server, minutes: int) -> int:
    return dispatch(office.database, office.instance, noon(day(TODAY)) + dt.timedelta(minutes=minutes), post)


GONE = "550 5.1.1 no such person here"


def test_what_the_server_refuses_for_good_has_bounced_and_is_tried_no_more(
    office: Office, postmaster: tuple[Postmaster, Server]
) -> None:
    master, post = postmaster
    master.at_recipient["staff@sample.invalid"] = GONE
    told(office)
    assert at(office, post, 0) == 1
    assert ways(office) == {"director": (True, False, None, 1), "staff": (False, True, GONE, 1)}
    for minutes in (5, 60, 60 * 24 * 30):
        at(office, post, minutes)
    assert master.tried.count("staff@sample.invalid") == 1


def test_what_it_refuses_for_now_is_tried_again(office: Office, postmaster: tuple[Postmaster, Server]) -> None:
    master, post = postmaster
    master.at_recipient["staff@sample.invalid"] = "450 4.2.1 try later"
    told(office)
    at(office, post, 0)
    assert ways(office)["staff"][:2] == (False, False)
    master.at_recipient.clear()
    at(office, post, 5)
    assert ways(office)["staff"] == (True, False, None, 2)


def test_a_mail_whose_words_are_refused_for_good_has_bounced_too(
    office: Office, postmaster: tuple[Postmaster, Server]
) -> None:
    master, post = postmaster
    master.at_data = "554 5.7.1 looks like spam"
    told(office)
    at(office, post, 0)
    assert {way[:2] for way in ways(office).values()} == {(False, True)}


def test_a_server_that_is_not_there_is_no_word_on_a_mail(office: Office) -> None:
    told(office)
    at(office, Server("smtp+plain://127.0.0.1:9"), 0)
    assert {way[:2] for way in ways(office).values()} == {(False, False)}


def test_a_dispatcher_that_knew_no_bounce_would_be_seen(
    office: Office, postmaster: tuple[Postmaster, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    master, post = postmaster
    master.at_recipient["staff@sample.invalid"] = GONE
    monkeypatch.setattr("committee_app.post._for_good", lambda _: None)
    told(office)
    for minutes in (0, 5, 60):
        at(office, post, minutes)
    assert master.tried.count("staff@sample.invalid") == 3


# What comes back later.


def came_back(identity: str, *, action: str = "failed", how: str = "headers") -> bytes:
    """A delivery status notification as mail servers write it (RFC 3464)."""
    envelope = f"Original-Envelope-Id: {identity}\n" if how == "envelope" else ""
    head = f"Message-ID: <{identity}@docket.example>\nSubject: x\n"
    returned = {
        "headers": f"--b\nContent-Type: text/rfc822-headers\n\n{head}\n",
        "whole": f"--b\nContent-Type: message/rfc822\n\n{head}\nbody\n\n",
        "envelope": "",
    }[how]
    return (
        (
            'From: MAILER-DAEMON@mx.example\nSubject: Returned\nContent-Type: multipart/report; boundary="b"; '
            "report-type=delivery-status\n\n"
            "--b\nContent-Type: text/plain\n\nCould not be delivered.\n\n"
            f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n{envelope}\n"
            f"Final-Recipient: rfc822; staff@sample.invalid\nAction: {action}\nStatus: 5.1.1\n"
            f"Diagnostic-Code: smtp; 550 no such person\n\n{returned}--b--\n"
        )
        .replace("\n", "\r\n")
        .encode()
    )


def identity_of(office: Office, account: str) -> str:
    with office.database.reading() as session:
        return session.scalars(select(Mail.identity).where(Mail.account == account)).one()


@pytest.mark.parametrize("how", ["headers", "whole", "envelope"])
def test_a_notification_marks_the_mail_that_it_is_about(
    office: Office, postmaster: tuple[Postmaster, Server], how: str
) -> None:
    _, post = postmaster
    told(office)
    at(office, post, 0)
    read = notification(came_back(identity_of(office, "staff"), how=how))
    assert read.reason == "5.1.1 smtp; 550 no such person"
    office.act("record_bounce", "console", on=TODAY, identity=read.identity, reason=read.reason)
    assert ways(office)["staff"] == (True, True, read.reason, 1)
    assert ways(office)["director"] == (True, False, None, 1)
    with pytest.raises(Refused, match="known to have bounced"):
        office.act("record_bounce", "console", on=TODAY, identity=read.identity, reason=read.reason)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (came_back("0" * 32, action="delayed"), "may still arrive"),
        (came_back("0" * 32, action="delivered"), "may still arrive"),
        (came_back("of-another-office"), "which of our mails"),
        (b"Subject: Holiday\r\n\r\nI am away.", "no delivery status notification"),
        (b"", "no delivery status notification"),
        (b"\x00\xff" * 100, "no delivery status notification"),
        (came_back("0" * 32) + b"x" * 1_000_001, "too large"),
    ],
)
def test_what_is_no_bounce_of_ours_is_refused_with_its_reason(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        notification(content)


def test_a_forged_notification_marks_nothing(office: Office) -> None:
    told(office)
    with pytest.raises(Refused, match="None of this office's mails"):
        office.act("record_bounce", "console", on=TODAY, identity="0" * 32, reason="550")


def test_the_command_reads_a_notification_from_a_file(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(office)
    path = tmp_path / "back.eml"
    path.write_bytes(came_back(identity_of(office, "staff")))
    monkeypatch.setenv("COMMITTEE_DATABASE_URL", office.database.url)
    monkeypatch.setenv("COMMITTEE_INSTANCE", str(office.instance))
    monkeypatch.setenv("COMMITTEE_TRAINING", "1")
    done = CliRunner().invoke(committee, ["mail", "bounce", str(path)], catch_exceptions=False)
    assert "The mail to staff bounced: 5.1.1 smtp; 550 no such person" in done.output
    assert ways(office)["staff"][1]


# Who is shown it.


def test_the_morning_shows_what_bounced_until_the_address_is_mended(
    office: Office, postmaster: tuple[Postmaster, Server]
) -> None:
    master, post = postmaster
    master.at_recipient["staff@sample.invalid"] = GONE
    told(office)
    at(office, post, 0)
    with office.database.reading() as session:
        read = morning.read(session, office.actor("director"), day(TODAY))
    assert [(one.account, one.address, one.reason) for one in read.bounced] == [("staff", "staff@sample.invalid", GONE)]
    assert read.refused == []
    office.act("correct_address", "administrator", on=TODAY, account="staff", email="staff2@sample.invalid")
    with office.database.reading() as session:
        assert bounced(session) == []
        addresses = session.scalars(select(Mail.address).where(Mail.kind == "sign_in_changed")).all()
    assert addresses == ["staff@sample.invalid", "staff2@sample.invalid"]


def test_an_address_of_another_account_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="belongs to an account already"):
        office.act("correct_address", "administrator", on=TODAY, account="staff", email="director@sample.invalid")


# Plain text and HTML.


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said, self.loads = "", []  # type: ignore[var-annotated] # a list of texts

    def handle_data(self, data: str) -> None:
        self.said += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [tag] if tag in {"img", "script", "link", "iframe", "style"} else []


FIELDS = {"secret": SECRET, "when": "<b>9:00</b> & later", "place": "Room 9\nSample Town", "notice": "n", "before": "b",
          "path": "/meetings/1"}  # fmt: skip


@pytest.mark.parametrize("kind", mails.MAILS)
def test_every_mail_says_the_same_in_html_and_loads_nothing(kind: str) -> None:
    makes = mails.MAILS[kind]
    wanted = makes.__code__.co_varnames[: makes.__code__.co_argcount]
    words = mails.worded(kind, {name: FIELDS.get(name, "x") for name in wanted})
    text = words.text("https://docket.example")
    mail = Mail(account="staff", kind=kind, address="staff@sample.invalid", subject=words.subject, text=text,
                attachment=None, identity="0" * 32, at=noon(day(TODAY)))  # fmt: skip
    message = email.message_from_bytes(composed(mail, "docket@docket.example").as_bytes(), policy=policy.default)
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    read = _Words()
    read.feed(html.get_content().partition("<body")[2].partition(">")[2])
    assert read.said.split() == plain.get_content().split()
    assert read.loads == []
    assert "<b>9:00" not in html.get_content()


def test_a_mail_with_a_calendar_file_keeps_all_three() -> None:
    mail = Mail(account="staff", kind="x", address="staff@sample.invalid", subject="s", text="One.\n\nhttps://x.example/y",
                attachment=b"BEGIN:VCALENDAR", identity="0" * 32, at=noon(day(TODAY)))  # fmt: skip
    message = composed(mail, "docket@docket.example")
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]
    html = message.get_body(("html",))
    assert html is not None
    assert '<a href="https://x.example/y">https://x.example/y</a>' in html.get_content()


def test_perform_is_the_only_way_in(office: Office) -> None:
    with pytest.raises(Refused):
        perform(office.database, "record_bounce", office.actor("staff"), {}, today=day(TODAY), now=noon(day(TODAY)))
