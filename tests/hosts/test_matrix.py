"""One table, four ways: what the functions give is what recalc, Calc and Excel's server give, case by case.

What a host gives otherwise stands in its own file with the reason; nothing else may differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

import xlplugin
from tests.functions.cases import POLICIES, Case, Policies, as_errors, context_of, load_cases
from tests.hosts.calc.case_books import Placed, write_books
from tests.hosts.calc.conftest import office, surroundings  # noqa: F401 - a fixture
from tests.hosts.excel.conftest import environ, server, start  # noqa: F401 - fixtures
from xlplugin.cli import app
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.policy.locate import policies_folder
from xlplugin.workbooks.book import read_book
from xlplugin.workbooks.package import Package

PACKAGE = Path(xlplugin.__file__).parent
FILES = {
    "recalc": PACKAGE / "workbooks" / "differences.yaml",
    "calc": PACKAGE / "hosts" / "calc" / "differences.yaml",
    "excel": PACKAGE / "hosts" / "excel" / "differences.yaml",
}
CASES = load_cases()
NOT_IN_CELLS = 12
Rows = list[list[object]]

pytestmark = pytest.mark.xdist_group("matrix")


def differences(host: str) -> dict[str, object]:
    """What a host shows otherwise, by case."""
    return {
        case: shown
        for entry in yaml.safe_load(FILES[host].read_text("utf-8"))
        for case, shown in entry.get("cases", {}).items()
    }


@pytest.fixture(scope="module")
def core() -> dict[str, Rows]:
    """What the functions give, called directly."""
    policies = Policies(POLICIES, policies_folder())
    return {
        case.id: rows(FUNCTIONS[case.function].call(case.arguments, context_of(case, policies))) for case in CASES
    }


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> dict[Path, list[Placed]]:
    """The cases as workbooks."""
    return write_books(CASES, tmp_path_factory.mktemp("cases"))


def test_recalc(core, books, tmp_path):
    arguments = ["recalc", *map(str, books), "-o", str(tmp_path / "out")]
    run = CliRunner().invoke(app, arguments, env=surroundings(tmp_path))
    assert run.exit_code in (0, 1), run.output
    compare("recalc", core, found_in(tmp_path / "out", books))


def test_calc(core, books, office, tmp_path):  # noqa: F811
    from xlplugin.hosts.calc.converting import converted

    converted(office, list(books), tmp_path / "out", environ=surroundings(tmp_path))
    compare("calc", core, found_in(tmp_path / "out", books))


@pytest.mark.parametrize("mode", ["ours", "xlwings"])
def test_excel(core, server, mode):  # noqa: F811
    from tests.hosts.excel.case_calls import NotInCells, answer_of, calls_of
    from tests.hosts.excel.case_calls import rows as as_rows

    def found() -> Iterator[tuple[Case, Rows]]:
        for case in CASES:
            try:
                calls = list(calls_of(case))
            except NotInCells:
                continue
            for arguments in calls:
                yield case, as_rows(answer_of(server, case, arguments, mode))

    compare("excel", core, found())


@pytest.mark.parametrize("host", FILES)
def test_differences_say_why_in_both_languages(host):
    for entry in yaml.safe_load(FILES[host].read_text("utf-8")):
        assert entry["title"]["en"] and entry["title"]["zh"] and entry["en"] and entry["zh"]
    assert set(differences(host)) <= {case.id for case in CASES}


def found_in(folder: Path, books: Mapping[Path, list[Placed]]) -> Iterator[tuple[Case, Rows]]:
    """What stands where the cases were placed, without the empty room around a smaller answer."""
    for path, placed in books.items():
        with Package(folder / path.name) as package:
            grid = read_book(package).sheets[0].grid
        for one in placed:
            yield one.case, [
                [grid.value(one.row + down, 1 + right) for right in range(one.width)] for down in range(one.height)
            ]


def compare(host: str, core: Mapping[str, Rows], found: Iterator[tuple[Case, Rows]]) -> None:
    """Every case, as often as the host has tried it; a difference has to show at least once."""
    otherwise, wrong, reached = differences(host), [], set()
    unseen = {case: rows(as_errors(shown)) for case, shown in otherwise.items()}
    for case, shown in found:
        reached.add(case.id)
        if case.id in otherwise and alike(shown, rows(as_errors(otherwise[case.id]))):
            unseen.pop(case.id, None)
        elif not alike(shown, core[case.id]):
            wrong.append(f"{case.id}: {shown[:3]}, not {core[case.id][:3]}")
    assert not wrong, "\n".join(wrong)
    assert not unseen
    assert len(CASES) - len(reached) <= NOT_IN_CELLS


def alike(shown: Rows, wanted: Rows) -> bool:
    """Equal, where the shown area may be larger (its rest #N/A, or empty) or hold one error for all its rows."""
    if len(wanted) == len(wanted[0]) == 1 and len(shown) > 1:
        return shown[0][0] == wanted[0][0] or clean(shown[0][0]) == wanted[0][0]
    return all(
        clean(shown[row][column]) == clean(cell)
        for row, cells in enumerate(wanted[: len(shown)])
        for column, cell in enumerate(cells[: len(shown[0])])
    )


def clean(cell: object) -> object:
    """An empty cell is an empty text, a whole number a float."""
    return "" if cell is None else float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def rows(answer: Any) -> Rows:
    """An answer as rows."""
    return answer if isinstance(answer, list) else [[answer]]
