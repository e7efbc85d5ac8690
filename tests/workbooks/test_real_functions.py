"""The real functions in workbooks: a recalculated cell shows what its function gives, row by row and in blocks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.workbooks.form_files import AS_OF, IDS, packaged
from tests.workbooks.making import cell, make_book, sheet_xml, stored
from xlplugin.functions.context import Context
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import CellError
from xlplugin.scoring.compile import Compiled, compile_policy
from xlplugin.workbooks.addresses import address, column_letters
from xlplugin.workbooks.recalc import recalculate


@cache
def compiled(stamp: str) -> Compiled:
    return compile_policy(packaged(stamp))


CONTEXT = Context(lambda stamp, as_of: compiled(stamp), AS_OF)


def rows_of(policy_id: str) -> list[list[object]]:
    """The rows of a policy's own tests as cells, with an empty row, a wrong one and an error among them."""
    policy = packaged(policy_id)
    width = len(policy.cells)
    rows = [
        [inputs.get(item.name) for item in policy.cells]
        for test in policy.tests
        for inputs in (*test.book, test.inputs)
    ]
    plain = [[value if value is None or isinstance(value, bool) else str(value) for value in row] for row in rows]
    return [*plain, [None] * width, ["no such value"] * width, ["#DIV/0!", *plain[0][1:]]]


def as_given(value: object) -> object:
    """A cell of ``rows_of`` as a host hands it over."""
    return CellError.DIV0 if value == "#DIV/0!" else value


def shown(answer: object) -> object:
    return answer.value if isinstance(answer, CellError) else answer


@pytest.mark.parametrize("policy_id", IDS)
def test_each_row_shows_what_its_own_call_gives(policy_id: str, tmp_path: Path) -> None:
    policy, rows = packaged(policy_id), rows_of(policy_id)
    width, names = len(policy.cells), ["GRADE", "SCORE", "CHECKROW", "REASONS"]
    last = column_letters(width)
    xml = f'<row r="1">{"".join(cell(address(1, i + 1), item.name) for i, item in enumerate(policy.cells))}</row>'
    for number, row in enumerate(rows, 2):
        inputs = "".join(cell(address(number, i + 1), value) for i, value in enumerate(row) if value is not None)
        arguments = {
            "GRADE": f'A{number}:{last}{number},"{policy_id}",,A$1:{last}$1',
            "SCORE": f'A{number}:{last}{number},"{policy_id}"',
            "CHECKROW": f'A{number}:{last}{number},"{policy_id}",A$1:{last}$1',
            "REASONS": f'A{number}:{last}{number},"{policy_id}"',
        }
        formulas = "".join(
            cell(address(number, width + 2 + i), None, f"{name}({arguments[name]})") for i, name in enumerate(names)
        )
        xml += f'<row r="{number}">{inputs}{formulas}</row>'
    book = make_book(tmp_path / "book.xlsx", {"S": sheet_xml(xml)})
    report = recalculate(book, tmp_path / "out.xlsx", context_for=lambda names: CONTEXT)
    values = stored(tmp_path / "out.xlsx")
    headings: list[object] = [[item.name for item in policy.cells]]
    for number, row in enumerate(rows, 2):
        block = [[as_given(value) for value in row]]
        expected = {
            "GRADE": FUNCTIONS["GRADE"].call([block, policy_id, None, headings], CONTEXT),
            "SCORE": FUNCTIONS["SCORE"].call([block, policy_id], CONTEXT),
            "CHECKROW": FUNCTIONS["CHECKROW"].call([block, policy_id, headings], CONTEXT),
            "REASONS": FUNCTIONS["REASONS"].call([block, policy_id], CONTEXT),
        }
        for position, name in enumerate(names):
            assert values[address(number, width + 2 + position)] == shown(expected[name]), (number, name)
    # CHECKROW's words are the words of the report.
    checked = {row.cell: row.message.en for row in report.ungraded}
    for number in range(2, len(rows) + 2):
        said = checked.get(address(number, width + 2))
        assert said is None or said == values[address(number, width + 4)]
    assert report.status == 1 and not report.not_calculated


@pytest.mark.parametrize("policy_id", IDS)
def test_a_block_formula_shows_what_one_call_gives(policy_id: str, tmp_path: Path) -> None:
    policy, rows = packaged(policy_id), rows_of(policy_id)
    width, height = len(policy.cells), len(rows)
    last, result = column_letters(width), column_letters(width + 2)
    array = f'<c r="{result}1"><f t="array" ref="{result}1:{result}{height}">GRADE(A1:{last}{height},"{policy_id}")</f></c>'
    xml = ""
    for number, row in enumerate(rows, 1):
        inputs = "".join(cell(address(number, i + 1), value) for i, value in enumerate(row) if value is not None)
        xml += f'<row r="{number}">{inputs}{array if number == 1 else ""}</row>'
    book = make_book(tmp_path / "book.xlsx", {"S": sheet_xml(xml)})
    recalculate(book, tmp_path / "out.xlsx", context_for=lambda names: CONTEXT)
    values = stored(tmp_path / "out.xlsx")
    block = [[as_given(value) for value in row] for row in rows]
    answers = FUNCTIONS["GRADE"].call([block, policy_id], CONTEXT)
    assert [values[f"{result}{number + 1}"] for number in range(height)] == [shown(row[0]) for row in answers]
