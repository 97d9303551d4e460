"""The one door to the transitions library: a table of moves that either says which row allowed a move, or says why not.

`transitions` lets a failed guard pass silently, raises bare errors for an unknown move and keeps every model it was
given. Here a case is only looked at, never kept, and every refusal has words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from transitions import Machine, MachineError

from rules.statute import Clause


class Refused(Exception):
    """An act that the Act or the office's rules do not allow now.

    `reason` is a sentence for the person who asked, `clause` the clause it rests on (None where no clause is met yet),
    `allowed` what would be allowed instead.
    """

    def __init__(self, reason: str, clause: Clause | None = None, allowed: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.clause = clause
        self.allowed = tuple(allowed)


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a procedure: `to` is None where the move leaves the state as it is."""

    name: str
    source: tuple[StrEnum, ...]
    to: StrEnum | None
    clause: Clause
    only_if: str | None = None


class Stands(Protocol):
    """What every case has: where it stands."""

    @property
    def state(self) -> StrEnum: ...


# A guard looks at a case and returns None, or the sentence that says why the move is not allowed.
Guard = Callable[[Any], str | None]


class _Token:
    """What transitions moves about: a state and nothing else."""

    def __init__(self, state: StrEnum) -> None:
        self.state: Any = state


class Procedure:
    """A table of moves over the states of one enum, with its guards by name."""

    def __init__(
        self,
        title: str,
        states: type[StrEnum],
        moves: Sequence[Move],
        guards: Mapping[str, Guard],
        thing: str = "matter",
    ) -> None:
        self.title = title
        self.thing = thing
        self.states = states
        self.moves = tuple(moves)
        self.guards = dict(guards)
        unused = self.guards.keys() - {move.only_if for move in moves}
        if unused:
            raise ValueError(f"no move of {title} uses the guards {sorted(unused)}")
        self._machine = Machine(
            model=None, states=states, initial=None, auto_transitions=False, transitions=list(map(self._row, moves))
        )

    def advance(self, case: Stands, name: str) -> Move:
        """The row that allows the move `name` for this case. Raises Refused with reason, clause and what is allowed."""
        event = self._machine.events.get(name)
        if event is None:
            raise Refused(f"{self.title} knows no move called {name}.", allowed=self.open_to(case))
        try:
            allowed = event.trigger(_Token(case.state), case)
        except MachineError:
            row = next(move for move in self.moves if move.name == name)
            raise Refused(
                f"“{say(name)}” is not possible while the {self.thing} is “{say(case.state)}”.",
                row.clause,
                self.open_to(case),
            ) from None
        row = self.row(case, name)
        if not allowed:
            raise Refused(self.hindrance(case, row) or "The move was refused.", row.clause, self.open_to(case))
        return row

    def row(self, case: Stands, name: str) -> Move:
        """The row called `name` that starts from where the case stands; of several the first that is allowed now."""
        rows = [move for move in self.moves if move.name == name and case.state in move.source]
        return next((move for move in rows if self.hindrance(case, move) is None), rows[0])

    def hindrance(self, case: Stands, move: Move) -> str | None:
        """Why this row's guard refuses now, or None."""
        return self.guards[move.only_if](case) if move.only_if else None

    def from_here(self, case: Stands) -> tuple[Move, ...]:
        """Every row that starts from where the case stands, whatever its guard says."""
        return tuple(move for move in self.moves if case.state in move.source)

    def open_to(self, case: Stands) -> tuple[str, ...]:
        """The names of the moves that would be allowed now."""
        return tuple(move.name for move in self.from_here(case) if self.hindrance(case, move) is None)

    def _row(self, move: Move) -> dict[str, Any]:
        row: dict[str, Any] = {
            "trigger": move.name,
            "source": list(move.source),
            "dest": "=" if move.to is None else move.to,
        }
        if move.only_if:
            guard = self.guards[move.only_if]
            row["conditions"] = [lambda case: guard(case) is None]
        return row


def say(name: str) -> str:
    """A name of a move or a state as words."""
    return name.replace("_", " ")
