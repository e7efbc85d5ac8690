"""What a policy says of its own use as tables: review, new customers, movements, approvals, manual overrides."""

from __future__ import annotations

from collections.abc import Iterator

from .describing import NOTHING, STATUS, Section, plain, status_text
from .findings import Bilingual
from .model import Policy, Scale
from .process import ManualOverrides, Provisional, Review
from .process_wording import (
    DECIDERS,
    apply_text,
    better_text,
    deadline_text,
    first_text,
    held_text,
    life_text,
    months_text,
    provisional_text,
    window_text,
    worse_text,
)

REVIEW, NEW_CUSTOMERS = Bilingual("Review", "复评"), Bilingual("New customers", "新客户")
MOVEMENTS, APPROVALS = Bilingual("Movements between grades", "等级变动"), Bilingual("Approvals", "审批流程")
MANUAL = Bilingual("Manual overrides", "人工调整")
ITEM, RULE = Bilingual("Item", "项目"), Bilingual("Rule", "规定")
OF, NOTE = Bilingual("Of", "评级项目"), Bilingual("Note", "说明")
WHEN, WITHIN = Bilingual("When", "情形"), Bilingual("Within", "期限")
ALL = Bilingual("all", "全部")

Row = tuple[Bilingual, Bilingual]


def process_sections(policy: Policy) -> Iterator[Section]:
    """The sections of the parts that the policy has."""
    for title, part, rows in (
        (REVIEW, policy.review, review_rows),
        (NEW_CUSTOMERS, policy.provisional, provisional_rows),
    ):
        said = rows(part) if part is not None else ()  # type: ignore[operator]
        status = status_text(part.status) if part is not None else NOTHING
        yield Section(title, (ITEM, RULE, STATUS), tuple((*row, status) for row in said))
    yield _movements(policy)
    yield _approvals(policy)
    manual = policy.manual_overrides
    if manual is not None:
        lines = tuple((*row, status_text(manual.status)) for row in manual_rows(policy.scale, manual))
        yield Section(MANUAL, (ITEM, RULE, STATUS), lines)


def review_rows(review: Review) -> tuple[Row, ...]:
    """What the review says, a line each."""
    rows = [
        (Bilingual("Grades of", "评级项目"), plain(review.of)),
        (Bilingual("Interval", "复评间隔"), _interval(review)),
        (Bilingual("Without a fixed interval", "不定期复评"), plain(", ".join(review.irregular))),
        (
            Bilingual("First grade of a new customer", "新客户首次评级"),
            first_text(review) if review.first_within_days is not None else NOTHING,
        ),
        (Bilingual("Time of the year", "评定时间"), window_text(review.window) if review.window else NOTHING),
        (
            Bilingual("Application", "提交申请"),
            apply_text(review.apply_months_before) if review.apply_months_before is not None else NOTHING,
        ),
        (Bilingual("For life", "终身制"), life_text(review.for_life) if review.for_life is not None else NOTHING),
        (NOTE, review.note or NOTHING),
    ]
    return tuple((item, text) for item, text in rows if text.en)


def _interval(review: Review) -> Bilingual:
    if review.months is None:
        return NOTHING
    said = months_text(review.months)
    return Bilingual(f"{said.en}, where the treatment states none", f"{said.zh}（处置措施另有规定的除外）")


def provisional_rows(provisional: Provisional) -> tuple[Row, ...]:
    """What holds for new customers, a line each."""
    rows = [
        (Bilingual("Grades of", "评级项目"), plain(provisional.of)),
        (Bilingual("Provisional grade", "暂定等级"), provisional_text(provisional)),
        (NOTE, provisional.note or NOTHING),
    ]
    return tuple((item, text) for item, text in rows if text.en)


def manual_rows(scale: Scale, manual: ManualOverrides) -> tuple[Row, ...]:
    """How far, why and by whose leave a person may change a grade, a line each."""
    rows = [
        (Bilingual("Grades of", "评级项目"), plain(manual.of)),
        (Bilingual("For the better", "调优幅度"), better_text(scale, manual)),
        (Bilingual("For the worse", "调劣幅度"), worse_text(scale, manual)),
        (Bilingual("Approved by", "审批角色"), DECIDERS[manual.approved_by]),
        (Bilingual("Holds for", "有效期"), held_text(manual)),
        *(
            (Bilingual(f"Reason code {code}", f"原因代码 {code}"), text)
            for code, text in manual.reasons.items()
        ),
        (NOTE, manual.note or NOTHING),
    ]
    return tuple((item, text) for item, text in rows if text.en)


def _movements(policy: Policy) -> Section:
    rows = tuple(
        (
            plain(item.of),
            plain(item.start),
            plain(item.end),
            item.when,
            deadline_text(item.within_days),
            item.note or NOTHING,
            status_text(item.status),
        )
        for item in policy.transitions
    )
    headings = (OF, Bilingual("From", "由"), Bilingual("To", "至"), WHEN, WITHIN, NOTE, STATUS)
    return Section(MOVEMENTS, headings, rows, keys=3)


def _approvals(policy: Policy) -> Section:
    rows = tuple(
        (
            plain(step.step),
            step.role,
            step.does,
            plain(step.of),
            plain(", ".join(step.grades)) if step.grades else ALL,
            step.when or NOTHING,
            deadline_text(step.within_days),
            step.note or NOTHING,
            status_text(step.status),
        )
        for step in policy.approvals
    )
    headings = (
        Bilingual("Step", "步骤"),
        Bilingual("Role", "角色"),
        Bilingual("Does", "事项"),
        OF,
        Bilingual("Grades", "等级"),
        WHEN,
        WITHIN,
        NOTE,
        STATUS,
    )
    return Section(APPROVALS, headings, rows, ordered=True)
