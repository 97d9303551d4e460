"""How things are measured here, and the row that says what came of it. Knows no subject."""

import gc
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SEED = 56602
KILOBYTES_A_MEGABYTE = 1024

Seconds = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `ratio` is to what `to` names; `met` is None where no goal stands; `why` explains a miss."""

    name: str
    figure: float
    unit: str
    ratio: float | None = None
    to: str = ""
    goal: str = ""
    met: bool | None = None
    why: str = ""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def rounds(contenders: Mapping[str, Callable[[], float]], number: int) -> Seconds:
    """Each contender once in each round, in an order drawn anew. A contender does its work and says its seconds."""
    draw = random.Random(SEED)  # noqa: S311 - an order, not a secret
    seconds: Seconds = {name: [] for name in contenders}
    for _ in range(number):
        for name in draw.sample(sorted(contenders), len(contenders)):
            gc.collect()
            seconds[name].append(contenders[name]())
    return seconds


def median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds)


def ratio(seconds: Seconds, name: str, to: str) -> float:
    """The median of the ratios of each round: what disturbs a round disturbs both."""
    return statistics.median(one / other for one, other in zip(seconds[name], seconds[to], strict=True))


def in_a_child(module: str, *arguments: str) -> dict[str, Any]:
    """The JSON document that another process of this package prints. Its memory and its crashes are its own."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def peak() -> float:
    """The most memory that this program held. getrusage would say its parent's, from before it was started."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / KILOBYTES_A_MEGABYTE
