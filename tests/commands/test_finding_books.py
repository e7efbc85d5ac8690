"""Which workbooks a command line names, and where the result of each goes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xlplugin.commands.finding_books import found_books, targets
from xlplugin.commands.session import Failure

FILES = (
    "a.xlsx", "b.XLSX", "c.xlsm", "~$a.xlsx", ".a.xlsx.0123abcd.xlplugin.tmp", ".hidden.xlsx", "a.recalculated.xlsx",
    "a.xlsx.bak", "notes.txt", "east/a.xlsx", "east/2026/d.xlsx", "west/a.xlsx", ".git/e.xlsx", "out/a.xlsx",
    "report.xlsx", "odd[1].xlsx",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = tmp_path / "books"
    for name in FILES:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return top


ALL = ["a.xlsx", "b.XLSX", "c.xlsm", "odd[1].xlsx", "east/a.xlsx", "east/2026/d.xlsx", "west/a.xlsx"]


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (["books"], ALL),
        (["books/a.xlsx", "books"], ALL),
        (["books/east"], ["a.xlsx", "2026/d.xlsx"]),
        (["books/*.xlsx"], ["a.xlsx", "odd[1].xlsx"]),
        (["books/*"], ["a.xlsx", "b.XLSX", "c.xlsm", "east/2026/d.xlsx", "east/a.xlsx", "odd[1].xlsx", "west/a.xlsx"]),
        (["books/*st/a.xlsx"], ["east/a.xlsx", "west/a.xlsx"]),
        (["books/**/d.xlsx"], ["east/2026/d.xlsx"]),
        (["books/odd[1].xlsx"], ["odd[1].xlsx"]),
        (["books/a.recalculated.xlsx"], ["a.recalculated.xlsx"]),
        (["books/none.xlsx"], ["none.xlsx"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_files_folders_and_patterns(named, found, folder):
    own = (Path("books/out"), Path("books/report.xlsx"))
    books = found_books(map(Path, named), own)
    assert sorted(one.below.as_posix() for one in books) == sorted(found)
    assert [path.relative_to("new").as_posix() for path in targets(books, Path("new"))] == [
        one.below.as_posix() for one in books
    ]


@pytest.mark.parametrize("named", ["empty", "books/*.csv", "books/west/.*"])
def test_what_names_no_book_is_refused(named, folder):
    Path("empty").mkdir()
    with pytest.raises(Failure, match="no .xlsx or .xlsm"):
        found_books([Path(named)])


def test_a_file_that_is_gone_is_told_when_it_is_read(folder):
    assert [one.size for one in found_books([Path("books/none.xlsx")])] == [0]


@pytest.mark.parametrize("out", ["books/east", "books", "."])
def test_results_may_go_into_the_folder_itself_or_above_it(out, folder):
    assert [one.below.as_posix() for one in found_books([Path("books/east")], (Path(out),))] == ["a.xlsx", "2026/d.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_one_file_under_two_names_is_one_book(folder):
    (folder / "link.xlsx").symlink_to(folder / "a.xlsx")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    books = found_books([Path("books"), Path("books/link.xlsx"), Path("books/../books/a.xlsx")])
    assert len([one for one in books if one.book.resolve() == (folder / "a.xlsx").resolve()]) == 1
    assert not [one for one in books if "round" in one.book.parts]


@pytest.mark.parametrize(
    ("named", "out", "said"),
    [
        (["books/east/a.xlsx", "books/west/a.xlsx"], "new", "overwrite each other"),
        (["books/a.xlsx", "books/east/A.xlsx"], "new", "overwrite each other"),
        (["books/a.xlsx", "books/east/a.xlsx"], "books/east", "overwrite"),
        (["books/west/a.xlsx", "books/a.xlsx"], "books", "overwrite"),
        (["books/c.xlsm", "books/a.xlsx"], "books/a.xlsx", "is a file"),
        (["books/a.xlsx", "books/a.recalculated.xlsx"], None, "overwrite"),
    ],
)
def test_no_result_takes_the_place_of_another_or_of_a_book(named, out, said, folder):
    (folder / "east" / "A.xlsx").write_bytes(b"")
    with pytest.raises(Failure, match=said):
        targets(found_books(map(Path, named)), Path(out) if out else None)
    assert targets(found_books(map(Path, named)), None, in_place=True) == [None] * len(named)
