"""The channels by which something closed could get out, each with the check that watches it.

A check says what it finds, one sentence at a time: none where nothing gets out.
"""

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


class Looked:
    """Looks each different piece through once."""

    def __init__(self, walled: Walled) -> None:
        self.walled, self.seen = walled, dict[bytes, set[str]]()

    def at(self, where: str, *pieces: bytes) -> Iterator[str]:
        for piece in pieces:
            if piece not in self.seen:
                self.seen[piece] = self.walled.closed(finds(piece))
            yield from (f"{where}: {token}" for token in sorted(self.seen[piece]))

    def answers(self, answers: Iterable[Answer]) -> Iterator[str]:
        for answer in answers:
            yield from self.at(answer.asked, answer.body, answer.whole.removesuffix(answer.body))
