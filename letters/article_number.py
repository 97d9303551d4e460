"""Certified-mail article numbers: 20 or 22 digits with a weighted MOD 10 check digit (law.md 3.10 to 3.15).

Whether every printed label carries that digit is not confirmed, so a number that fails the check is a warning.
"""

from dataclasses import dataclass

LENGTHS = (20, 22)


@dataclass(frozen=True, slots=True)
class ArticleNumber:
    """The digits, and a sentence where the check digit does not fit."""

    digits: str
    warning: str | None = None

    def __str__(self) -> str:
        return " ".join(self.digits[place : place + 4] for place in range(0, len(self.digits), 4))


def article_number(text: str) -> ArticleNumber:
    """The number as it was typed, spaces and dashes allowed. ValueError for other characters or another length."""
    digits = text.replace(" ", "").replace("-", "").replace("\u00a0", "")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"a certified mail number has digits only, not {text[:40]!r}")
    if len(digits) not in LENGTHS:
        raise ValueError(f"a certified mail number has 20 or 22 digits; this one has {len(digits)}")
    # Some older 20-digit numbers fit only with “91” in front (law.md 3.14).
    if fits(digits) or fits("91" + digits):
        return ArticleNumber(digits)
    number = ArticleNumber(digits)
    return ArticleNumber(digits, f"The check digit of {number} does not fit.")


def fits(digits: str) -> bool:
    """Whether the last digit is the check digit of the others: from the right, weights 3, 1, 3, 1 and so on."""
    *body, check = (int(digit) for digit in digits)
    weighted = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return (10 - weighted % 10) % 10 == check
