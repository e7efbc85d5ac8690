"""The same random workbooks through LibreOffice and our engines: equal to the 15 digits that LibreOffice writes."""

from __future__ import annotations

from pathlib import Path

from tests.workbooks.embedded.case_sheet import same
from tests.workbooks.random_books import calculated, drawn, held, write
from xlplugin.hosts.calc.converting import converted
from xlplugin.hosts.calc.office import Office
from xlplugin.workbooks.embedded.knowledge import knowledge

BOOKS = 40


def test_libreoffice_agrees(office: Office, environ: dict[str, str], tmp_path: Path) -> None:
    books = drawn(BOOKS)
    paths = [write(tmp_path / f"book{number}.xlsx", book) for number, book in enumerate(books)]
    theirs = [held(path) for path in converted(office, paths, tmp_path / "calculated", environ=environ)]
    compared, differ = 0, []
    for (_, formulas), found, ours in zip(books, theirs, calculated(tmp_path, paths, "auto"), strict=True):
        texts = {(sheet, f"F{10 + row}"): text for sheet, column in zip("ST", formulas, strict=True)
                 for row, text in enumerate(column, 1)}  # fmt: skip
        for place, value in ours.items():
            if any(f"{name}(" in texts[place] for name in knowledge().libreoffice):
                continue
            compared += 1
            if not _agree(value, found[place]):
                differ.append((texts[place], value, found[place]))
    assert differ == [] and compared > BOOKS * 9


def _agree(ours: object, theirs: object) -> bool:
    if isinstance(ours, str) and ours.startswith("#"):
        return isinstance(theirs, str) and theirs.startswith("#")  # it writes most of its errors as #VALUE!
    if isinstance(ours, bool):
        return float(ours) == theirs or ours is theirs  # TRUE in a cell with a number format
    if ours == "":
        return theirs in ("", None)
    return same(ours, theirs)
