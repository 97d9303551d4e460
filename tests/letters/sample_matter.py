"""One sample matter as its letters say it: one value for each letter of the catalogue."""

from datetime import date

from letters import catalogue
from letters.catalogue import Said
from letters.layout import Letterhead
from letters.letter import Address
from rules.records_requests import WITHHELD
from rules.statute import clause

HEAD = Letterhead(
    "Missouri Office of Prosecution Services",
    ("Prosecuting and Circuit Attorney Review Committee", "P.O. Box 899", "Jefferson City, Missouri 65102"),
)
PROSECUTOR = Address(
    "Sample Circuit Attorney",
    ("Office of the Circuit Attorney", "Sample Courthouse, Room 330", "St. Louis, Missouri 63101"),
)
COMPLAINANT = Address("Sample Complainant", ("1 Sample Street", "St. Louis, Missouri 63101"))
SHERIFF = Address("Sample Sheriff's Office", ("2 Sample Street", "St. Louis, Missouri 63102"))
REQUESTER = Address("Sample Requester", ("4 Sample Street", "Columbia, Missouri 65201"))
APPOINTEE = Address("Sample Special Prosecutor", ("3 Sample Street", "Jefferson City, Missouri 65101"))
GOVERNOR = Address("The Governor of Missouri", ("State Capitol, Room 216", "Jefferson City, Missouri 65101"))
OFFICE = "Circuit Attorney, City of St. Louis"
MATTER = "2028-001"
HASH = "3f" * 32
ROOM = "Sample meeting room 1, Sample Building, Jefferson City"
MOMENT = "10:00 AM on Wednesday, January 12, 2028"
CODE = "7K3M-Q9WX-0D5T-GH2N-8RZC-4VJB"
REASON = "610.021(14), RSMo, and section 56.602.4(2), RSMo"
AGENDA = ("Call to order and roll call", "Matter under section 56.602, RSMo (closed)", "Adjournment")
LINES = (("January 12, 2028", "Mileage", "Sample Town", "131 miles at $0.555 a mile", "$72.71"),)


def day(text: str) -> date:
    return date.fromisoformat(text)


SAMPLES: tuple[Said, ...] = (
    catalogue.Acknowledgment(COMPLAINANT, day("2028-01-04"), MATTER, day("2028-01-03")),
    catalogue.MeetingCall(
        Address("The members", (catalogue.COMMITTEE,)), day("2028-01-05"), "M2028-01", MOMENT, ROOM, "In a room.", None,
        AGENDA,
    ),
    catalogue.MeetingNotice(
        day("2028-01-10"), "At 9:00 AM on Monday, January 10, 2028, bulletin board.", MOMENT, ROOM,
        "In a room, with members taking part by electronic means.", "a screen in the meeting room", AGENDA, REASON,
    ),
    catalogue.MeetingNotice(
        day("2028-01-10"), "At 9:00 AM on Monday, January 10, 2028, bulletin board.", MOMENT, ROOM, "In a room.", None,
        ("Call to order and roll call", "Election of a presiding member", "Adjournment"), None,
        "The building was closed by a flood.",
    ),
    catalogue.Notice(
        PROSECUTOR, day("2028-01-14"), MATTER, OFFICE, day("2028-01-03"),
        (clause("56.602.3(2)"), clause("56.602.3(3)#1")),
        "Sample complaint: a listed offense has waited longer than ten business days.\nIt was referred on December 1.",
        10, "counted from the day after this letter is delivered or refused",
        "https://docket.example/answer", CODE, day("2028-07-12"),
    ),
    catalogue.NewCode(
        PROSECUTOR, day("2028-01-19"), MATTER, OFFICE, "https://docket.example/answer", CODE, day("2028-07-17"),
    ),
    catalogue.Receipt(
        PROSECUTOR, day("2028-02-07"), MATTER, 1, "4:12 PM on Monday, February 7, 2028", "Your response",
        (f"A text of 1,204 characters. SHA-256 {HASH}", f"Sample exhibit.pdf, 48,213 bytes. SHA-256 {HASH}"),
        day("2028-02-03"),
    ),
    catalogue.InformationDemand(
        SHERIFF, day("2028-02-02"), MATTER, "Sample: the dates of ten referrals.", day("2028-02-02"), day("2028-02-16"),
    ),
    catalogue.HearingNotice(
        SHERIFF, day("2028-02-02"), MATTER, "Sample Sheriff", "10:00 AM on Thursday, February 10, 2028", ROOM,
        "In a room.", "Sample: how referrals are sent.",
    ),
    catalogue.Recommendation(
        PROSECUTOR, day("2028-02-14"), MATTER, "Sample: review every listed referral within five business days.",
        "Sample: a written procedure within 30 days.", day("2028-05-15"), day("2028-08-14"),
    ),
    catalogue.Assessment(
        PROSECUTOR, day("2028-08-15"), MATTER, day("2028-02-14"),
        "Sample: review every listed referral within five business days.", day("2028-08-14"),
        "Sample: the procedure was written and is followed.",
    ),
    catalogue.Finding(day("2028-08-16"), OFFICE, clause("56.602.4(7)(b)b")),
    catalogue.Request(GOVERNOR, day("2028-02-14"), OFFICE, clause("56.602.4(7)(a)a")),
    catalogue.Request(GOVERNOR, day("2028-08-16"), OFFICE, clause("56.602.4(7)(b)c")),
    catalogue.TermEnd(APPOINTEE, day("2030-07-01"), MATTER, OFFICE, "Sample Special Prosecutor", day("2028-03-01"),
                      day("2030-12-31")),
    catalogue.Request(GOVERNOR, day("2030-07-01"), OFFICE, clause("56.602.7(5)")),
    catalogue.ServiceCertificate(
        day("2028-01-21"), MATTER, PROSECUTOR, f"Notice of a formal complaint concerning the office of the {OFFICE}",
        day("2028-01-14"), HASH,
        ("January 14, 2028: handed to the post office as certified mail, article number 9407111899223197428490. "
         "Shown by: postmarked form 3800",
         "January 20, 2028: certified mail, delivered. Shown by: return receipt"),
        "Sample Staff",
    ),
    catalogue.DeliveryAffidavit(
        day("2028-01-21"), MATTER, "Sample Server", "Sample Circuit Attorney",
        f"Notice of a formal complaint concerning the office of the {OFFICE}", HASH, day("2028-01-20"), "2:30 PM",
        "Sample Courthouse, Room 330", "handed over in the reception", "by the badge of the office",
    ),
    catalogue.OpenMinutes(
        day("2028-02-10"), "M2028-01", MOMENT, ROOM, "Sample Director, Sample Member One, Sample Member Two",
        "Sample Member Three", None,
        ("To close the meeting, 10:04 AM: carried. Sample Director yes; Sample Member One yes.",),
        ("Entry 41, 11:30 AM: Sample: no member of the public was present.",), "Approved at meeting M2028-02.",
    ),
    catalogue.ClosedMinutes(
        day("2028-02-10"), "M2028-01", MOMENT, ROOM, REASON, "10:05 AM", (f"{MATTER}, {OFFICE}",), (),
        (f"In {MATTER}: Is the complaint a formal complaint? Carried; 3 yes votes are needed. Sample Director yes.",),
        ("Entry 42, 11:31 AM: Sample: the members read the complaint.",),
    ),
    catalogue.ExpenseClaim(
        7, "Sample Member One", day("2028-01-13"), catalogue.expense_lines(LINES, "$72.71"), "Not decided yet."
    ),
    catalogue.RecordsClarification(
        REQUESTER, day("2028-03-01"), "R2028-01", day("2028-02-28"), "Sample: which year do you mean?",
        day("2028-05-30"),
    ),
    catalogue.RecordsCost(
        REQUESTER, day("2028-03-01"), "R2028-01", day("2028-02-28"),
        ("120 pages at $0.10: $12.00", "Time of clerks: 1.5 hours at $18.40 an hour: $27.60"), "$39.60",
        "The fee is asked for before the work begins, as section 610.026, RSMo, allows.", day("2028-05-30"),
    ),
    catalogue.RecordsReply(
        REQUESTER, day("2028-03-01"), "R2028-01", day("2028-02-28"), "Your request is granted in part.",
        ("Record 4: Sample notice of a meeting",), (WITHHELD["complaints"].sentence,), "Sample: two copies lie beside.",
        None, None, None,
    ),
    catalogue.RecordsDenial(
        REQUESTER, day("2028-03-01"), "R2028-01", day("2028-02-28"),
        (WITHHELD["complaints"].sentence, WITHHELD["votes"].sentence),
    ),
)  # fmt: skip
