"""One sample of every kind of sheet."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from letters import catalogue
from letters.article_number import article_number
from letters.layout import Letterhead
from letters.letter import Address, Letter
from letters.mailing import Envelope, Mailing, envelope_sheet, mailing_form
from letters.reply_code import ReplyCode
from rules.statute import clause

HEAD = Letterhead(
    "Missouri Office of Prosecution Services", ("Review Committee", "P.O. Box 899", "Jefferson City 65102")
)
SENDER = Address(HEAD.name, HEAD.lines)
PROSECUTOR = Address("Sample Circuit Attorney", ("Sample Courthouse, Room 1", "St. Louis, Missouri 63101"))
GOVERNOR = Address("The Governor of Missouri", ("State Capitol, Room 216", "Jefferson City, Missouri 65101"))
OFFICE = "Circuit Attorney, City of St. Louis"
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
    said = catalogue.ExpenseClaim(
        12, "Sample Member", DAY,
        tuple((f"January {day}, 2028", "miles", "Sample trip to Jefferson City", "120 at $0.655", "$78.60")
              for day in range(1, lines + 1)),
        "$235.80", None,
    )  # fmt: skip
    return catalogue.expense_claim(said)


def meeting(closed: bool = True) -> Letter:
    said = catalogue.MeetingNotice(
        DAY, "Posted January 12, 2028, 9:00 a.m., at the door.", "January 14, 2028, 10:00 a.m.",
        "Sample Building, Room 2", "In the room and by electronic means.", "https://video.example",
        ("Call to order", "Closed session", "Minutes of the last meeting"),
        "610.021(1), RSMo" if closed else None, "Sample cause." if closed else None,
    )  # fmt: skip
    return catalogue.meeting_notice(said)


SHEETS: Mapping[str, Letter] = {
    "acknowledgment": catalogue.acknowledgment(
        catalogue.Acknowledgment(Address("Sample Sender", ("Sample Street 1",)), DAY, "2028-001", date(2028, 1, 3))
    ),
    "notice": notice(),
    "notice with its number": replace(notice(), article=ARTICLE),
    "notice with an older number": replace(notice(), article=OLD_ARTICLE),
    "notice of many pages": notice("A sentence of the complaint. " * 600 + "\nAnother paragraph."),
    "recommendation": catalogue.recommendation(
        catalogue.Recommendation(
            PROSECUTOR, DAY, "2028-001", "First.\nSecond.", "Six months.", date(2028, 4, 14), date(2028, 7, 14)
        )
    ),
    "request 4(7)(a)a": request(),
    "request 4(7)(b)c": request("56.602.4(7)(b)c"),
    "request 7(5)": request("56.602.7(5)"),
    "finding": catalogue.finding(catalogue.Finding(DAY, OFFICE, clause("56.602.4(7)(b)b"))),
    "notice of a closed meeting": meeting(),
    "notice of an open meeting": meeting(closed=False),
    "claim": claim(),
    "claim of many pages": claim(90),
    "address sheet": envelope_sheet(Envelope(PROSECUTOR, SENDER, DAY, MAILED, ARTICLE, REPLY)),
    "address sheet without numbers": envelope_sheet(Envelope(PROSECUTOR, SENDER, DAY, MAILED)),
    "mailing form": mailing_form(
        Mailing(PROSECUTOR, SENDER, DAY, MAILED, "2028-001", ARTICLE, "9590 9402 1234 5678 9012 34")
    ),
}
