"""The columns after the results of a full form: the rating's way to confirmation, and what was frozen of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy

from .columns import Column
from .formats import DATE, TEXT
from .identity import DAY
from .reviewing import states_provisional, states_reviews

RATING = Bilingual("Rating", "等级认定")
FROZEN = Bilingual("Frozen by recalculation", "重算时冻结")
_BY_COMMAND = Bilingual("filled by xlplugin recalc", "由 xlplugin recalc 填写")

_PROPOSED = Column(
    "proposed_grade", Bilingual("Proposed grade", "建议等级"), "entry", RATING, TEXT, 11, kind="grade",
    note=Bilingual("by the first rater", "初评人填写"),
)  # fmt: skip
_CONFIRMED = Column(
    "confirmed_grade", Bilingual("Confirmed grade", "认定等级"), "held", RATING, TEXT, 11, kind="grade",
    note=Bilingual("locked: comes from the journal", "锁定：以评级日志为准"),
)  # fmt: skip
_DAY = Bilingual(f"{DAY.en}; grey: from the journal", f"{DAY.zh}；灰色：取自评级日志")
_PREVIOUS = Column("previous_grade", Bilingual("Previous grade", "上次等级"), "entry", RATING, TEXT, 11, kind="grade")
_LAST_REVIEW = Column(
    "last_review", Bilingual("Last rated on", "上次评级日"), "entry", RATING, DATE, 12, kind="date", note=_DAY
)
_VALID_UNTIL = Column(
    "valid_until", Bilingual("Valid until", "有效期至"), "entry", RATING, DATE, 12, kind="date", note=_DAY
)
_NEXT_REVIEW = Column(
    "next_review", Bilingual("Next review", "下次复评日"), "formula", RATING, DATE, 12, function="NEXTREVIEW"
)
_TRIAL = Bilingual("new customers: when the provisional grade ends", "新客户：暂定等级到期日")
_STATUS = Column("status", Bilingual("Status", "状态"), "formula", RATING, width=18)
_ENTRY = Column(
    "journal_entry", Bilingual("Journal entry", "日志编号"), "held", RATING, width=9,
    note=Bilingual("filled by xlplugin rating fill", "由 xlplugin rating fill 填写"),
)  # fmt: skip
JOURNAL_STATE = "journal_state"
_FROZEN = (
    Column("frozen_grade", Bilingual("Frozen grade", "冻结等级"), "held", FROZEN, width=10, kind="grade", note=_BY_COMMAND),
    Column("frozen_score", Bilingual("Frozen score", "冻结得分"), "held", FROZEN, "0.00", 10),
    Column("frozen_policy", Bilingual("Policy version", "制度版本"), "held", FROZEN, width=24),
    Column("frozen_on", Bilingual("As of", "评级基准日"), "held", FROZEN, DATE, 12),
    Column("frozen_state", Bilingual("Is it still valid?", "是否有效"), "formula", FROZEN, width=18),
)


def workflow_columns(policy: Policy) -> Iterator[Column]:
    """The columns of a policy whose grades have a way to confirmation."""
    taken = policy.inputs
    wanted = [_PROPOSED, _CONFIRMED, _PREVIOUS, _LAST_REVIEW, _VALID_UNTIL]
    yield from (column for column in wanted if column.key not in taken)
    if _LAST_REVIEW.key not in taken:
        if states_provisional(policy):
            yield replace(_NEXT_REVIEW, note=_TRIAL)
        elif states_reviews(policy):
            yield _NEXT_REVIEW
    yield _STATUS
    yield _ENTRY
    yield from (column for column in _FROZEN if column.key != "frozen_score" or "score" in policy.result)


def journal_key(key: str) -> str:
    """The hidden column that keeps what the journal said for a column that is typed where there is no journal."""
    return f"journal_{key}"


def copy_columns(columns: Sequence[Column], typed: Sequence[Column], key: Column | None) -> Iterator[Column]:
    """What is hidden: the copy of the customer's number, what the journal said, the copy of the inputs.

    Number and inputs are what a frozen grade was made from.
    """
    copies = [*([key] if key else []), *(column for column in columns if column.role == "input")]
    numbered = [
        Column(
            f"copy_{source.key}", Bilingual(f"Copy {number}", f"副本{number}"), "copy", FROZEN, source.number_format, 10
        )
        for number, source in enumerate(copies, 1)
    ]
    first = 1 if key else 0
    yield from numbered[:first]
    yield Column(JOURNAL_STATE, Bilingual("Journal: status", "日志：状态"), "copy", FROZEN, TEXT, 10)
    for source in typed:
        title = Bilingual(f"Journal: {source.title.en.lower()}", f"日志：{source.title.zh}")
        yield Column(journal_key(source.key), title, "copy", FROZEN, source.number_format, 10)
    yield from numbered[first:]

