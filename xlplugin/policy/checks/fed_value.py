"""A value handed to another policy that does not accept it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..findings import Finding, Severity
from ..model import Input, Policy, SubPolicy
from ..ranges import complement, merge
from ..variable import Variable
from ..variables import of_input, variables
from .cases import accepted
from .remark import remark

CODE = "fed-value"
SEVERITY = Severity.ERROR
ACCEPTS = {
    "number": ("number", "integer"),
    "integer": ("number", "integer"),
    "boolean": ("boolean",),
    "date": ("date",),
    "words": ("words", "text"),
    "set": ("words", "text", "set"),
    "text": ("words", "text"),
}


def check(policy: Policy) -> Iterable[Finding]:
    """Decisions of kind policy: values of another kind, or outside what the other policy declares."""
    known = variables(policy)
    for decision in policy.decisions:
        if isinstance(decision, SubPolicy):
            yield from _inputs(decision, known)


def _inputs(decision: SubPolicy, known: Mapping[str, Variable]) -> Iterator[Finding]:
    for theirs, ours in decision.inputs.items():
        item, value = decision.policy.inputs[theirs], known[ours]
        inner = of_input(item, decision.policy.lists)
        if value.kind not in ACCEPTS.get(inner.kind, ()):
            yield _finding(
                decision,
                theirs,
                ours,
                Severity.ERROR,
                f"is a {value.kind_name.en}",
                f"是{value.kind_name.zh}",
            )
            continue
        refused, all_refused = _numbers(item, value) if inner.numeric else _words(item, inner, value)
        if refused:
            severity = Severity.ERROR if all_refused else Severity.WARNING
            yield _finding(decision, theirs, ours, severity, f"can be {refused}", f"可能为 {refused}")


def _numbers(item: Input, value: Variable) -> tuple[str, bool]:
    outside = merge(complement(accepted(item), value.ranges))
    shown = ", ".join(span.text(value.range_unit) for span in outside)
    return shown, outside == merge(value.ranges)


def _words(item: Input, inner: Variable, value: Variable) -> tuple[str, bool]:
    if not value.words or not inner.words:
        return "", False
    understood = {word.casefold() for word in inner.words}
    understood |= {text.casefold() for title in inner.titles.values() for text in (title.en, title.zh)}
    understood |= {text.casefold() for texts in item.synonyms.values() for text in texts}
    refused = [word for word in value.words if word.casefold() not in understood]
    return ", ".join(refused), len(refused) == len(value.words)


def _finding(decision: SubPolicy, theirs: str, ours: str, severity: Severity, en: str, zh: str) -> Finding:
    return remark(
        CODE,
        severity,
        decision.where,
        f"{decision.name}: {ours} {en}, which {theirs} of {decision.use} does not accept",
        f"{decision.name}：{ours} {zh}，{decision.use} 的 {theirs} 不接受",
        f"feed a value that {decision.use} accepts, or convert it in a decision before",
        f"请提供 {decision.use} 可接受的值，或先用一个决策转换",
    )
