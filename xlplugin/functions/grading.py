"""GRADE, SCORE, AMLTIER and CHECKROW: one answer per row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from xlplugin.policy.model import Policy
from xlplugin.scoring.dates import serial
from xlplugin.scoring.problems import MISSING, Problem
from xlplugin.scoring.words import fold

from .context import Context
from .rows import QUIET, grade_each
from .values import Block, CellError, refused

if TYPE_CHECKING:
    from xlplugin.scoring.compile import Compiled
    from xlplugin.scoring.result import Graded, Result

Headings = list[object] | None


def grade(context: Context, values: Block, policy: object, output: object, headers: Headings) -> object:
    """The grade of each row, or another named output."""
    return _outputs(context, context.policy(policy), values, headers, output, "grade")


def score(context: Context, values: Block, policy: object, output: object, headers: Headings) -> object:
    """The score of each row, or another named output."""
    return _outputs(context, context.policy(policy), values, headers, output, "score")


def tier(context: Context, values: Block, policy: object, headers: Headings) -> object:
    """The risk tier of each row, under a policy whose scale is one of risk."""
    return _outputs(context, tier_policy(context, policy), values, headers, None, "grade")


def tier_policy(context: Context, policy: object) -> Compiled:
    """The policy of a call of AMLTIER. Raises ``Refusal`` for one that does not grade risk."""
    compiled = context.policy(policy, context.default_aml_policy)
    if compiled.policy.scale != "risk":
        raise refused(
            CellError.REF,
            f"{compiled.policy.id} does not grade risk; use GRADE, or name a policy of a risk scale such as "
            f"{context.default_aml_policy}",
            f"{compiled.policy.id} 不是风险等级制度；请改用 GRADE，"
            f"或指定 {context.default_aml_policy} 等风险等级制度",
        )
    return compiled


def check(context: Context, values: Block, policy: object, headers: Headings) -> object:
    """An empty text for each row that can be graded; the others stay refusals, to be shown by their words."""

    def column(graded: Graded) -> list[object]:
        answers: list[object] = [QUIET] * len(graded)
        return _with_problems(answers, graded, None)

    compiled = context.policy(policy)
    return [
        [answer]
        for answer in grade_each(
            context, compiled, values, headers, lambda result: result.error or QUIET, column
        )
    ]


def _outputs(
    context: Context, compiled: Compiled, values: Block, headers: Headings, said: object, usual: str
) -> object:
    name = output_name(compiled.policy, said, usual)
    if name not in compiled.policy.result:
        codes = _CODES[name]
        return [
            [answer]
            for answer in grade_each(
                context, compiled, values, headers, lambda result: result.error or "; ".join(codes(result))
            )
        ]
    show = as_cell(compiled.known[compiled.policy.result[name]].kind == "date")

    def of_result(result: Result) -> object:
        value = result.output(name)
        return value if isinstance(value, Problem) else show(value)

    def column(graded: Graded) -> list[object]:
        return _with_problems([show(value) for value in graded.output(name)], graded, name)

    return [[answer] for answer in grade_each(context, compiled, values, headers, of_result, column)]


_CODES: Mapping[str, Callable[[Result], Iterable[str]]] = {
    "overrides": lambda result: dict.fromkeys(hit.code for hit in result.overrides),
    "reasons": lambda result: dict.fromkeys(lost.code for lost in result.reasons),
}
"""What every policy gives besides its own outputs: the codes of the rules that fired, and of the reasons."""


def _with_problems(answers: list[object], graded: Graded, output: str | None) -> list[object]:
    for i in graded.has_problem(output).nonzero()[0].tolist():
        answers[i] = graded.problem(i, output)
    return answers


def output_name(policy: Policy, said: object, usual: str) -> str:
    """The output that an argument names, whatever its case; raises ``Refusal`` (``#REF!``)."""
    if said is None and usual in policy.result:
        return usual
    named = usual if said is None else str(said)
    for output in (*policy.result, *_CODES):
        if fold(output) == fold(named):
            return output
    known = [*policy.result, *(name for name in _CODES if name not in policy.result)]
    raise refused(
        CellError.REF,
        f"{policy.id} has no output {named}; it gives {', '.join(known)}",
        f"{policy.id} 没有输出项 {named}；可用的有 {'、'.join(known)}",
    )


def as_cell(date: bool) -> Callable[[object], float | str]:
    """What shows an output in a cell.

    Yes and no become 1 and 0, because not every program takes a boolean from a function; what the
    policy leaves undefined is an empty text; several words are joined.
    """

    def show(value: object) -> float | str:
        if type(value) is str:
            return value
        if value is None or value is MISSING:
            return QUIET
        if isinstance(value, (tuple, list)):
            return "; ".join(str(part) for part in value)
        number = float(value)  # type: ignore[arg-type]
        return serial(number) if date else number

    return show
