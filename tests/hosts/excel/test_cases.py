"""The whole table of cases through xlwings' own code, called as its VBA does and as ours does."""

from __future__ import annotations

import pytest

from tests.functions.cases import Case, as_errors, load_cases

from .case_calls import DIFFERENCES, IN_EXCEL, NotInCells, answer_of, calls_of, rows

CASES = load_cases()
NO_CELLS = 12
"""So many cases at most hold what no cell of a spreadsheet can: infinity, rows of different lengths."""


@pytest.mark.parametrize("mode", ["ours", "xlwings"])
def test_every_case(server, mode):
    wrong, reached = [], 0
    for case in CASES:
        try:
            calls = list(calls_of(case))
        except NotInCells:
            continue
        reached += 1
        for arguments in calls:
            faults = _faults(case, rows(answer_of(server, case, arguments, mode)))
            wrong += [f"{case.id}: {fault} for {arguments}" for fault in faults]
    assert not wrong, "\n".join(wrong)
    assert len(CASES) - reached <= NO_CELLS


def test_differences_name_cases_and_say_why():
    known = {case.id: case for case in CASES}
    for entry in DIFFERENCES:
        assert entry["title"]["en"] and entry["title"]["zh"] and entry["en"] and entry["zh"]
    assert set(IN_EXCEL) <= set(known)
    assert all(rows(as_errors(shown)) != rows(known[case].gives) for case, shown in IN_EXCEL.items())


def _faults(case: Case, found: list[list[object]]) -> list[str]:
    if case.id in IN_EXCEL:
        wanted = rows(as_errors(IN_EXCEL[case.id]))
        return [] if found == wanted else [f"differs otherwise: {found}, not {wanted}"]
    faults = []
    if case.exact and found != rows(case.gives):
        faults.append(f"{found}, not {case.gives}")
    if case.function == "CHECKROW":
        text = "\n".join(str(cell) for row in found for cell in row)
        faults += [f"{said!r} is not said in {text!r}" for said in case.says if said not in text]
    left = iter(found)
    return faults + [f"the table lacks {row}" for row in case.has_rows if row not in left]
