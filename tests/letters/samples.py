"""One sample of every kind of sheet: each letter of the sample matter, and what makes a sheet hard to set."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from letters import catalogue
from letters.article_number import article_number
from letters.letter import Address, Letter
from letters.mailing import Envelope, Mailing, envelope_sheet, mailing_form
from letters.reply_code import ReplyCode
from rules.statute import clause
from tests.letters.sample_matter import GOVERNOR, HEAD, OFFICE, PROSECUTOR, SAMPLES

SENDER = Address(HEAD.name, HEAD.lines)
# The published sample of law.md 3.13, with the service code of certified mail and its own check digit.
ARTICLE = article_number("9407 1112 0108 0805 4830 19")
OLD_ARTICLE = article_number("7112 3456 7891 2345 6787")
REPLY = ReplyCode("123456", 7, "651020899")
DAY = date(2028, 1, 14)
MAILED = clause("56.602.4(3)")


def notice(complaint: str = "Sample complaint.", to: Address = PROSECUTOR) -> Letter:
    said = catalogue.Notice(
        to, DAY, "2028-001", OFFICE, date(2028, 1, 3), (clause("56.602.3(2)"),), complaint, 10,
        "counted from the day after this letter is delivered or refused",
    )  # fmt: skip
    return catalogue.notice(said)


def request(cited: str = "56.602.4(7)(a)a") -> Letter:
    return catalogue.request(catalogue.Request(GOVERNOR, date(2028, 2, 14), OFFICE, clause(cited)))


def claim(lines: int = 3) -> Letter:
    said = tuple(
        (f"January {day}, 2028", "miles", "Sample trip to Jefferson City", "120 at $0.655", "$78.60")
        for day in range(1, lines + 1)
    )
    return catalogue.expense_claim(
        catalogue.ExpenseClaim(12, "Sample Member", DAY, catalogue.expense_lines(said, "$235.80"), "Not decided yet.")
    )


SHEETS: Mapping[str, Letter] = {
    **{said.kind: catalogue.letter(said) for said in SAMPLES},
    "notice with its number": replace(notice(), article=ARTICLE),
    "notice with an older number": replace(notice(), article=OLD_ARTICLE),
    "notice of many pages": notice("A sentence of the complaint. " * 600 + "\nAnother paragraph."),
    "claim": claim(),
    "claim of many pages": claim(90),
    "address sheet": envelope_sheet(Envelope(PROSECUTOR, SENDER, DAY, MAILED, ARTICLE, REPLY)),
    "address sheet without numbers": envelope_sheet(Envelope(PROSECUTOR, SENDER, DAY, MAILED)),
    "mailing form without its number": mailing_form(Mailing(PROSECUTOR, SENDER, DAY, MAILED, "2028-001")),
    "mailing form": mailing_form(
        Mailing(PROSECUTOR, SENDER, DAY, MAILED, "2028-001", ARTICLE, "9590 9402 1234 5678 9012 34")
    ),
}
