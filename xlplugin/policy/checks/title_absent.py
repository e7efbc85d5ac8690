"""A grade or a result whose title is only its id."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Bilingual, Finding, Severity
from ..model import Policy
from .readers import maker
from .remark import remark
from .results import grades_of

CODE = "title-absent"
SEVERITY = Severity.HINT


def check(policy: Policy) -> Iterable[Finding]:
    """Grades in words that people would read as ids, and results without a title of their own."""
    for name in dict.fromkeys(policy.result.values()):
        decision, grades = maker(policy, name), grades_of(policy, name)
        if decision is None:
            continue
        bare = (
            [g for g in grades.ids if any(c.islower() for c in g) and _bare(g, grades.titles[g])]
            if grades
            else []
        )
        if bare:
            shown = ", ".join(bare)
            yield remark(
                CODE,
                SEVERITY,
                decision.where,
                f"{name}: no titles for {shown}",
                f"{name}：{shown} 没有标题",
                "write grades: {id: {en, zh}, …}",
                "请写 grades: {标识: {en, zh}, …}",
            )
        title = next((o.title for o in getattr(decision, "outputs", ()) if o.name == name), decision.title)
        if title.en == title.zh and title.en == name.replace("_", " ").capitalize():
            yield remark(
                CODE,
                SEVERITY,
                decision.where,
                f"{name} is shown to people and has no title",
                f"{name} 会显示给使用者，但没有标题",
                "add title: {en, zh}",
                "请补上 title: {en, zh}",
            )


def _bare(grade: str, title: Bilingual) -> bool:
    return grade in (title.en, title.zh)
