"""Reviews that are due or overdue on a day, counted by what has to be done and by how late it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual

from .due_item import TITLES, Due

LATE = (30, 90)
"""Days by which the overdue ones are parted."""
SPANS = (
    Bilingual("1 to 30 days", "1至30天"),
    Bilingual("31 to 90 days", "31至90天"),
    Bilingual("over 90 days", "90天以上"),
)


@dataclass(frozen=True, slots=True)
class ByTask:
    """What has to be done: how many are open, how many of those late, by the spans, and the latest."""

    what: str
    title: Bilingual
    open: int
    late: tuple[int, int, int]
    longest: int

    @property
    def overdue(self) -> int:
        """How many are late."""
        return sum(self.late)


@dataclass(frozen=True, slots=True)
class Reviews:
    """The work list of a day in numbers, and the late tasks, the latest first."""

    tasks: tuple[ByTask, ...]
    overdue: tuple[Due, ...]

    @property
    def open(self) -> int:
        """All tasks, late or not."""
        return sum(task.open for task in self.tasks)

    @property
    def customers(self) -> int:
        """Customers with something overdue."""
        return len({one.customer for one in self.overdue})


def reviews(due: Sequence[Due]) -> Reviews:
    """Count a work list."""
    by_task: dict[str, list[Due]] = {}
    for one in due:
        by_task.setdefault(one.what, []).append(one)
    late = sorted((one for one in due if one.overdue_days > 0), key=lambda one: (-one.overdue_days, one.customer or ""))
    order: dict[str, int] = {what: place for place, what in enumerate(TITLES)}
    named = sorted(by_task, key=lambda what: (order.get(what, len(order)), what))
    return Reviews(tuple(_counted(what, by_task[what]) for what in named), tuple(late))


def _counted(what: str, tasks: Sequence[Due]) -> ByTask:
    days = [one.overdue_days for one in tasks if one.overdue_days > 0]
    short, long = LATE
    late = (
        sum(day <= short for day in days),
        sum(short < day <= long for day in days),
        sum(day > long for day in days),
    )
    return ByTask(what, tasks[0].title, len(tasks), late, max(days, default=0))
