"""The checks of a policy, one small rule each: gaps, overlaps, missing cases, reviews, tests and the rest.

A rule is a module with its CODE, its usual SEVERITY and ``check(policy)``; what it is for, how to avoid
it and why stands on the page of its code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..findings import Finding
from ..model import Policy
from . import (
    approval_missing,
    boundary_untested,
    denominator_without_rule,
    fed_value,
    few_tiers,
    gap,
    grade_untested,
    manual_override_longer,
    manual_override_mildest,
    manual_override_uneven,
    missing_best_grade,
    missing_best_points,
    missing_not_stated,
    money_without_plausible,
    never_matches,
    no_tests,
    non_monotonic,
    not_proved,
    one_factor_decides,
    overlap,
    override_idle,
    override_scale,
    override_sets_best,
    placeholder,
    provisional_longer,
    reason_absent,
    reason_code,
    result_without_grade,
    review_contradiction,
    review_idle,
    review_interval,
    review_missing,
    review_riskiest,
    review_yearly,
    riskiest_unreachable,
    same_role_approves,
    score_outside_bands,
    shared_end,
    special_not_stated,
    stale_list,
    stated_without_reference,
    title_absent,
    treatment_missing,
    unbounded_percent,
    unreachable_grade,
    unreachable_row,
    unused_decision,
    unused_input,
    unused_list,
    unused_parameter,
    weight,
    weights_sum,
)
from .pages import UnknownCode, codes, explain

Check = Callable[[Policy], Iterable[Finding]]

_RULES = (
    gap,
    score_outside_bands,
    overlap,
    shared_end,
    not_proved,
    unreachable_row,
    unreachable_grade,
    riskiest_unreachable,
    never_matches,
    missing_not_stated,
    missing_best_points,
    missing_best_grade,
    special_not_stated,
    unbounded_percent,
    money_without_plausible,
    denominator_without_rule,
    fed_value,
    weight,
    weights_sum,
    non_monotonic,
    one_factor_decides,
    reason_absent,
    reason_code,
    override_scale,
    override_sets_best,
    override_idle,
    few_tiers,
    review_interval,
    review_riskiest,
    review_yearly,
    review_missing,
    review_contradiction,
    review_idle,
    provisional_longer,
    same_role_approves,
    approval_missing,
    manual_override_mildest,
    manual_override_longer,
    manual_override_uneven,
    treatment_missing,
    title_absent,
    result_without_grade,
    placeholder,
    stated_without_reference,
    stale_list,
    no_tests,
    grade_untested,
    boundary_untested,
    unused_input,
    unused_decision,
    unused_parameter,
    unused_list,
)

CHECKS: Mapping[str, Check] = {rule.CODE: rule.check for rule in _RULES}
"""Every rule by its code."""


def run(policy: Policy) -> tuple[Finding, ...]:
    """What all rules find in a policy, by place."""
    found = [finding for check in CHECKS.values() for finding in check(policy)]
    return tuple(sorted(found, key=_place))


def _place(finding: Finding) -> tuple[str, int, int, str]:
    return finding.where.path, finding.where.line, finding.where.column, finding.code


__all__ = ["CHECKS", "UnknownCode", "codes", "explain", "run"]
