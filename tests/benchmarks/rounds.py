"""Timing in interleaved rounds: what is compared runs in turn, so that a busy machine slows all alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Times = dict[str, list[float]]
"""Seconds of each round by contender."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: seconds for one unit of work (or megabytes), ours and the baseline's, and their ratio."""

    what: str
    unit: str
    ours: float
    baseline: float
    ratio: float
    target: float | None = None
    """The ratio that must not be exceeded; None where it is only reported."""

    @property
    def holds(self) -> bool:
        """True where there is no target or it is met."""
        return self.target is None or self.ratio <= self.target


def run(contenders: Mapping[str, Callable[[], object]], rounds: int) -> Times:
    """Processor time of each contender, once per round, after one round that does not count."""
    times: Times = {name: [] for name in contenders}
    for work in contenders.values():
        work()
    gc.collect()
    gc.freeze()  # what other benchmarks left behind is not searched for garbage in the middle of this one
    for _ in range(rounds):
        for name, work in contenders.items():
            start = time.process_time()
            work()
            times[name].append(time.process_time() - start)
    gc.unfreeze()
    return times


def figure(
    what: str,
    unit: str,
    times: Times,
    ours: str,
    baseline: str,
    target: float | None = None,
    units: tuple[int, int] = (1, 1),
) -> Figure:
    """The medians of two contenders per unit of work, and the median of their ratios round by round."""
    of_ours = [seconds / units[0] for seconds in times[ours]]
    of_baseline = [seconds / units[1] for seconds in times[baseline]]
    ratio = statistics.median(a / max(b, 1e-9) for a, b in zip(of_ours, of_baseline, strict=True))
    return Figure(what, unit, statistics.median(of_ours), statistics.median(of_baseline), ratio, target)
