"""How far apart two grades of an ordered scale are."""

from __future__ import annotations

from .model import Grades


def notches(grades: Grades, before: str, after: str) -> int:
    """The grades from ``before`` to ``after``, positive towards the better or milder one; ValueError for no grade of these.

    >>> grades = Grades(("A", "B", "C"), {})
    >>> notches(grades, "C", "A"), notches(grades, "A", "B"), notches(grades, "B", "B")
    (2, -1, 0)
    """
    return grades.ids.index(before) - grades.ids.index(after)
