"""What a workbook says of itself goes before what the machine says: the context of its calls, for every host."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xlplugin.policy.findings import Bilingual, UnknownPolicy
from xlplugin.scoring.dates import day_number
from xlplugin.workbooks.names import AS_OF, WorkbookNames

if TYPE_CHECKING:
    from xlplugin.functions.context import Context


def settled(names: WorkbookNames, base: Context) -> Context:
    """The context of a workbook: what it says, else what the machine says.

    An as-of date that cannot be read must not become another date: all functions then refuse, and say why.
    """
    policy = names.policy.strip() if isinstance(names.policy, str) else names.policy
    language = names.language.strip().lower() if isinstance(names.language, str) else ""
    context = replace(
        base,
        # Anything but a text is refused when the policy is looked up.
        workbook_policy=policy or base.workbook_policy,  # type: ignore[arg-type]
        language=language if language in ("en", "zh") else base.language,
    )
    if not names.as_of and names.as_of is not False:
        return context
    day = day_number(names.as_of)
    if day is None:
        return refusing(
            context,
            f"the workbook's name {AS_OF} says “{names.as_of}”, which is not a date; enter one such as 2026-03-01",
            f"工作簿名称 {AS_OF} 的内容“{names.as_of}”不是日期；请填写 2026-03-01 这样的日期",
        )
    return replace(context, as_of=datetime.date.fromordinal(int(day)))


def refusing(context: Context, en: str, zh: str) -> Context:
    """The context with every policy refused, for the reason given."""

    def policies(stamp: str, as_of: datetime.date) -> Any:
        raise UnknownPolicy(Bilingual(en, zh))

    return replace(context, policies=policies)
