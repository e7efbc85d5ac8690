"""Parts that several kinds of decision share: heading, grades, reasons, overrides."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import Fields, Gathering, items_of, wrong
from .findings import Bilingual, Where
from .model import Grades, Override, Reason, Status
from .read_inputs import titled_words
from .scope import Scope
from .strict_yaml import TextNode


@dataclass(frozen=True, slots=True)
class Heading:
    """What every decision has: its fields, name, title and status."""

    fields: Fields
    name: str
    title: Bilingual
    status: Status
    key: TextNode


def read_reason(fields: Fields) -> Reason | None:
    """The reason {code, en, zh} of a record, if it has one."""
    if not fields.has("reason"):
        return None
    reason = Fields(fields.child("reason"), "reason", f"{fields.what}.reason")
    return Reason(reason.text("code"), Bilingual(reason.text("en"), reason.text("zh")))


def read_grades(fields: Fields, key: str) -> Grades:
    """An ordered list of grades with titles."""
    titles = titled_words(fields.child(key), f"{fields.what}.{key}")
    return Grades(tuple(titles), titles)


def plain_grades(ids: tuple[str, ...]) -> Grades:
    """Grades whose ids are their titles (AAA, AA, …)."""
    return Grades(ids, {grade: Bilingual(grade, grade) for grade in ids})


def known_grade(grade: str, grades: Grades, where: Where, what: str) -> str:
    """The grade, if it is one of the decision's."""
    if grade not in grades.ids:
        raise wrong(
            where,
            f"{what}: {grade} is none of its grades",
            f"{what}：{grade} 不是它的等级",
            "its grades: " + ", ".join(grades.ids),
            "其等级：" + "、".join(grades.ids),
            "unknown-grade",
        )
    return grade


def read_overrides(
    fields: Fields, scope: Scope, grades: Grades, status: Status, gathering: Gathering
) -> tuple[Override, ...]:
    """The list under ``overrides``."""
    if not fields.has("overrides"):
        return ()
    overrides: list[Override] = []
    for node in items_of(fields.child("overrides"), f"{fields.what}.overrides"):
        with gathering.part():
            item = Fields(node, "override", f"{fields.what}.overrides")
            actions = [action for action in ("cap", "floor", "set") if item.has(action)]
            if len(actions) != 1:
                raise wrong(
                    node.where,
                    "an override says one of cap, floor, set",
                    "一条 override 只能写 cap、floor、set 之一",
                    "keep one of them",
                    "请只保留一个",
                )
            reason = read_reason(item)
            assert reason is not None
            grade = known_grade(item.text(actions[0]), grades, item.at(actions[0]), item.what)
            when = scope.condition(item.child("when"), item.what)
            overrides.append(
                Override(when, actions[0], grade, reason, item.status(status), node.where)  # type: ignore[arg-type]
            )
    return tuple(overrides)
