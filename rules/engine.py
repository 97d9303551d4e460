"""The one door to durable-rules: a trigger, a fact, and the answer whether it fires.

The library consumes events, swallows exceptions, compares ids by a short hash and runs late actions in threads of its
own (docs/decisions/0002). So: one rule set for each trigger, built once in each process, on a host without those
threads; one question at a time, each an event with its own id; the answer counts only if the action ran for that id.
"""

import os
import threading
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from durable.engine import Host, MessageNotHandledException

from rules.facts import Fact
from rules.triggers import TRIGGERS, Condition, Trigger

LARGEST = 2**53
LONGEST = 64
# A matched event leaves its id behind; below this many in one state the library's own ids do not collide.
QUESTIONS_PER_STATE = 10_000


class EngineFailed(RuntimeError):
    """The engine did not answer as asked. Nothing it said may be used."""


class _QuietHost(Host):  # type: ignore[misc] # durable-rules has no types
    """A host without the timer threads that would run actions later, or never after a fork."""

    def _run(self) -> None:
        return


class Engine:
    """The triggers as rule sets of one process."""

    def __init__(self, triggers: tuple[Trigger, ...] = TRIGGERS) -> None:
        self._fired: list[str] = []
        self._ids = count(1)
        self._lock = threading.Lock()
        self._asked = dict.fromkeys((trigger.name for trigger in triggers), 0)
        self._host = _QuietHost({trigger.name: self._rule_set(trigger) for trigger in triggers})

    def ask(self, trigger: Trigger, fact: Fact) -> bool:
        """Whether the trigger fires on this fact. Raises EngineFailed, or ValueError for a fact that is not flat."""
        question = {**_flat(fact), "id": ""}
        with self._lock:
            question["id"] = f"q{next(self._ids)}"
            self._fired.clear()
            try:
                state = self._host.post(trigger.name, question)
            except MessageNotHandledException:
                fired = False
            except Exception as error:
                self._host.delete_state(trigger.name)
                raise EngineFailed(f"{trigger.name}: {error}") from error
            else:
                fired = self._checked(trigger, question["id"], state)
            self._tidy(trigger)
            if not fired and self._fired:
                raise EngineFailed(f"{trigger.name}: an action ran for {self._fired} although nothing matched")
            return fired

    def latest_that_fires(
        self, trigger: Trigger, fact_of: Callable[[date], Fact], low: date, high: date
    ) -> date | None:
        """The latest day from `low` to `high` on whose fact the trigger fires, by bisection; None where it never does.

        Right only for a trigger that, once it fires on a day, fires on every earlier one: a test holds this for ours.
        """
        if not self.ask(trigger, fact_of(low)):
            return None
        fires, not_yet = low, high + timedelta(days=1)
        while (not_yet - fires).days > 1:
            middle = fires + (not_yet - fires) // 2
            if self.ask(trigger, fact_of(middle)):
                fires = middle
            else:
                not_yet = middle
        return fires

    def _rule_set(self, trigger: Trigger) -> dict[str, Any]:
        terms = [_term(condition) for condition in trigger.conditions]
        pattern = terms[0] if len(terms) == 1 else {"$and": terms}
        return {trigger.name: {"all": [{"m": pattern}], "run": self._note}}

    def _note(self, case: Any) -> None:
        self._fired.append(case.m.id)

    def _checked(self, trigger: Trigger, question: str, state: Any) -> bool:
        if isinstance(state, dict) and state.get("exception"):
            self._host.delete_state(trigger.name)
            raise EngineFailed(f"{trigger.name}: {state['exception']}")
        if self._fired != [question]:
            self._host.delete_state(trigger.name)
            raise EngineFailed(f"{trigger.name}: asked {question}, the action ran for {self._fired}")
        return True

    def _tidy(self, trigger: Trigger) -> None:
        self._asked[trigger.name] += 1
        if self._asked[trigger.name] >= QUESTIONS_PER_STATE:
            self._host.delete_state(trigger.name)
            self._asked[trigger.name] = 0


def _term(condition: Condition) -> dict[str, Any]:
    if condition.relation == "is":
        return {condition.field: condition.figure}
    return {"$gte": {condition.field: condition.figure}}


def _flat(fact: Fact) -> dict[str, Any]:
    """The fact, checked: the library coerces digits in strings and compares large numbers and floats wrongly."""
    for name, value in fact.items():
        if type(value) is int:
            if abs(value) > LARGEST:
                raise ValueError(f"{name}={value} is too large for the engine")
        elif type(value) is not str or len(value) > LONGEST:
            raise ValueError(f"{name}={value!r} is neither a whole number nor a short text")
    return dict(fact)


_engines: dict[int, Engine] = {}
_building = threading.Lock()


def engine() -> Engine:
    """This process's engine, built when first asked for; a forked process builds its own."""
    with _building:
        if os.getpid() not in _engines:
            _engines[os.getpid()] = Engine()
        return _engines[os.getpid()]
