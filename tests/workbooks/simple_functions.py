"""Small stand-ins for the real functions, so that these tests need no policy: a row is graded by its sum."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from types import SimpleNamespace

from xlplugin.functions.context import Context
from xlplugin.functions.declaration import Argument, Function
from xlplugin.functions.values import CellError, is_empty, refused
from xlplugin.policy.findings import Bilingual, UnknownPolicy

AS_OF = datetime.date(2026, 6, 30)


@dataclass(frozen=True)
class Rules:
    """A policy of the stand-ins."""

    stamp: str = "simple@1"
    scale: str = "value"
    id: str = "simple"


def policies(stamp: str, as_of: datetime.date) -> SimpleNamespace:
    """``simple`` and ``ranking``; the latter ranks the rows of a block against each other."""
    if stamp.partition("@")[0] not in ("simple", "ranking"):
        raise UnknownPolicy(Bilingual(f"there is no policy {stamp}", f"没有政策 {stamp}"))
    return SimpleNamespace(policy=Rules(), ranks_within=stamp.startswith("ranking"))


def context(language: str = "en", workbook_policy: str | None = None) -> Context:
    """The context of the stand-ins."""
    return Context(
        policies=policies,
        as_of=AS_OF,
        default_policy="simple",
        default_aml_policy="simple",
        language=language,
        workbook_policy=workbook_policy,
    )


def _sum(row: list[object]) -> float:
    total = 0.0
    for cell in row:
        if isinstance(cell, CellError):
            raise refused(cell, "a cell shows an error", "单元格为错误值")
        if not isinstance(cell, float):
            raise refused(CellError.VALUE, f"{cell!r} is no number; enter one", f"{cell!r} 不是数字；请填写数字")
        total += cell
    return total


def _each(rows: list[list[object]], answer) -> list[list[object]]:
    found = []
    for row in rows:
        try:
            found.append(["" if is_empty(row) else answer(row)])
        except Exception as refusal:
            found.append([refusal])
    return found


def _grade_of(total: float) -> str:
    if total < 0:
        raise refused(CellError.NA, "the policy grades no negative sums", "政策不评定负数")
    return "A" if total >= 100 else "B" if total >= 50 else "C"


def _grade(ctx: Context, rows, policy, output, headers) -> object:
    compiled = ctx.policy(policy)
    if compiled.ranks_within:
        if len(rows) == 1:
            raise refused(CellError.NA, "pass the whole book", "请传入整个名册")
        order = sorted(range(len(rows)), key=lambda i: -_sum(rows[i]))
        return [[float(order.index(i) + 1)] for i in range(len(rows))]
    return _each(rows, lambda row: _grade_of(_sum(row)))


def _score(ctx: Context, rows, policy, output, headers) -> object:
    ctx.policy(policy)
    return _each(rows, _sum)


def _tier(ctx: Context, rows, policy, headers) -> object:
    return _each(rows, lambda row: "high" if _sum(row) >= 100 else "low")


def _check(ctx: Context, rows, policy, headers) -> object:
    return _each(rows, lambda row: "" if _grade_of(_sum(row)) else "")


def _explain(ctx: Context, rows, policy, headers) -> object:
    return [["characteristic", "value"], *([f"input {i + 1}", cell] for i, cell in enumerate(rows[0]))]


def _treatment(ctx: Context, grades, item, policy) -> object:
    months = {"A": 12.0, "B": 6.0, "C": 3.0}
    return [["" if cell is None else months.get(cell, CellError.NA) for cell in row] for row in grades]


def _next_review(ctx: Context, grades, days, policy) -> object:
    return [
        ["" if grade is None else day + 30 for grade, day in zip(row, row_days, strict=True)]
        for row, row_days in zip(grades, days, strict=True)
    ]


def _info(ctx: Context, policy, item) -> object:
    return "a newer version is in force: simple@2" if policy == "simple@1" else ""


def _argument(name: str, takes: str, required: bool = False) -> Argument:
    return Argument(name, Bilingual(name, name), Bilingual(name, name), takes, required)


VALUES, POLICY = _argument("values", "rows", True), _argument("policy", "cell")
OUTPUT, HEADERS = _argument("output", "cell"), _argument("headers", "headings")


def _function(name: str, arguments: tuple[Argument, ...], gives: str, body, says_why: bool = False) -> Function:
    return Function(name, Bilingual(name, name), Bilingual(name, name), arguments, gives, (), body, says_why)


SIMPLE = {
    function.name: function
    for function in (
        _function("GRADE", (VALUES, POLICY, OUTPUT, HEADERS), "column", _grade),
        _function("SCORE", (VALUES, POLICY, OUTPUT, HEADERS), "column", _score),
        _function("AMLTIER", (VALUES, POLICY, HEADERS), "column", _tier),
        _function("CHECKROW", (VALUES, POLICY, HEADERS), "column", _check, True),
        _function("EXPLAIN", (_argument("values", "row", True), POLICY, HEADERS), "table", _explain),
        _function(
            "TREATMENT", (_argument("grade", "each", True), _argument("item", "cell"), POLICY), "column", _treatment
        ),
        _function(
            "NEXTREVIEW",
            (_argument("grade", "each", True), _argument("last_review", "each", True), POLICY),
            "column",
            _next_review,
        ),
        _function("POLICYINFO", (POLICY, _argument("item", "cell")), "value", _info),
    )
}
