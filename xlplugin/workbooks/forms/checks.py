"""What the guide counts, and the checks that have to be TRUE after every calculation.

All but the policy's version in built-ins that every program has, so that a machine without the plug-in
can check too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.names import POLICY

from .calls import formula_for, literal
from .columns import CHECK
from .form import Form
from .grid import Grid
from .ledger_formulas import kept_pairs
from .summary_grid import SummaryGrid

Places = Mapping[str, str]
"""The cell of each count, by its name."""


@dataclass(frozen=True, slots=True)
class Line:
    """A count or a check: the defined name of its cell, what it says, its formula."""

    name: str
    title: Bilingual
    meaning: Bilingual
    formula: Callable[[Places], str]


def counts(form: Form) -> Iterator[Line]:
    """How many customers were entered, graded, and refused a grade."""
    grid = Grid(form)
    result = grid.cells(grid.main)
    blank = "*".join(f"ISBLANK({grid.cells(column)})" for column in form.columns if column.role == "input")
    yield Line(
        "entered",
        Bilingual("Customers entered", "已录入"),
        Bilingual("Rows in which any input is filled", "至少填写一项评级要素的行"),
        lambda _: f"=SUMPRODUCT(1-{blank})",
    )
    yield Line(
        "graded",
        Bilingual("Graded", "已评级"),
        Bilingual("", ""),
        # not COUNTIF(…,"?*"): Calc counts the error cells in
        lambda _: f"=ROWS({result})-COUNTBLANK({result})-SUMPRODUCT(ISERROR({result})*1)",
    )
    yield Line(
        "refused",
        Bilingual("Cannot be graded", "未能评级"),
        Bilingual("Rows whose result is an error", "结果为错误值的行"),
        lambda _: f"=SUMPRODUCT(ISERROR({result})*(1-{blank}))",
    )


def checks(form: Form) -> Iterator[Line]:
    """What has to be TRUE; each is a defined name ``check_…`` of the workbook."""
    grid = Grid(form)
    result = grid.cells(grid.main)
    yield Line(
        "check_rows",
        Bilingual("Every row", "逐行核对"),
        Bilingual("Every row entered is graded or shows an error", "每一录入行要么有等级，要么显示错误"),
        lambda places: f"={places['entered']}={places['graded']}+{places['refused']}",
    )
    check = grid.result(CHECK)
    if check is not None:
        said = grid.cells(check)
        yield Line(
            "check_reasons",
            Bilingual("Every error", "错误说明"),
            Bilingual("Every row without a grade says why", "每一未评级行均说明原因"),
            lambda _: f"=SUMPRODUCT(ISERROR({result})*(IFERROR(LEN({said}),0)=0))=0",
        )
    yield Line(
        "check_policy",
        Bilingual("Policy version", "制度版本"),
        Bilingual("The policy named above is the one that was used", "所用制度即上列版本"),
        lambda _: formula_for("POLICYINFO", policy=POLICY, item=literal("stamp")) + f"={POLICY}",
    )
    frozen, version = grid.own("frozen_grade"), grid.own("frozen_policy")
    if frozen is not None and version is not None:
        kept, by = grid.cells(frozen), grid.cells(version)
        yield Line(
            "check_frozen",
            Bilingual("Frozen grades", "冻结等级"),
            Bilingual("Every frozen grade says by which version", "每一冻结等级均注明制度版本"),
            lambda _: f"=SUMPRODUCT((LEN({kept})>0)*(LEN({by})=0))=0",
        )
    kept = list(kept_pairs(grid))
    if kept:
        changed = "+".join(f"(LEN({grid.cells(copy)})>0)*({grid.cells(typed)}<>{grid.cells(copy)})" for typed, copy in kept)
        yield Line(
            "check_journal",
            Bilingual("From the journal", "取自评级日志"),
            Bilingual("What the journal filled in was not changed by hand", "取自评级日志的内容未被手工改动"),
            lambda _: f"=SUMPRODUCT({changed})=0",
        )
    summary = SummaryGrid(form)
    if summary.grades:
        yield Line(
            "check_summary",
            Bilingual("Summary", "汇总核对"),
            Bilingual("The summary's counts add up to the graded rows", "汇总各等级户数之和等于已评级行数"),
            lambda places: f"={summary.total}={places['graded']}",
        )
