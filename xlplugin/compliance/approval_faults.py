"""What can be wrong with an approval, each said with what to do about it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from xlplugin.policy.approved import GRANTED, REQUESTED, RETIRED, ApprovalFile
from xlplugin.policy.findings import Bilingual, PolicyError

TITLES = {
    REQUESTED: Bilingual("the request", "报批"),
    GRANTED: Bilingual("the approval", "批准"),
    RETIRED: Bilingual("the retirement", "停用"),
}
_RESTORE = Bilingual("restore the file, or have the version approved again", "请恢复原文件，或重新报批")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an approval does not hold.

    ``kind``: unreadable, hash, signature, unknown-person, unknown-key, expired, role, same-person, same-key, dates,
    order, release-key, release-signature, keys, unchecked, no-version, journal.
    """

    kind: str
    message: Bilingual


def unreadable(error: PolicyError) -> Fault:
    """A file that is no approval file."""
    finding = error.findings[0]
    return Fault("unreadable", Bilingual(finding.in_language("en"), finding.in_language("zh")))


def other_hash(path: Path, stamp: str, approved: str, now: str) -> Fault:
    """The approval of another content."""
    return Fault(
        "hash",
        Bilingual(
            f"{path} approves {stamp} with the hash {approved[:16]}…, but it is {now[:16]}… now: the policy, a list or a "
            "policy that it uses changed; restore it, or make a new version and have that approved",
            f"{path} 批准的 {stamp} 哈希为 {approved[:16]}…，现为 {now[:16]}…：制度文件、所用名单或所引用制度已被改动；"
            "请恢复，或另立新版本并报批",
        ),
    )


def wrong_signature(file: ApprovalFile, step: str) -> Fault:
    """A signature over something else."""
    who = _who(file, step)
    return _of(
        "signature", file, step, f"the signature of {who} does not fit what is written: the file was changed after it was "
        f"signed; {_RESTORE.en}", f"{who} 的签名与内容不符：文件在签名后被改动；{_RESTORE.zh}",
    )  # fmt: skip


def unknown_person(file: ApprovalFile, step: str) -> Fault:
    """A person whom the configuration does not know."""
    who = _who(file, step)
    return _of(
        "unknown-person", file, step,
        f"{who} has no key under approval_keys: in this machine's configuration; have the line put there that xlplugin "
        "approve keygen printed",
        f"本机配置的 approval_keys: 中没有 {who} 的公钥；请将 xlplugin approve keygen 输出的一行加入配置",
    )  # fmt: skip


def unknown_key(file: ApprovalFile, step: str) -> Fault:
    """A key that is not this person's."""
    who = _who(file, step)
    return _of(
        "unknown-key", file, step,
        f"it was not signed with a key that approval_keys: names for {who}; if {who} had that key once, add it there "
        "with its end: KEY until 2026-12-31",
        f"签名所用密钥不是 approval_keys: 为 {who} 登记的公钥；如为其旧密钥，请连同截止日期加入配置：公钥 until 2026-12-31",
    )  # fmt: skip


def expired(file: ApprovalFile, step: str, until: datetime.date) -> Fault:
    """A key that had ended by then."""
    who = _who(file, step)
    return _of(
        "expired", file, step, f"the key of {who} ended on {until}, before that; have it signed by somebody whose key counts",
        f"{who} 的密钥已于 {until} 截止，签名日期在其后；请由密钥有效的人员重新签署",
    )  # fmt: skip


def without_role(file: ApprovalFile, step: str) -> Fault:
    """A person who may not do this."""
    who = _who(file, step)
    return _of(
        "role", file, step,
        f"{who} does not hold a role that may do this; see roles: in this machine's configuration, and of somebody who held "
        "it once write under approval_keys: until when",
        f"{who} 不具备所需角色；请核对本机配置的 roles:；如其曾任该角色，请在 approval_keys: 中写明截止日期",
    )  # fmt: skip


def same_person(file: ApprovalFile) -> Fault:
    """One person on both sides."""
    who = file.requested.by
    return _of(
        "same-person", file, GRANTED, f"{who} requested it and granted it; have another person grant it",
        f"报批人与批准人同为 {who}；须由另一人批准",
    )  # fmt: skip


def same_key(file: ApprovalFile) -> Fault:
    """One key on both sides."""
    return _of(
        "same-key", file, GRANTED, "it was signed with the key of the request; each person needs a key of their own",
        "与报批使用了同一密钥；每人须使用各自的密钥",
    )  # fmt: skip


def backwards(file: ApprovalFile, first: str, then: str) -> Fault:
    """A step that is older than the one that it follows."""
    before, after = file.step(first), file.step(then)
    assert before is not None and after is not None
    return _of(
        "dates", file, then, f"its date {after.on} lies before that of {TITLES[first].en}, {before.on}",
        f"日期 {after.on} 早于{TITLES[first].zh}日期 {before.on}",
    )  # fmt: skip


def not_granted(file: ApprovalFile) -> Fault:
    """A retirement of what was never approved."""
    return _of("order", file, RETIRED, f"it was never granted; {_RESTORE.en}", f"该版本从未获批；{_RESTORE.zh}")


def release_key(path: Path) -> Fault:
    """A release approval by another key."""
    return Fault(
        "release-key",
        Bilingual(
            f"{path} was not signed with the key of this release of xlplugin; install xlplugin again, or have the policies "
            "approved by your own people",
            f"{path} 不是用本版 xlplugin 的密钥签署的；请重新安装 xlplugin，或由本行人员报批",
        ),
    )


def release_signature(path: Path) -> Fault:
    """A release approval that was changed."""
    return Fault(
        "release-signature",
        Bilingual(
            f"the signature in {path} does not fit what is written: the file was changed; install xlplugin again",
            f"{path} 的签名与内容不符：文件已被改动；请重新安装 xlplugin",
        ),
    )


def unchecked(module: str) -> Fault:
    """Signatures that cannot be checked here."""
    return Fault(
        "unchecked",
        Bilingual(
            f"signatures cannot be checked here, because {module} is not installed; install it (pip install {module}), or run "
            "xlplugin approve verify where it is",
            f"此处未安装 {module}，无法核验签名；请安装（pip install {module}），或在已安装的机器上运行 xlplugin approve verify",
        ),
    )


def _who(file: ApprovalFile, name: str) -> str:
    step = file.step(name)
    assert step is not None
    return step.by


def _of(kind: str, file: ApprovalFile, step: str, en: str, zh: str) -> Fault:
    title = TITLES[step]
    return Fault(kind, Bilingual(f"{file.path}, {title.en}: {en}", f"{file.path}，{title.zh}：{zh}"))
