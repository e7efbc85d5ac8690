"""Sheets and headings that were renamed, removed, doubled or added: each told by address, none guessed at."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.policy.findings import Bilingual, Severity

from .headings import Headings
from .pages import KEY_HEADING, Page, page_of
from .remarks import Remark, remark


def of_headings(page: Page, head: Headings) -> Iterator[Remark]:
    """A sheet without the headings of its keys, and headings that stand twice."""
    if not head.key:
        page.whole = False
        yield remark(
            "heading-missing",
            Bilingual(f'the heading "{KEY_HEADING}" is missing', f"缺少列标题“{KEY_HEADING}”"),
            Bilingual(
                "restore the first, hidden column: it tells which row is which",
                "请恢复第一列（隐藏列）：它用于识别各行",
            ),
            page.title,
            head.row,
            1,
        )
    for place in head.twice():
        yield remark(
            "heading-twice",
            Bilingual(f'the heading "{head.texts[place]}" stands twice', f"列标题“{head.texts[place]}”重复"),
            Bilingual("keep one of the two columns", "两列只保留一列"),
            page.title,
            head.row,
            place,
        )


def found(pages: list[Page]) -> Iterator[Remark]:
    """Sheets and columns that are missing although the file has something for them, and unknown columns.

    A test's column may go with its input or result.
    """
    kept = {f"in:{name}" for name in page_of(pages, "input").said("name")}
    kept |= {f"out:{name}" for name in page_of(pages, "result").said("output")}
    kept |= {"out:error", "out:reasons", "out:overrides"}
    for page in pages:
        if not page.title:
            if page.rows:
                yield _sheet(page.plan.title)
            continue
        absent = [column for column in page.plan.columns if column.id not in page.places]
        used = [column for column in absent if any(column.id in row.cells for row in page.rows)]
        page.removed = frozenset(
            column.id for column in used if column.id.startswith(("in:", "out:")) and column.id not in kept
        )
        lost = [column for column in used if column.id not in page.removed]
        naming = {column for kind in page.plan.kinds for column in (*kind.names, *kind.marks)}
        page.whole = page.whole and not naming & {column.id for column in lost}
        for column in lost:
            place = page.column(column.id)
            yield _heading(page, column.heading, place, page.strangers.get(place, ""))
        if not lost:
            yield from (_stranger(page, place, bool(absent)) for place in page.strangers)


def unread(title: str) -> Remark:
    """A sheet with our headings and a name that is not ours, such as a copy."""
    return remark(
        "sheet-unknown",
        Bilingual(
            f'the sheet "{title}" is not imported: its name is not known',
            f"工作表“{title}”不会导入：无法识别其名称",
        ),
        Bilingual("move its changes to the sheet it was copied from", "请将其中的改动移到原工作表"),
        title,
        severity=Severity.WARNING,
    )


def _sheet(title: str) -> Remark:
    return remark(
        "sheet-missing",
        Bilingual(f'the sheet "{title}" is missing', f"缺少工作表“{title}”"),
        Bilingual(
            "give it its name back; clear its rows to remove what they say",
            "请恢复其名称；如要删除其中内容，请清空各行",
        ),
        title,
    )


def _heading(page: Page, heading: str, place: int, stands: str) -> Remark:
    en = f'the heading "{heading}" is missing' + (f'; "{stands}" stands in its place' if stands else "")
    zh = f"缺少列标题“{heading}”" + (f"，该处现为“{stands}”" if stands else "")
    return remark(
        "heading-missing",
        Bilingual(en, zh),
        Bilingual(
            f'write "{heading}" above the column; clear its cells to remove what they say',
            f"请在该列上方填写“{heading}”；如要删除其中内容，请清空单元格",
        ),
        page.title,
        page.heading_row,
        place,
    )


def _stranger(page: Page, place: int, may_be_meant: bool) -> Remark:
    return remark(
        "heading-unknown",
        Bilingual(
            f'nothing below "{page.strangers[place]}" is imported: the heading is not known',
            f"“{page.strangers[place]}”以下的内容不会导入：无法识别该列标题",
        ),
        Bilingual(
            "use a heading of this sheet, or leave it as a remark of yours",
            "请使用本表的列标题；如仅作备注可保留",
        ),
        page.title,
        page.heading_row,
        place,
        Severity.ERROR if may_be_meant else Severity.WARNING,
    )
