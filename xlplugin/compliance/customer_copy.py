"""What a customer may be told of a rating: the grade in force, its principal reasons, the dates; nothing else."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy

from .customer_record import AML, FRAUD, CustomerRecord
from .errors import JournalError
from .graded_by import grades_of
from .rating import BASES
from .record_parts import MOST_REASONS


@dataclass(frozen=True, slots=True)
class CustomerCopy:
    """The grade that was confirmed and is in force. ``reasons`` is None where they can no longer be told."""

    customer: str
    policy: Bilingual
    grade: str
    title: Bilingual
    rated_on: datetime.date
    valid_until: datetime.date | None
    reasons: tuple[Bilingual, ...] | None


def customer_copy(record: CustomerRecord) -> CustomerCopy:
    """The copy of a record. Raises JournalError for a confidential grade, and for one that is not in force."""
    policy, standing, rating = record.held.policy, record.standing, record.standing.rating
    if record.is_confidential:
        raise _confidential(policy)
    if rating is None or rating.decided is None or standing.basis != "confirmed" or not standing.grade:
        why = BASES[standing.basis]
        raise JournalError(
            "not-in-force",
            f"no confirmed grade of {record.customer} under {standing.policy_id} is in force on {record.day}: {why.en}. "
            "The customer is told a decided grade only; have it decided with xlplugin rating decide",
            f"{record.day} 客户 {record.customer} 在 {standing.policy_id} 下没有有效的认定等级：{why.zh}。"
            "只能告知客户已审定的等级；请先用 xlplugin rating decide 审定",
        )
    grades = grades_of(policy)
    titles = grades.titles if grades is not None else {}
    return CustomerCopy(
        record.customer,
        policy.title,
        standing.grade,
        titles.get(standing.grade, Bilingual(standing.grade, standing.grade)),
        rating.decided.on,
        rating.valid_until,
        _reasons(record),
    )


def _confidential(policy: Policy) -> JournalError:
    if policy.family == FRAUD:
        return JournalError(
            "confidential",
            f"{policy.stamp} grades the risk of fraud: such a grade is never told to the customer, because it would warn a "
            "suspect. There is no copy for the customer; nothing was written",
            f"{policy.stamp} 为欺诈风险等级，不得告知客户，以免惊动涉嫌欺诈者。不提供客户联；本次未写入任何内容",
        )
    en, zh = f"{policy.stamp} grades the risk of money laundering", f"{policy.stamp} 为洗钱风险等级"
    if policy.family != AML:
        en = f"{policy.stamp} grades a risk and is of no known family ({policy.family or '-'}), so it counts as money laundering"
        zh = f"{policy.stamp} 为风险等级，其类别（{policy.family or '—'}）不明，按洗钱风险等级处理"
    return JournalError(
        "confidential",
        f"{en}: such a grade is never told to the customer (银发〔2013〕2号, principle of confidentiality). There is no copy "
        "for the customer; nothing was written",
        f"{zh}，不得告知客户（银发〔2013〕2号保密原则）。不提供客户联；本次未写入任何内容",
    )


def _reasons(record: CustomerRecord) -> tuple[Bilingual, ...] | None:
    """What cost most, in the words of the policy; first of all why a person made the grade worse.

    They belong to the grade in force: a proposal that is still on its way is nothing that the customer is told.
    """
    if any(name.startswith("input.") for name in record.held.gone):
        return None
    found = [one.text for one in record.held.reasons]
    rating, stated = record.standing.rating, record.held.policy.manual_overrides
    output = rating.output_override if rating is not None else None
    if output is not None and output.notches < 0 and stated is not None and output.code in stated.reasons:
        found.insert(0, stated.reasons[output.code])
    return tuple(found[:MOST_REASONS])
