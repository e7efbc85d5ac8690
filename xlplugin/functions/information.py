"""POLICYINFO: what a policy says of itself, and whether a newer version is in force."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual, UnknownPolicy
from xlplugin.policy.model import Policy
from xlplugin.scoring.dates import serial
from xlplugin.scoring.words import fold

from .context import Context
from .rows import QUIET
from .values import CellError, refused

STATUSES = {
    "stated": Bilingual("stated", "有据"),
    "repaired": Bilingual("repaired", "已修补"),
    "proposed": Bilingual("proposed", "建议"),
}
"""How sure a policy's figures are."""

NOT_RECORDED = Bilingual("not recorded", "未登记")


def policy_info(context: Context, policy: object, item: object) -> object:
    """A fact about a policy; without an item whether a newer version is in force."""
    said = context.policy(policy).policy
    if item is None:
        return _superseded(context, said)
    facts: dict[str, float | str | Bilingual | None] = {
        "version": said.version,
        "effective": serial(float(said.effective.toordinal())),
        "hash": said.digest,
        "approval": None,  # worked out below, because it takes a while
        "title": said.title,
        "owner": said.owner,
        "stamp": said.stamp,
        "status": STATUSES[said.status],
    }
    name = fold(str(item))
    fact = _approval(context, said) if name == "approval" else facts.get(name)
    if fact is None:
        raise refused(
            CellError.REF,
            f"POLICYINFO knows no {item}; ask for {', '.join(facts)}",
            f"POLICYINFO 没有 {item} 这一项；可用的有 {'、'.join(facts)}",
        )
    return fact.in_language(context.language) if isinstance(fact, Bilingual) else fact


def _approval(context: Context, said: Policy) -> str | Bilingual:
    return NOT_RECORDED if context.approvals is None else context.approvals(said)


def _superseded(context: Context, said: Policy) -> str:
    try:
        in_force = context.policies(said.id, context.as_of).policy
    except UnknownPolicy:
        in_force = said
    if said.effective > context.as_of:
        text = Bilingual(
            f"not in force before {said.effective}" + _but_now(said, in_force).en,
            f"{said.effective} 起生效" + _but_now(said, in_force).zh,
        )
        return text.in_language(context.language)
    if in_force.stamp == said.stamp:
        return QUIET
    newer = Bilingual(f"a newer version is in force: {in_force.stamp}", f"已有新版本生效：{in_force.stamp}")
    return newer.in_language(context.language)


def _but_now(said: Policy, in_force: Policy) -> Bilingual:
    if in_force.stamp == said.stamp:
        return Bilingual("", "")
    return Bilingual(f"; in force: {in_force.stamp}", f"；现行版本：{in_force.stamp}")
