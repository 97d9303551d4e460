"""Every mail that the office sends, as words. None says anything of a matter: it says that something waits, and where
to sign in (56.602.4(2)#2). What is said to all alike can be read by whoever stands at the mail server.

A mail is a subject, paragraphs, and at most one address of our own site.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says. `path` is a page of the office site; its full address is put after the last paragraph."""

    subject: str
    paragraphs: tuple[str, ...]
    path: str | None = None

    def text(self, site: str) -> str:
        """The plain text, with the address of the page on `site` (as `https://docket.example.mo.gov`)."""
        parts = list(self.paragraphs)
        if self.path:
            parts.append(site.rstrip("/") + self.path)
        return "\n\n".join([*parts, FOOT]) + "\n"


def as_html(text: str) -> str:
    """The plain text of a mail in HTML: the same words, paragraph by paragraph, and nothing that is loaded from
    elsewhere. A paragraph that is an address becomes a link to it."""
    parts = []
    for paragraph in text.strip().split("\n\n"):
        said = escape(paragraph).replace("\n", "<br>\n")
        is_address = paragraph.startswith(("https://", "http://")) and not any(map(str.isspace, paragraph))
        parts.append(f'<p><a href="{said}">{said}</a></p>' if is_address else f"<p>{said}</p>")
    body = "\n".join(parts)
    style = "font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 36em"
    return (
        '<!DOCTYPE html>\n<html lang="en">'
        '<head><meta charset="utf-8"><title>Mail of the Review Committee</title></head>\n'
        f'<body style="{style}">\n{body}\n</body></html>\n'
    )


FOOT = "Prosecuting and Circuit Attorney Review Committee\nMissouri Office of Prosecution Services"

MAILS: dict[str, Callable[..., Words]] = {}


def mail(words: Callable[..., Words]) -> Callable[..., Words]:
    """Registers the decorated function as the mail of the same name."""
    MAILS[words.__name__] = words
    return words


def worded(kind: str, fields: Mapping[str, str]) -> Words:
    """The mail of that kind with its fields. KeyError for a kind that is not in the register."""
    return MAILS[kind](**fields)


@mail
def invitation(secret: str) -> Words:
    return Words(
        "An account for you in the committee's docket",
        (
            "An account was made for you. This link is yours alone: it lets you choose a password and set up a second "
            "factor. It works once, for 72 hours. Do not pass it on.",
        ),
        f"/link/{secret}",
    )


@mail
def something_came() -> Words:
    return Words(
        "Something came to the committee",
        ("Something was sent to the committee by its page. Sign in to read what it is.",),
        "/",
    )


@mail
def new_password(secret: str) -> Words:
    return Words(
        "A new password for the committee's docket",
        (
            "Somebody asked for a new password for your account. If it was you, this link lets you choose one; you "
            "still need your second factor. It works once, for an hour. If it was not you, nothing has changed.",
        ),
        f"/link/{secret}",
    )


@mail
def sign_in_changed() -> Words:
    return Words(
        "How you sign in to the committee's docket was changed",
        ("If it was not you, tell the office at once. Your account's page shows where you are signed in.",),
        "/account",
    )


@mail
def recovery_code_used() -> Words:
    return Words(
        "A recovery code was used for your account in the committee's docket",
        ("If it was not you, tell the office at once. If it was, think of setting up your second factor anew.",),
        "/account",
    )


@mail
def vote_awaited() -> Words:
    """To each on the roll of a motion that was put; the page behind the link shows the motion first."""
    return Words(
        "Your vote is awaited in the committee's docket",
        (
            "A motion was put to the committee, and you are on its roll. Sign in: the first page shows the question, "
            "how many yes votes it needs, what to read first, and where to vote. If you have a conflict in the matter, "
            "declare a recusal there instead of voting.",
            "Votes stay sealed until the motion closes.",
        ),
        "/",
    )


@mail
def meeting_called(when: str, place: str, path: str) -> Words:
    return Words(
        f"Review Committee meeting: {when}",
        ("The committee is called to meet.", f"{when}\n{place}", "The meeting is attached for your calendar."),
        path,
    )


@mail
def meeting_noticed(when: str, notice: str, path: str) -> Words:
    return Words(f"Notice of the Review Committee meeting: {when}", ("The notice was posted.", notice), path)


@mail
def meeting_moved(when: str, place: str, before: str, path: str) -> Words:
    return Words(
        f"Review Committee meeting postponed: {when}",
        (f"The meeting that was called for {before} is postponed.", f"{when}\n{place}"),
        path,
    )


@mail
def meeting_cancelled(when: str, path: str) -> Words:
    return Words(f"Review Committee meeting cancelled: {when}", (f"The meeting called for {when} is cancelled.",), path)


@mail
def digest() -> Words:
    """The same words whatever it was, and however much of it."""
    says = "Something fired, falls due soon or is overdue. Sign in to read what."
    return Words("Today in the committee's docket", (says,), "/")
