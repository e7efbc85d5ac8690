"""Makes the editing workbook of a policy, and the copy of one with the findings of its import."""

from __future__ import annotations

from pathlib import Path

from xlplugin.policy.strict_yaml import parse

from .apply import Placed
from .carrier import Carried
from .drafting import Draft
from .guide import guide_of
from .kinds import rows_of
from .plan import plans
from .tabs import tab_as_read, tab_of
from .tree import Branch, Scalar, compose
from .writing import write


def export(data: bytes, stamp: str, target: Path, language: str = "en") -> Path:
    """Write the editing workbook of a policy's file. Raises PolicyError for a file that is no strict YAML."""
    parse(data, stamp)
    root = compose(data.decode("utf-8-sig"))
    carried = Carried(stamp, data, "zh" if language == "zh" else "en")
    title = _title(root, stamp)
    tabs = [tab_of(plan, rows_of(root, plan), carried.language) for plan in plans(root)]
    return write(target, [guide_of(carried, title), *tabs], carried, title)


def export_findings(draft: Draft, target: Path) -> Path:
    """Write the copy of an imported workbook: all cells where they were, the findings beside them."""
    edited = draft.edited
    pages = {page.title: page for page in edited.pages if page.title}
    kinds: dict[str, dict[int, Placed]] = {}
    for one in draft.placed:
        kinds.setdefault(one.page.title, {})[one.line.number] = one
    tabs = [
        tab_as_read(
            sheet,
            pages.get(sheet.name),
            {row: one.kind for row, one in kinds.get(sheet.name, {}).items()},
        )
        for sheet in edited.book.sheets
    ]
    return write(target, tabs, edited.carried, _title(edited.root, edited.carried.stamp), draft.remarks)


def _title(root: Branch, stamp: str) -> str:
    title = root.get("title")
    texts = [title.get(language) for language in ("en", "zh")] if isinstance(title, Branch) else []
    return " ".join(text.text for text in texts if isinstance(text, Scalar))[:200] or stamp
