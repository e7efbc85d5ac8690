"""What is wrong with a line of an editing workbook as a whole: no kind, no name, no owner, another place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from xlplugin.policy.fields import nearest
from xlplugin.policy.findings import Bilingual, Severity

from .items import Unreadable
from .kinds import Kind, Row
from .pages import Line, Page
from .remarks import Remark, remark
from .tree import Branch, Entry


class Member(Protocol):
    """A line with its record."""

    page: Page
    line: Line
    kind: Kind
    entry: Entry
    row: Row | None


def no_kind(page: Page, line: Line) -> Remark:
    """A new line that does not say what it is."""
    kinds = page.plan.kinds
    wanted = [[page.plan.column(column).heading for column in (*kind.names, *kind.marks)] for kind in kinds]
    choices = list(dict.fromkeys(" + ".join(columns) for columns in wanted if columns))
    first = (*kinds[0].names, *kinds[0].marks, *kinds[0].fields)[0]
    return remark(
        "row-unknown",
        Bilingual("this row does not say what it belongs to", "无法确定该行属于什么"),
        Bilingual(
            "fill in just these columns as names: " + ", or ".join(choices),
            "请只填写以下标识列：" + "，或 ".join(choices),
        ),
        page.title,
        line.number,
        page.column(first),
    )


def no_name(page: Page, line: Line, column: str) -> Remark:
    """A record whose name was cleared."""
    return remark(
        "name-missing",
        Bilingual("the name is missing", "缺少标识"),
        Bilingual("write it, or clear the whole row to remove it", "请填写；如要删除，请清空整行"),
        page.title,
        line.number,
        page.column(column),
    )


def long_name(page: Page, line: Line, column: str, most: int) -> Remark:
    """A name that YAML could not tell from a text."""
    return remark(
        "name-long",
        Bilingual(
            f"a name or test cannot be longer than {most} characters", f"标识或条件不能超过 {most} 个字符"
        ),
        Bilingual("shorten it", "请缩短"),
        page.title,
        line.number,
        page.column(column),
    )


def unknown_item(page: Page, line: Line, column: str, known: Iterable[str]) -> Remark:
    """An item or setting that there is not, or that is of another kind than the row."""
    listed = sorted(known)
    close = nearest(line.cells.get(column, ""), listed)
    return remark(
        "item-unknown",
        Bilingual(
            f"this row cannot say {line.cells.get(column, '')}", f"该行不能填写 {line.cells.get(column, '')}"
        ),
        Bilingual(
            f"did you mean {close}?" if close else "choose from the list: " + ", ".join(listed),
            f"是否应为 {close}？" if close else "请从列表中选择：" + "、".join(listed),
        ),
        page.title,
        line.number,
        page.column(column),
    )


def no_owner(page: Page, line: Line, column: str, branch: Branch) -> Remark:
    """A line that belongs to something that is not there."""
    name = line.cells.get(column, "")
    names = [entry.key.text for entry in branch.entries if entry.key]
    close = nearest(name, names)
    heading = page.plan.column(column).title
    return remark(
        "owner-unknown",
        Bilingual(f"{heading.en.lower()}: there is no {name}", f"{heading.zh}：没有 {name}"),
        Bilingual(
            f"did you mean {close}? Otherwise add a row for {name} on its sheet, or clear this row",
            f"是否应为 {close}？否则请在相应工作表中添加 {name}，或清空该行",
        )
        if close
        else Bilingual(
            f"add a row for {name} on its sheet, or clear this row",
            f"请在相应工作表中添加 {name}，或清空该行",
        ),
        page.title,
        line.number,
        page.column(column),
    )


def no_place(page: Page, line: Line, column: str) -> Remark:
    """A line for which the file has something of another form."""
    return remark(
        "not-editable",
        Bilingual("the file holds something of another form there", "文件此处的写法与本行不同"),
        Bilingual(
            "say it in the form of the rows beside it, or change it in the file itself",
            "请按相邻各行的形式填写，或直接修改文件",
        ),
        page.title,
        line.number,
        page.column(column),
    )


def unreadable(page: Page, line: Line, column: str, error: Unreadable) -> Remark:
    """A cell that is not in the form of its column."""
    return remark("cell-form", error.message, error.mend, page.title, line.number, page.column(column))


def out_of_place(page: Page, line: Line, kind: Kind, row: Row | None) -> Iterator[Remark]:
    """Cells that a row of this kind has no use for."""
    for column in page.plan.columns:
        text = line.cells.get(column.id, "")
        if not text.strip() or column.id in kind.columns:
            continue
        takes = [page.plan.column(id).heading for id in kind.columns]
        yield remark(
            "cell-unused",
            Bilingual(
                f"a row of the kind {kind.title.en} takes no {column.title.en}",
                f"“{kind.title.zh}”行不填写“{column.title.zh}”",
            ),
            Bilingual(
                "clear it; such a row takes: " + ", ".join(takes), "请清空；该行可填：" + "、".join(takes)
            ),
            page.title,
            line.number,
            page.column(column.id),
        )


def moved(before: Sequence[Entry], members: Sequence[Member]) -> Iterator[Remark]:
    """Hints at lines that stand elsewhere among their neighbours than they did: order can matter."""
    order = {entry: place for place, entry in enumerate(before)}
    # One that came from another owner was written anew there, and has lost its place in the file.
    old = [one for one in members if one.row is not None and one.entry.was is not None]
    stayed = _longest_rising([order[one.entry] for one in old])
    for place, one in enumerate(old):
        if place not in stayed:
            yield remark(
                "row-moved",
                Bilingual(
                    "this row was moved; the draft has it in the new place", "该行已移动，草稿中按新位置排列"
                ),
                Bilingual(
                    "move it back if that was not meant: order counts for inputs, grades and tables",
                    "如非本意请移回原处：输入、等级和决策表的顺序有意义",
                ),
                one.page.title,
                one.line.number,
                one.page.column(one.kind.columns[0]),
                Severity.HINT,
            )


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising subsequence: what need not have moved."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        if length == len(ends):
            ends.append(number)
            places.append(place)
        else:
            ends[length], places[length] = number, place
    found: set[int] = set()
    place = places[-1] if places else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found
