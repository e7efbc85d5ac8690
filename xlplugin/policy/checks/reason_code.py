"""One reason code that stands for two texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, Severity, Where
from ..model import Bands, Policy, Reason, Scorecard, Table
from .readers import overrides_of
from .remark import remark

CODE = "reason-code"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Reasons of one policy that share a code and not their text."""
    first: dict[str, tuple[Reason, Where]] = {}
    for reason, where in _reasons(policy):
        known, place = first.setdefault(reason.code, (reason, where))
        if known.text != reason.text:
            yield remark(
                CODE,
                SEVERITY,
                where,
                f"the reason code {reason.code} also stands in line {place.line}, with another text",
                f"原因代码 {reason.code} 在第 {place.line} 行另有含义",
                "give each text a code of its own",
                "请为每种原因使用不同的代码",
            )


def _reasons(policy: Policy) -> Iterator[tuple[Reason, Where]]:
    yield from _of_decisions(policy)
    if policy.manual_overrides is not None:
        for code, text in policy.manual_overrides.reasons.items():
            yield Reason(code, text), policy.manual_overrides.where


def _of_decisions(policy: Policy) -> Iterator[tuple[Reason, Where]]:
    for decision in policy.decisions:
        match decision:
            case Scorecard():
                for item in decision.characteristics:
                    if item.reason is not None:
                        yield item.reason, item.where
            case Bands():
                for band in decision.bands:
                    if band.reason is not None:
                        yield band.reason, band.where
            case Table():
                for row in decision.rows:
                    if row.reason is not None:
                        yield row.reason, row.where
        for override in overrides_of(decision):
            yield override.reason, override.where
