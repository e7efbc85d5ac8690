"""Reads what a policy says of its own use: review, provisional, transitions, approvals, manual overrides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .fields import Fields, Gathering, Node, items_of, nearest, text_of, wrong
from .findings import Where
from .model import Status
from .process import Approval, ManualOverrides, Provisional, Review, Transition, Window
from .read_inputs import name_of
from .read_manual_overrides import grades_of_its_own, ordered, reasons_of
from .scope import Scope
from .strict_yaml import TextNode
from .variable import Variable

MOST_REVIEW_MONTHS, MOST_PROVISIONAL_MONTHS, MOST_APPLY_MONTHS, MOST_DAYS = 120, 60, 24, 366
MOST_MANUAL_MONTHS, MOST_NOTCHES = 36, 99
# A window has to exist in every year, leap year or not.
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SAYS_NOTHING = {"of", "status", "note"}
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Process:
    """The five parts, as far as the policy has them."""

    review: Review | None = None
    provisional: Provisional | None = None
    transitions: tuple[Transition, ...] = ()
    approvals: tuple[Approval, ...] = ()
    manual_overrides: ManualOverrides | None = None


def read_process(
    fields: Fields, scope: Scope, result: Mapping[str, str], status: Status, gathering: Gathering
) -> Process:
    """The five top-level keys; ``result`` says whose grades are meant where a part does not."""
    reader = _Reader(scope, result.get("grade", ""), status, gathering)
    return Process(
        reader.single(fields, "review", reader.review),
        reader.single(fields, "provisional", reader.provisional),
        reader.several(fields, "transitions", reader.transition),
        reader.approvals(fields),
        reader.single(fields, "manual_overrides", reader.manual_overrides),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    scope: Scope
    graded: str
    status: Status
    gathering: Gathering

    def single(self, fields: Fields, key: str, read: Callable[[Node], Part]) -> Part | None:
        if not fields.has(key):
            return None
        with self.gathering.part():
            return read(fields.child(key))
        return None

    def several(self, fields: Fields, key: str, read: Callable[[Node], Part]) -> tuple[Part, ...]:
        found: list[Part] = []
        if fields.has(key):
            with self.gathering.part():
                for node in items_of(fields.child(key), key):
                    with self.gathering.part():
                        found.append(read(node))
        return tuple(found)

    def review(self, node: Node) -> Review:
        item = Fields(node, "review", "review")
        said = {key.text for key, _ in item.node.items} - _SAYS_NOTHING
        if not said:
            raise wrong(
                item.where,
                "review says nothing",
                "review 没有内容",
                "write months, irregular, first_within_days, window, apply_months_before or for_life",
                "请写 months、irregular、first_within_days、window、apply_months_before 或 for_life",
            )
        if item.has("working_days") and not item.has("first_within_days"):
            raise wrong(
                item.at("working_days"),
                "review.working_days says what first_within_days counts, which is not there",
                "review.working_days 说明 first_within_days 的天数口径，但缺少后者",
                "add first_within_days or drop working_days",
                "请补上 first_within_days，或删去 working_days",
            )
        graded = self.grades_meant(item)
        return Review(
            graded.name,
            item.status(self.status),
            item.where,
            self.figure(item, "months", MOST_REVIEW_MONTHS),
            self.grades_listed(item, "irregular", graded),
            self.figure(item, "first_within_days", MOST_DAYS),
            item.flag("working_days"),
            _window(item.child("window")) if item.has("window") else None,
            self.figure(item, "apply_months_before", MOST_APPLY_MONTHS),
            item.flag("for_life") if item.has("for_life") else None,
            item.optional_bilingual("note"),
        )

    def provisional(self, node: Node) -> Provisional:
        item = Fields(node, "provisional", "provisional")
        graded = self.grades_meant(item)
        months = self.figure(item, "months", MOST_PROVISIONAL_MONTHS)
        assert months is not None
        return Provisional(
            graded.name, months, item.status(self.status), item.where, item.optional_bilingual("note")
        )

    def transition(self, node: Node) -> Transition:
        item = Fields(node, "transition", "transition")
        graded = self.grades_meant(item)
        start, end = (_grade(item.text(key), graded, item.at(key), item.what) for key in ("from", "to"))
        if start == end:
            raise wrong(
                item.at("to"),
                f"transition: from {start} to {end} is no movement",
                f"transition：从 {start} 到 {end} 等级未变",
                "name two different grades",
                "请写两个不同的等级",
            )
        return Transition(
            graded.name,
            start,
            end,
            item.bilingual("when"),
            item.status(self.status),
            item.where,
            self.figure(item, "within_days", MOST_DAYS),
            item.optional_bilingual("note"),
        )

    def approvals(self, fields: Fields) -> tuple[Approval, ...]:
        steps: set[str] = set()

        def read(node: Node) -> Approval:
            item = Fields(node, "approval", "approval")
            item.text("step")
            key = item.child("step")
            assert isinstance(key, TextNode)
            step = name_of(key, "step")
            if step in steps:
                raise wrong(
                    key.where,
                    f"approvals: the step {step} stands here again",
                    f"approvals：步骤 {step} 重复",
                    "give each step a name of its own",
                    "请为每个步骤另取名称",
                    "name",
                )
            steps.add(step)
            graded = self.grades_meant(item)
            return Approval(
                step,
                graded.name,
                item.bilingual("role"),
                item.bilingual("does"),
                item.status(self.status),
                item.where,
                self.grades_listed(item, "grades", graded),
                item.optional_bilingual("when"),
                self.figure(item, "within_days", MOST_DAYS),
                item.optional_bilingual("note"),
            )

        return self.several(fields, "approvals", read)

    def manual_overrides(self, node: Node) -> ManualOverrides:
        item = Fields(node, "manual_overrides", "manual_overrides")
        ordered(item, self.scope.scale)
        graded = grades_of_its_own(item, self.grades_meant(item))
        better, months = self.figure(item, "better", MOST_NOTCHES, 0), self.figure(item, "months", MOST_MANUAL_MONTHS)
        assert better is not None and months is not None
        return ManualOverrides(
            graded.name,
            better,
            reasons_of(item),
            item.choice("approved_by"),  # type: ignore[arg-type]
            months,
            item.status(self.status),
            item.where,
            self.figure(item, "worse", MOST_NOTCHES, 0),
            item.optional_bilingual("note"),
        )

    def grades_meant(self, item: Fields) -> Variable:
        """What ``of`` names, else what the result calls the grade."""
        if not item.has("of") and not self.graded:
            raise wrong(
                item.where,
                f"{item.what}: the result has no grade, so that it is open whose grades are meant",
                f"{item.what}：result 中没有 grade，不清楚指哪项等级",
                "write of: and the decision that makes them",
                "请用 of: 写明给出等级的决策",
            )
        name = item.text("of", self.graded)
        variable = self.scope.variable(name, item.at("of"), item.what)
        if not variable.words:
            raise wrong(
                item.at("of"),
                f"{item.what}: {name} is a {variable.kind_name.en} and has no grades",
                f"{item.what}：{name} 是{variable.kind_name.zh}，没有等级",
                "write of: and a decision that gives grades",
                "请用 of: 写明给出等级的决策",
            )
        return variable

    def figure(self, item: Fields, key: str, most: int, least: int = 1) -> int | None:
        """A whole number or the name of a parameter that is one."""
        return item.whole(key, None, least, most, self.scope.numbers) if item.has(key) else None

    def grades_listed(self, item: Fields, key: str, graded: Variable) -> tuple[str, ...]:
        """Some of the grades, each once."""
        if not item.has(key):
            return ()
        what = f"{item.what}.{key}"
        nodes = items_of(item.child(key), what)
        if not nodes:
            raise wrong(
                item.at(key), f"{what} is empty", f"{what} 为空", "name a grade or drop the key", "请填写等级或删去"
            )
        found: list[str] = []
        for node in nodes:
            grade = _grade(text_of(node, what), graded, node.where, what)
            if grade in found:
                raise wrong(
                    node.where, f"{what}: {grade} twice", f"{what}：{grade} 重复", "drop one", "请删去一个"
                )
            found.append(grade)
        return tuple(found)


def _grade(grade: str, graded: Variable, where: Where, what: str) -> str:
    if grade not in graded.words:
        close = nearest(grade, list(graded.words))
        raise wrong(
            where,
            f"{what}: {grade} is no grade of {graded.name}",
            f"{what}：{grade} 不是 {graded.name} 的等级",
            f"did you mean {close}?" if close else "grades: " + ", ".join(graded.words),
            f"是否应为 {close}？" if close else "等级：" + "、".join(graded.words),
            "unknown-grade",
        )
    return grade


def _window(node: Node) -> Window:
    item = Fields(node, "window", "review.window")
    month = item.whole("month", None, 1, 12)
    days = _DAYS[month - 1]
    first, last = (item.whole(key, None, 1, days) for key in ("from_day", "to_day"))
    if last < first:
        raise wrong(
            item.at("to_day"),
            f"review.window ends on day {last}, before it begins on day {first}",
            f"review.window 止于 {last} 日，早于起始的 {first} 日",
            "write the earlier day under from_day",
            "请将较早的日期写在 from_day",
        )
    return Window(month, first, last)
