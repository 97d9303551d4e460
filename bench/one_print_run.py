"""A process of its own that draws as many letters as its argument says, each with words of its own, and keeps none.
Prints its seconds, the bytes drawn, and its peak of memory."""

import json
import sys
import time

from bench.letters import HEAD, sample
from bench.measuring import peak
from letters.layout import print_run


def run(number: int) -> dict[str, float]:
    started = time.perf_counter()
    drawn = sum(len(pdf) for pdf in print_run((sample(each) for each in range(1, number + 1)), HEAD))
    return {"seconds": time.perf_counter() - started, "bytes": drawn, "peak": peak()}


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]))))
