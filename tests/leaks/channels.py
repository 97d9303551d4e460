"""The channels by which something closed could get out, each with the check that watches it.

A check says what it finds, one sentence at a time: none where nothing gets out.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator

from tests.leaks.asking import Answer
from tests.leaks.finding import finds
from tests.leaks.planted import Walled

Check = Callable[[Walled], Iterator[str]]
CHECKS: dict[str, Check] = {}


def channel(name: str) -> Callable[[Check], Check]:
    """Registers the decorated check as that of the channel, by its number in the test plan."""

    def register(check: Check) -> Check:
        CHECKS[name] = check
        return check

    return register


# What was found in a piece, by its hash: most pages and papers are the same whoever looks.
SEEN: dict[bytes, frozenset[str]] = {}


class Looked:
    """Looks pieces through, each different one once."""

    def __init__(self, walled: Walled) -> None:
        self.walled = walled

    def at(self, where: str, *pieces: bytes) -> Iterator[str]:
        for piece in pieces:
            digest = hashlib.sha256(piece).digest()
            if digest not in SEEN:
                SEEN[digest] = frozenset(finds(piece))
            yield from (f"{where}: {token}" for token in sorted(self.walled.closed(SEEN[digest])))

    def answers(self, answers: Iterable[Answer]) -> Iterator[str]:
        for answer in answers:
            yield from self.at(answer.asked, answer.body, answer.whole.removesuffix(answer.body))
