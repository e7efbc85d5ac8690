"""How reviews, provisional grades, movements, approvals and manual overrides are said, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from .findings import Bilingual
from .model import Policy, Scale
from .process import Approval, Decider, ManualOverrides, Provisional, Review, Transition, Window

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def window_text(window: Window) -> Bilingual:
    """The time of the year in which grades are set.

    >>> window_text(Window(12, 25, 30)).en
    '25 to 30 December each year'
    """
    first, last, month = window.from_day, window.to_day, _MONTHS[window.month - 1]
    if first == last:
        return Bilingual(f"{first} {month} each year", f"每年{window.month}月{first}日")
    return Bilingual(f"{first} to {last} {month} each year", f"每年{window.month}月{first}日至{last}日")


def first_text(review: Review) -> Bilingual:
    """Within how many days a new customer gets a first grade."""
    days, working = review.first_within_days, review.working_days
    unit = ("working day" if working else "day") + ("" if days == 1 else "s")
    return Bilingual(f"within {days} {unit}", f"{days}个工作日内" if working else f"{days}日内")


def months_text(months: int) -> Bilingual:
    """A number of months."""
    return Bilingual("1 month" if months == 1 else f"{months} months", f"{months}个月")


def apply_text(months: int) -> Bilingual:
    """When to apply for a renewal."""
    said = months_text(months)
    return Bilingual(f"{said.en} before the grade or the contract ends", f"等级或合同到期前{said.zh}")


def life_text(for_life: bool) -> Bilingual:
    """Whether a grade is held without renewal."""
    if for_life:
        return Bilingual("grades are held for life", "等级终身有效")
    return Bilingual("no grade is held for life: each has to be renewed", "等级不实行终身制，须定期重新评定")


def provisional_text(provisional: Provisional) -> Bilingual:
    """How long a new customer's grade is provisional."""
    said = months_text(provisional.months)
    return Bilingual(
        f"a new customer's grade is provisional for {said.en}, then assessed in full",
        f"新客户先评暂定等级，满{said.zh}后全面评定",
    )


def deadline_text(within_days: int | None) -> Bilingual:
    """Within how many days something has to be done; empty where nothing is said."""
    if within_days is None:
        return Bilingual("", "")
    return Bilingual(f"within {within_days} day{'' if within_days == 1 else 's'}", f"{within_days}日内")


def transition_text(policy: Policy, transition: Transition) -> Bilingual:
    """Where a movement leads, how fast and when: ``to D within 5 days: late payment``."""
    title = grade_title(policy, transition.of, transition.end)
    deadline = deadline_text(transition.within_days)
    return Bilingual(
        f"to {title.en}{' ' if deadline.en else ''}{deadline.en}: {transition.when.en}",
        f"{deadline.zh}调整为{title.zh}：{transition.when.zh}",
    )


def approval_text(step: Approval) -> Bilingual:
    """Who does what: ``Sales director: checks (within 3 days)``."""
    deadline, when = deadline_text(step.within_days), step.when
    en = "; ".join(text for text in (when.en if when else "", deadline.en) if text)
    zh = "；".join(text for text in (when.zh if when else "", deadline.zh) if text)
    return Bilingual(
        f"{step.role.en}: {step.does.en}" + (f" ({en})" if en else ""),
        f"{step.role.zh}：{step.does.zh}" + (f"（{zh}）" if zh else ""),
    )


def chain_text(steps: tuple[Approval, ...]) -> Bilingual:
    """The steps on the way to a grade, numbered, in one line."""
    said = [approval_text(step) for step in steps]
    return Bilingual(
        "; ".join(f"{place}. {text.en}" for place, text in enumerate(said, 1)),
        "；".join(f"{place}. {text.zh}" for place, text in enumerate(said, 1)),
    )


DECIDERS: Mapping[Decider, Bilingual] = {
    "approver": Bilingual("an approver", "审批人员"),
    "compliance": Bilingual("a compliance officer", "合规人员"),
}
"""The roles that may approve a manual override."""


def better_text(scale: Scale, manual: ManualOverrides) -> Bilingual:
    """How far a person may change a grade towards the first one."""
    word = Bilingual("milder", "风险更低") if scale == "risk" else Bilingual("better", "更好")
    return _notches_text(manual.better, word)


def worse_text(scale: Scale, manual: ManualOverrides) -> Bilingual:
    """How far a person may change a grade towards the last one."""
    word = Bilingual("riskier", "风险更高") if scale == "risk" else Bilingual("worse", "更差")
    return _notches_text(manual.worse, word)


def _notches_text(most: int | None, word: Bilingual) -> Bilingual:
    if most is None:
        return Bilingual(f"to any {word.en} grade", f"可调至任一{word.zh}的等级")
    if most == 0:
        return Bilingual(f"not to a {word.en} grade", f"不得调至{word.zh}的等级")
    return Bilingual(
        f"at most {most} notch{'' if most == 1 else 'es'} {word.en}", f"向{word.zh}的等级最多调整{most}级"
    )


def held_text(manual: ManualOverrides) -> Bilingual:
    """For how long a changed grade holds."""
    said = months_text(manual.months)
    return Bilingual(
        f"{said.en}, at most until the next review; then the system's grade counts",
        f"{said.zh}，最长至下次复评；期满恢复系统评级",
    )


def manual_text(policy: Policy) -> Bilingual:
    """The whole rule in one line, without the reason codes; empty where the policy states none."""
    manual = policy.manual_overrides
    if manual is None:
        return Bilingual("", "")
    parts = (better_text(policy.scale, manual), worse_text(policy.scale, manual))
    decider, months = DECIDERS[manual.approved_by], months_text(manual.months)
    return Bilingual(
        f"{parts[0].en}, {parts[1].en}; approved by {decider.en}; for {months.en}, at most until the next review",
        f"{parts[0].zh}，{parts[1].zh}；由{decider.zh}审批；有效{months.zh}，最长至下次复评",
    )


def grade_title(policy: Policy, name: str, grade: str) -> Bilingual:
    """A grade as people call it."""
    grades = None if name in policy.inputs else policy.grades(name)
    titles = policy.inputs[name].values if grades is None and name in policy.inputs else {}
    return (grades.titles if grades is not None else titles).get(grade, Bilingual(grade, grade))
