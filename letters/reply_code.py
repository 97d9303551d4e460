"""The number of an envelope that comes back: an Intelligent Mail barcode of courtesy reply mail (USPS-B-3200)."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class ReplyCode:
    """The Intelligent Mail barcode of an envelope that comes back. `mailer` is the office's mailer id of 6 or 9 digits;
    `serial` counts the office's pieces; `routing` is the office's ZIP code of 5, 9 or 11 digits. `service` 703 is
    courtesy reply mail. ValueError for anything else."""

    mailer: str
    serial: int
    routing: str
    service: str = "703"

    def __post_init__(self) -> None:
        for name, value, lengths in (
            ("mailer id", self.mailer, (6, 9)),
            ("ZIP code", self.routing, (5, 9, 11)),
            ("service type", self.service, (3,)),
        ):
            if not (value.isascii() and value.isdigit() and len(value) in lengths):
                wanted = " or ".join(map(str, lengths))
                raise ValueError(f"the {name} of a return envelope has {wanted} digits, not {value[:40]!r}")
        if not 0 <= self.serial < 10 ** (15 - len(self.mailer)):
            raise ValueError(f"the serial number {self.serial} is too long for this mailer id")

    @classmethod
    def of_letter(cls, mailer: str, letter: int, routing: str) -> Self:
        """The barcode of the envelope in that letter. Its serial number is the letter's own in as many last digits as
        the mailer id leaves: 9, or 6, and then a number comes again after a million letters. ValueError as above."""
        return cls(mailer, letter % 10 ** max(15 - len(mailer), 0), routing)

    @property
    def tracking(self) -> str:
        """The 20 digits: no presort, service, mailer, serial number."""
        return f"00{self.service}{self.mailer}{self.serial:0{15 - len(self.mailer)}}"

    def __str__(self) -> str:
        return f"{self.tracking} {self.routing}"
