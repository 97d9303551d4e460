"""The papers that prove service: the certificate of what was mailed, and the affidavit of a delivery in person.

They are modelled on what proves service in court (RSMo 506.180.2, .3): time, place and manner, to whom, how identified,
which papers, by whom. The Act asks for none of them by name; it asks that the notice be delivered in person or sent by
certified mail, and both are hard to show without.
"""

from dataclasses import dataclass
from datetime import date

from letters.letter import Address
from letters.row import Row
from rules.statute import cite

SERVICE = cite("56.602.4(3)")
CLOSED_RECORDS = cite("56.602.4(2)#2")


@dataclass(frozen=True, slots=True)
class ServiceCertificate:
    """What is known of the way of a released letter; `facts` are lines, each with its day and what shows it. `sha256`
    is of the letter's bytes."""

    dated: date
    reference: str
    served: Address
    paper: str
    released_on: date
    sha256: str
    facts: tuple[str, ...]
    certified_by: str
    kind = "service_certificate"


@dataclass(frozen=True, slots=True)
class DeliveryAffidavit:
    """That a person handed papers over: when, where, how, to whom, and how that person was identified."""

    dated: date
    reference: str
    server: str
    served: str
    paper: str
    sha256: str
    day: date
    at: str | None
    place: str
    manner: str
    identified: str
    kind = "delivery_affidavit"


PROOF_ROWS = {
    "service_certificate": Row(
        "Certificate of service",
        (SERVICE,),
        "CLOSED",
        ServiceCertificate,
        "Certificate of service: {paper}",
        """
I certify that the paper named here was released by the {mops} on {released_on} for {served} under section {clause}, and
that the office holds the following about its way.

# The paper

{paper}

SHA-256 of its bytes: {sha256}

# What happened, by the office's records

{facts}

# Certified by

{certified_by}

{nature}
""",
        cites={"records": CLOSED_RECORDS},
        needs=("served", "released_on", "sha256", "facts", "certified_by"),
        nature="This certificate is a closed record (section {records}).",
        signed=True,
    ),
    "delivery_affidavit": Row(
        "Affidavit of personal delivery",
        (SERVICE,),
        "CLOSED",
        DeliveryAffidavit,
        "Affidavit of delivery in person: {paper}",
        """
I, {server}, am over eighteen years of age and not a party to this matter. Under penalty of perjury I state that I
delivered the paper named here in person, under section {clause}.

# The paper

{paper}

SHA-256 of its bytes: {sha256}

# The delivery

To: {served}

How identified: {identified}

On: {day}

At: {at}

Place: {place}

Manner: {manner}

{nature}

Sworn or affirmed before me, a notary public, on ____________________: ______________________________
""",
        cites={"records": CLOSED_RECORDS},
        needs=("server", "served", "sha256", "day", "place", "manner", "identified"),
        nature="This affidavit is a closed record (section {records}).",
    ),
}
