"""The table of forms in the README beside them, made from the policies.

``python -m xlplugin.workbooks.forms.listing`` writes it anew.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable
from pathlib import Path

from xlplugin.policy.library import Library
from xlplugin.policy.locate import policies_folder, templates_folder
from xlplugin.policy.model import Policy

from .columns import grades_of
from .lookups import FORM, is_lookup
from .wording import both

BEGIN, END = "<!-- forms: made by python -m xlplugin.workbooks.forms.listing -->", "<!-- end of forms -->"
_HEAD = ("form 录入表", "title 名称", "family 类别", "inputs 评级要素", "grades 等级")


def table(policies: Iterable[Policy]) -> str:
    """One line per policy: the file (lookups share one), the title, the family, how many inputs, which grades."""
    lines = [_line(_HEAD), _line("---" for _ in _HEAD)]
    for policy in sorted(policies, key=lambda item: (item.family, item.id)):
        grades = grades_of(policy, "grade")
        shown = (
            f"[`{policy.id}`]({FORM if is_lookup(policy) else policy.id}.xlsx)",
            both(policy.title),
            policy.family,
            str(len(policy.cells)),
            ", ".join(grades.ids) if grades else "–",
        )
        lines.append(_line(text.replace("|", "\\|") for text in shown))
    return "\n".join(lines) + "\n"


def with_table(page: str, policies: Iterable[Policy]) -> str:
    """The page with the table between its marks. Raises ValueError where a mark is missing."""
    before, mark, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{table(policies)}{END}{after}"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    library = Library([policies_folder()], prove=lambda policy: ())
    day = datetime.date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else datetime.date(2026, 6, 30)
    target: Path = templates_folder() / "README.md"
    found = [library.get(name, day) for name in library.ids()]
    target.write_text(with_table(target.read_text("utf-8"), found), "utf-8")
