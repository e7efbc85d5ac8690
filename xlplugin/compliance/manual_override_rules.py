"""What a person may not change a grade to, by the policy's manual_overrides and its hard rules, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Grades, Policy
from xlplugin.policy.notches import notches
from xlplugin.policy.process import ManualOverrides

from .errors import JournalError
from .events import Redacted
from .graded_by import graded_name, grades_of
from .grading_fields import RULES, STEPS

Fields = Mapping[str, object]
HARD = ("cap", "floor", "set")
"""What a rule of a policy does that no person undoes."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person changes a grade: a code of the policy, a comment, and what proves it."""

    code: str = ""
    comment: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def said(self) -> bool:
        """True where anything is given."""
        return bool(self.code or self.evidence)

    @property
    def fields(self) -> Mapping[str, object]:
        """As the journal keeps it."""
        evidence = list(dict.fromkeys(text.strip() for text in self.evidence if text.strip()))
        return {"code": self.code, "comment": self.comment.strip(), "evidence": evidence}


def allowed(policy: Policy) -> ManualOverrides:
    """What the policy allows; JournalError where it allows no manual override of its grade."""
    found = policy.manual_overrides
    if found is None or found.of != graded_name(policy) or policy.scale == "none" or grades_of(policy) is None:
        raise _refused(
            f"{policy.stamp} allows no manual override of its grade",
            f"制度 {policy.stamp} 不允许人工调整等级",
        )
    return found


def check_reason(policy: Policy, reason: Reason) -> None:
    """Refuse a change without a reason code of the policy, a comment, or evidence."""
    codes = allowed(policy).reasons
    if reason.code not in codes:
        en = "; ".join(f"{code} {text.en}" for code, text in codes.items())
        zh = "；".join(f"{code} {text.zh}" for code, text in codes.items())
        if not reason.code:
            raise _refused(f"a manual override needs a reason code: {en}", f"人工调整须注明原因代码：{zh}")
        raise _refused(
            f"{reason.code} is no reason code of {policy.stamp}: {en}",
            f"{reason.code} 不是制度 {policy.stamp} 的原因代码；可用：{zh}",
        )
    if not reason.comment.strip():
        raise _refused(
            "a manual override needs a comment: say what the policy does not see",
            "人工调整须填写说明：写明制度未能反映的情况",
        )
    if not any(text.strip() for text in reason.evidence):
        raise _refused(
            "a manual override needs evidence: name the document, report or file that proves it",
            "人工调整须提供依据：写明可证明的文件、报告或资料",
        )


def check_change(policy: Policy, gradings: Sequence[Fields], before: str, after: str) -> None:
    """Refuse a grade that is no grade, is too far from the system's ``before``, or passes over a hard rule.

    ``gradings`` are the fields of what the rating rests on, whose hard rules count.
    """
    rules, grades = allowed(policy), grades_of(policy)
    assert grades is not None
    check_grade(policy, grades, after)
    change = notches(grades, before, after)
    if not rules.allows(change):
        limit, up = (rules.better, True) if change > 0 else (rules.worse or 0, False)
        better = Bilingual("milder", "更低风险") if policy.scale == "risk" else Bilingual("better", "更优")
        worse = Bilingual("riskier", "更高风险") if policy.scale == "risk" else Bilingual("worse", "更差")
        way = better if up else worse
        raise _refused(
            f"from {before} to {after} is {_notches(abs(change))} {way.en}; {policy.stamp} allows {limit}",
            f"由 {before} 调至 {after} 为向{way.zh}调整 {abs(change)} 级；制度 {policy.stamp} 最多允许 {limit} 级",
        )
    for rule in _hard_rules(policy, grades, gradings):
        if notches(grades, str(rule["to"]), after) > 0:
            text = _text_of(policy, str(rule["code"]))
            raise _refused(
                f"{after} passes over a hard rule of {policy.stamp}, which no person can set aside: {rule['code']} "
                f"{text.en} ({rule['action']} {rule['to']})",
                f"{after} 突破了制度 {policy.stamp} 的硬性规则，不得人工调整：{rule['code']} {text.zh}"
                f"（{_ACTIONS[str(rule['action'])]} {rule['to']}）",
            )


def _notches(count: int) -> str:
    return f"{count} notch" if count == 1 else f"{count} notches"


_ACTIONS = {"cap": "最高为", "floor": "至少为", "set": "直接定为"}


def check_grade(policy: Policy, grades: Grades, grade: str) -> None:
    """Refuse what is no grade of the policy."""
    if grade not in grades.ids:
        grade = grade.strip() or "“”"
        raise _refused(
            f"{grade} is no grade of {policy.stamp}: {', '.join(grades.ids)}",
            f"{grade} 不是制度 {policy.stamp} 的等级；可用：{'、'.join(grades.ids)}",
        )


def binding(policy: Policy, system: Fields, changed: Fields | None) -> list[Fields]:
    """The gradings whose hard rules count: that from changed inputs, and on a risk scale the system's own, too.

    A corrected figure may lift a cap on credit; what makes a customer risky at once is cleared in the data alone.
    """
    if changed is None:
        return [system]
    return [system, changed] if policy.scale == "risk" else [changed]


def _hard_rules(policy: Policy, grades: Grades, gradings: Sequence[Fields]) -> Iterator[Mapping[str, object]]:
    for fields in gradings:
        steps = fields.get(STEPS)
        if isinstance(steps, Redacted):
            raise _refused(
                f"the rules of {policy.stamp} that fired were redacted, so that nobody can say what they allow: grade again",
                f"制度 {policy.stamp} 的触发规则信息已删除，无法判断可否调整：请先重新评级",
            )
        rules = steps.get(RULES, ()) if isinstance(steps, dict) else ()
        yield from (rule for rule in rules if rule["action"] in HARD and rule["to"] in grades.ids)


def _text_of(policy: Policy, code: str) -> Bilingual:
    for decision in policy.decisions:
        for rule in getattr(decision, "overrides", ()):
            if rule.reason.code == code:
                return Bilingual(rule.reason.text.en, rule.reason.text.zh)
    return Bilingual("", "")


def _refused(en: str, zh: str) -> JournalError:
    return JournalError("override", en, zh)
