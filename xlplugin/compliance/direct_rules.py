"""The rules that set a risk grade directly: of each, whether it fired, and of which day the lists are that it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from xlplugin.scoring.undefined import Undefined

from .record_parts import Direct

if TYPE_CHECKING:
    from xlplugin.policy.model import Override
    from xlplugin.scoring.compile import Compiled

ACTIONS = ("set", "floor")


def direct_rules(
    compiled: Compiled, row: list[object] | None, steps: Mapping[str, object] | None
) -> tuple[Direct, ...]:
    """Each such rule on the grade, in the order of the policy; none on a scale that is not one of risk.

    ``row`` are the evaluated values, None where inputs were redacted; ``steps`` what the journal kept of the
    grading, None where that was. What neither of them says cannot be told.
    """
    policy = compiled.policy
    name = policy.result.get("grade", "")
    if policy.scale != "risk" or not name:
        return ()
    found = []
    for step in compiled.graders:
        if name not in step.names:
            continue
        tests = {id(item): condition for item, condition, _ in step.overrides.rules}
        for item in getattr(policy.decision(name), "overrides", ()):
            if item.action not in ACTIONS:
                continue
            fired = _fired(item, steps)
            if not fired and row is not None and id(item) in tests:
                try:
                    fired = bool(tests[id(item)].row(row))
                except Undefined:
                    fired = None
            lists = dict.fromkeys(name for cell in item.when.cells.values() for name in cell.lists)
            used = tuple((policy.lists[one].title, policy.lists[one].as_of) for one in lists if one in policy.lists)
            found.append(Direct(item.reason.code, item.reason.text, item.action, item.grade, fired, used))
    return tuple(found)


def _fired(item: Override, steps: Mapping[str, object] | None) -> bool | None:
    """What the journal says: a rule that fired is kept."""
    if steps is None:
        return None
    rules = steps.get("rules", ())
    wanted = (item.reason.code, item.action, item.grade)
    return isinstance(rules, Sequence) and any((one["code"], one["action"], one["to"]) == wanted for one in rules)
