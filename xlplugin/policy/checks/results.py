"""The grades that a policy hands out: which decisions of its result make grades, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Grades, Policy


def grades_of(policy: Policy, name: str) -> Grades | None:
    """The ordered grades of a name; None for an input, a parameter or a decision that makes none."""
    try:
        return policy.grades(name)
    except KeyError:
        return None


def graded(policy: Policy) -> Iterator[tuple[str, str, Grades]]:
    """Each output of the result that is a grade: what it is called there, what makes it, its grades."""
    for output, name in policy.result.items():
        grades = grades_of(policy, name)
        if grades is not None:
            yield output, name, grades


def final(policy: Policy) -> tuple[str, Grades] | None:
    """The name and the grades of the output ``grade``."""
    name = policy.result.get("grade", "")
    grades = grades_of(policy, name)
    return (name, grades) if grades is not None else None


def riskiest(policy: Policy) -> tuple[str, str] | None:
    """The decision and the riskiest grade of a risk-scale policy."""
    made = final(policy)
    return (made[0], made[1].ids[-1]) if made is not None and policy.scale == "risk" else None


def is_aml(policy: Policy) -> bool:
    """True for a policy of the family aml on a risk scale."""
    return policy.family == "aml" and policy.scale == "risk"
