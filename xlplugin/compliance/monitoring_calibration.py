"""Calibration: how many customers of each grade defaulted, with exact bounds, against the PD that the policy states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy

from .monitoring_scipy import distributions

PD_ITEMS = ("pd", "expected_default_rate", "default_rate", "observed_default_rate")
"""Items of a treatment that state the PD of a grade; the first that a policy has counts."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class GradeRate:
    """One grade: customers, defaulters, the bounds of the rate at 95%, the PD stated, the p-value of the binomial test.

    Without scipy there are neither bounds nor a p-value; without a stated PD there is no test.
    """

    grade: str
    customers: int
    defaulters: int
    low: float | None
    high: float | None
    expected: float | None
    p: float | None

    @property
    def rate(self) -> float | None:
        """The share that defaulted; None where there is nobody."""
        return self.defaulters / self.customers if self.customers else None

    @property
    def fits(self) -> bool | None:
        """Whether the stated PD lies within the bounds; None where one of them is missing."""
        if self.expected is None or self.low is None or self.high is None:
            return None
        return self.low <= self.expected <= self.high


@dataclass(frozen=True, slots=True)
class Calibration:
    """All grades in their order, and the whole; ``item`` is the treatment that states the PDs, "" for none.

    ``expected`` is the number of defaulters that the stated PDs foresee, None where a graded customer's grade states
    none. ``out_of_order`` are pairs of neighbouring grades of which the better one defaulted more often.
    """

    grades: tuple[GradeRate, ...]
    item: str
    whole: GradeRate
    expected: float | None
    out_of_order: tuple[tuple[str, str], ...]
    why: Bilingual | None = None


def stated_rates(policy: Policy, decision: str) -> tuple[str, Mapping[str, float]]:
    """The item that states PDs under the grades of a decision, and the PD of each grade that has one."""
    treatments = policy.treatments.get(decision, {})
    for item in PD_ITEMS:
        values = {grade: said.get(item) for grade, said in treatments.items()}
        found = {grade: value for grade, value in values.items() if isinstance(value, float) and 0 <= value <= 1}
        if found:
            return item, found
    return "", {}


def calibration(
    order: Sequence[str], counts: Mapping[str, tuple[int, int]], item: str, stated: Mapping[str, float]
) -> Calibration:
    """Every grade's rate; ``counts`` are customers and defaulters of each, ``order`` goes from best to worst."""
    stats = distributions()
    grades = tuple(_rate(stats, grade, *counts.get(grade, (0, 0)), stated.get(grade)) for grade in order)
    customers, defaulters = (sum(counts.get(grade, (0, 0))[side] for grade in order) for side in (0, 1))
    graded = [one for one in grades if one.customers]
    expected = None
    if graded and all(one.expected is not None for one in graded):
        expected = sum(one.customers * (one.expected or 0.0) for one in graded)
    whole = _rate(stats, "", customers, defaulters, None)
    pairs = zip(graded, graded[1:], strict=False)
    out_of_order = tuple((one.grade, two.grade) for one, two in pairs if (one.rate or 0.0) > (two.rate or 0.0))
    why = None if customers else Bilingual("no graded customer has an outcome", "没有同时具备等级和结果的客户")
    return Calibration(grades, item, whole, expected, out_of_order, why)


def _rate(
    stats: Any | None, grade: str, customers: int, defaulters: int, expected: float | None
) -> GradeRate:
    low = high = p = None
    if stats is not None and customers:
        test = stats.binomtest(defaulters, customers, 0.5 if expected is None else expected)
        bounds = test.proportion_ci(LEVEL, method="exact")  # Clopper–Pearson
        low, high = float(bounds.low), float(bounds.high)
        p = None if expected is None else float(test.pvalue)
    return GradeRate(grade, customers, defaulters, low, high, expected, p)
