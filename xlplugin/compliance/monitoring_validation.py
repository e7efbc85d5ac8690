"""Outcomes against grades: how well score and grade told defaulters apart, and how the rates of the grades fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy
from xlplugin.policy.numbers import format_number

from .monitoring_calibration import Calibration, calibration, stated_rates
from .monitoring_counts import Held, Ladder
from .monitoring_discrimination import Discrimination, discrimination
from .monitoring_outcomes import Outcomes
from .rating import Standing, SystemGrade

SCORE = "score"
SCORE_TITLE = Bilingual("Score", "评分")
SYSTEM_TITLE = Bilingual("System grade", "系统等级")
CONFIRMED_TITLE = Bilingual("Grade in force", "有效等级")
NO_ORDER = Bilingual(
    "the policy's scale has no order, so that no direction can be told", "该制度的等级无次序，无法确定方向"
)


@dataclass(frozen=True, slots=True)
class Validation:
    """Outcomes of the customers that had a grading when the window began.

    ``unknown`` are customers of the table without one, ``absent`` customers with a grading that the table lacks;
    ``hindsight`` are gradings that were recorded only after the window began, when outcomes may have been known.
    """

    outcomes: Outcomes
    customers: int
    defaulters: int
    unknown: tuple[str, ...]
    absent: int
    hindsight: int
    rankings: tuple[Discrimination, ...]
    calibrations: tuple[tuple[Bilingual, Calibration], ...]


def validation(
    outcomes: Outcomes, standings: Mapping[str, Standing], policy: Policy, steps: Ladder
) -> Validation:
    """Compare; ``standings`` are those of the day on which the window begins."""
    systems = {key: one.system for key, one in standings.items() if one.system is not None}
    known = [key for key in outcomes.defaulted if key in systems]
    defaulted = np.array([outcomes.defaulted[key] for key in known], dtype=bool)
    unknown = tuple(sorted(key for key in outcomes.defaulted if key not in systems))
    graded = {key: systems[key].grade for key in known}
    in_force = {key: standings[key].grade for key in known}
    with_score = any(one.score is not None for one in systems.values())
    rankings = [_by_score(known, systems, defaulted, steps)] if with_score else []
    rankings.append(_by_grade("system_grade", SYSTEM_TITLE, graded, defaulted, steps))
    item, stated = stated_rates(policy, steps.decision)
    found = [(SYSTEM_TITLE, calibration(steps.grades, counts(graded, defaulted), item, stated))]
    if any(in_force.values()):
        rankings.append(_by_grade("grade_in_force", CONFIRMED_TITLE, in_force, defaulted, steps))
        found.append((CONFIRMED_TITLE, calibration(steps.grades, counts(in_force, defaulted), item, stated)))
    begins = outcomes.window.start
    late = sum(systems[key].recorded.astimezone().date() > begins for key in known)
    absent = sum(key not in outcomes.defaulted for key in systems)
    return Validation(
        outcomes, len(known), int(defaulted.sum()), unknown, absent, late, tuple(rankings), tuple(found)
    )


def counts(held: Held, defaulted: np.ndarray) -> dict[str, tuple[int, int]]:
    """Customers and defaulters of each grade; those without a grade are left out."""
    found: dict[str, list[int]] = {}
    for grade, bad in zip(held.values(), defaulted.tolist(), strict=True):
        if grade is not None:
            count = found.setdefault(grade, [0, 0])
            count[0] += 1
            count[1] += bad
    return {grade: (count[0], count[1]) for grade, count in found.items()}


def _by_score(
    known: list[str], systems: Mapping[str, SystemGrade], defaulted: np.ndarray, steps: Ladder
) -> Discrimination:
    """A higher score is better on a value scale and riskier on a risk scale."""
    if steps.scale == "none":
        return Discrimination(SCORE, SCORE_TITLE, len(known), int(defaulted.sum()), why=NO_ORDER)
    scores = np.array([_number(systems[key].score) for key in known], dtype=float)
    better = steps.scale == "value"
    found = discrimination(SCORE, SCORE_TITLE, -scores if better else scores, defaulted)
    if found.ks_at is None:
        return found
    said = f"≤ {format_number(-found.ks_at)}" if better else f"≥ {format_number(found.ks_at)}"
    return replace(found, parted=Bilingual(said, said))


def _by_grade(
    name: str, title: Bilingual, held: Held, defaulted: np.ndarray, steps: Ladder
) -> Discrimination:
    if steps.scale == "none":
        return Discrimination(name, title, len(held), int(defaulted.sum()), why=NO_ORDER)
    places = [None if grade is None else steps.place(grade) for grade in held.values()]
    risk = np.array([_number(place) for place in places], dtype=float)
    found = discrimination(name, title, risk, defaulted)
    if found.ks_at is None:
        return found
    grade = steps.grades[int(found.ks_at)]
    worse = int(found.ks_at) < len(steps.grades) - 1
    said = Bilingual(f"{grade} and worse", f"{grade}及更差") if worse else Bilingual(grade, grade)
    return replace(found, parted=said)


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
