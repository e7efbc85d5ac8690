"""The same random workbooks through the native engine, formualizer inside it, and formualizer by itself."""

from __future__ import annotations

from pathlib import Path

import formualizer
import pytest

from tests.workbooks.embedded.case_sheet import same
from tests.workbooks.random_books import Found, calculated, drawn, write
from xlplugin.workbooks.embedded.engine import KINDS

BOOKS = 60


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("books")
    return [write(folder / f"book{number}.xlsx", book) for number, book in enumerate(drawn(BOOKS))]


def alone(path: Path, places: Found) -> Found:
    """What formualizer by itself makes of a whole book."""
    book = formualizer.load_workbook(str(path))
    book.set_temporal_egress("serial")
    book.evaluate_all()
    found: Found = {}
    for sheet, cell in places:
        value = book.get_value(sheet, int(cell[1:]), 6)
        if isinstance(value, dict):
            error = KINDS.get(value["kind"])
            value = value["kind"] if error is None else error.value
        found[sheet, cell] = float(value) if type(value) is int else value
    return found


@pytest.mark.parametrize("engine", ["auto", "formualizer"])
def test_formualizer_by_itself_agrees(engine: str, paths: list[Path], tmp_path: Path) -> None:
    compared, differ = 0, []
    for path, ours in zip(paths, calculated(tmp_path, paths, engine), strict=True):
        for place, value in alone(path, ours).items():
            compared += 1
            if not same(ours[place], value):
                differ.append((path.name, place, ours[place], value))
    assert differ == [] and compared > BOOKS * 10


def test_formualizer_is_asked_for_what_it_knows_where_it_goes_first(
    paths: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xlplugin.workbooks.embedded import engine

    asked: dict[str, set[str]] = {"auto": set(), "native": set(), "formualizer": set()}
    calculate = engine.calculate
    for name, functions in asked.items():

        def noted(function: str, *rest: object, functions: set[str] = functions) -> object:
            functions.add(function)
            return calculate(function, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(engine, "calculate", noted)
        calculated(tmp_path, paths[:12], name)
    assert asked["native"] == set()
    assert "ABS" in asked["formualizer"] and asked["auto"] and "ABS" not in asked["auto"]
