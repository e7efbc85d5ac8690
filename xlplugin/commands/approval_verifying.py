"""Verifies approvals offline: files, signatures, persons, keys, hashes, and what a journal tells of them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.policy.approved import RELEASE, STEPS, ApprovalFile, ApprovalFiles
from xlplugin.policy.findings import Bilingual, PolicyError, UnknownPolicy
from xlplugin.policy.folders import APPROVALS
from xlplugin.policy.library import Library
from xlplugin.policy.stamps import split_stamp

from .approval_showing import library_of, policies_of
from .printing import print_json, say
from .session import GRADED, NOT_ALL, Failure, Session

if TYPE_CHECKING:
    from xlplugin.compliance.approvals import Approvals

_DRAFT = Bilingual("draft", "未审批")


@dataclass(frozen=True, slots=True)
class Checked:
    """One approval, or one that should be there: what it is of, how it stands, what is wrong with it."""

    policy: str
    file: Path
    words: Bilingual
    problem: Bilingual | None = None
    kind: str = ""
    remark: Bilingual | None = None


def run_verify(session: Session, which: str | None, journal: str | None, json: bool) -> int:
    """Verify the approvals of folders or of a policy; 1 where something does not hold."""
    folder = Path(which) if which is not None and Path(which).is_dir() else None
    if which is not None and folder is None and split_stamp(which) is None:
        raise Failure(
            f"{which} is neither a folder nor the name of a policy", f"{which} 既不是文件夹，也不是制度名称"
        )
    library = library_of(session, folder)
    folders = library.folders if folder is None else library.folders[:1]
    found = list(_checked(session, library, folders))
    if journal is not None:
        found += _missing(journal, folders)
        found = list(_untold(journal, found))
    if which is not None and folder is None:
        name, _, version = which.partition("@")
        found = [one for one in found if one.policy == which or not version and one.policy.startswith(f"{name}@")]
        if not found:
            policies_of(library, which)  # raises for one that there is not
            none = Bilingual(f"{which} has no approval", f"{which} 未经审批")
            found = [Checked(which, folders[0], _DRAFT, none, "draft")]
    wrong = [one for one in found if one.problem]
    if json:
        print_json([_of_checked(session, one) for one in found])
        return NOT_ALL if wrong else GRADED
    for one in wrong:
        say(f"✗ {one.policy}: {session.said(one.problem or one.words)}")
    for one in found:
        if one.remark:
            say(f"! {one.policy}: {session.said(one.remark)}")
    held = Counter(one.file if one.file.name == RELEASE else one.file.parent for one in found if not one.problem)
    for place, count in held.items():
        told = session.text(f"✓ {place}: {count} hold", f"✓ {place}：{count} 项有效")
        if place.name == RELEASE and session.settings.own_approvals:
            told += session.text(
                ", but do not count here: own_approvals: true in the configuration",
                "，但在本机不计入：配置为 own_approvals: true",
            )
        say(told)
    say(
        session.text(
            f"Approvals verified: {len(found)}, of which do not hold: {len(wrong)}.",
            f"已核验审批 {len(found)} 项，其中不符 {len(wrong)} 项。",
        )
    )
    return NOT_ALL if wrong else GRADED


def _of_checked(session: Session, one: Checked) -> dict[str, object]:
    said = session.said(one.problem) if one.problem else None
    return {
        "policy": one.policy, "file": str(one.file), "holds": one.problem is None, "state": session.said(one.words),
        "kind": one.kind or None, "problem": said, "remark": session.said(one.remark) if one.remark else None,
    }  # fmt: skip


def _checked(session: Session, library: Library, folders: Sequence[Path]) -> Iterator[Checked]:
    """Every approval file of some folders, with what is wrong with it."""
    from xlplugin.compliance.approvals import Approvals

    approvals = Approvals(folders, session.settings)
    files = ApprovalFiles()
    for folder in folders:
        for path in sorted((folder / APPROVALS).glob("*.yaml")):
            if path.name == RELEASE:
                yield from _released(library, folder, approvals, files)
            else:
                yield _own(library, folder, path, approvals, files)


def _own(library: Library, folder: Path, path: Path, approvals: Approvals, files: ApprovalFiles) -> Checked:
    from xlplugin.compliance.approvals import own_approval

    try:
        file = files.approval(folder, path.stem)
        if file is None:
            gone = Bilingual(f"{path} leads to a file that is not there", f"{path} 所链接的文件不存在")
            return Checked(path.stem, path, _DRAFT, gone, "unreadable")
        digest = _digest(library, folder, path.stem)
    except PolicyError as error:
        return Checked(path.stem, path, _DRAFT, _said(error), "unreadable")
    except UnknownPolicy as error:
        file = files.approval(folder, path.stem)
        if file is None or file.retired is None:  # the file of a retired version may well be gone
            said = Bilingual(f"{path}: {error.message.en}", f"{path}：{error.message.zh}")
            return Checked(path.stem, path, _DRAFT, said, "no-version")
        digest = None
    fault = approvals.fault(file, digest)
    approval = own_approval(file, fault)
    return Checked(file.stamp, path, approval.words, approval.problem, fault.kind if fault else "")


def _released(library: Library, folder: Path, approvals: Approvals, files: ApprovalFiles) -> Iterator[Checked]:
    from xlplugin.compliance.approval_faults import other_hash

    path = folder / APPROVALS / RELEASE
    try:
        file = files.release(folder)
        if file is None:
            gone = Bilingual(f"{path} leads to a file that is not there", f"{path} 所链接的文件不存在")
            yield Checked(RELEASE, path, _DRAFT, gone, "unreadable")
            return
    except PolicyError as error:
        yield Checked(RELEASE, path, _DRAFT, _said(error), "unreadable")
        return
    if fault := approvals.release_fault(file):
        yield Checked(RELEASE, path, _DRAFT, fault.message, fault.kind)
        return
    words = Bilingual(f"approved: release {file.release}", f"已批准：随 {file.release} 版发布")
    for stamp, approved in file.hashes.items():
        try:
            digest = _digest(library, folder, stamp)
        except (UnknownPolicy, PolicyError) as error:
            yield Checked(stamp, path, _DRAFT, _said(error), "no-version")
            continue
        wrong = None if digest == approved else other_hash(path, stamp, approved, digest)
        yield Checked(stamp, path, _DRAFT if wrong else words, wrong.message if wrong else None, wrong.kind if wrong else "")


def _said(error: UnknownPolicy | PolicyError) -> Bilingual:
    if isinstance(error, UnknownPolicy):
        return error.message
    finding = error.findings[0]
    return Bilingual(finding.in_language("en"), finding.in_language("zh"))


def _digest(library: Library, folder: Path, stamp: str) -> str:
    """The hash of a folder's own version, also where another folder comes before it."""
    try:
        policy = library.get(stamp, datetime.date.today())
        if library.root_of(policy) == folder:
            return policy.digest
    except (UnknownPolicy, PolicyError):
        pass
    alone = Library([folder, *library.folders], prove=lambda policy: ())
    return alone.get(stamp, datetime.date.today()).digest


def _missing(url: str, folders: Sequence[Path]) -> Iterator[Checked]:
    """Steps that a journal tells of and no file: a retirement that was cut off, an approval that was removed."""
    from xlplugin.compliance.journal import open_journal

    files = ApprovalFiles()
    with open_journal(url) as journal:
        for entry in journal.entries(kind="approval"):
            name = entry.kind.partition(".")[2]
            kept = [_approval(files, folder, entry.policy) for folder in folders]
            if any(_says(file, name, str(entry.open.get("signature"))) for file in kept if file):
                continue
            if name == "requested" and _is_later(journal.entries(kind=entry.kind, policy=entry.policy, after=entry.seq)):
                continue  # requested again since, which replaces the first request
            file = next((one.path for one in kept if one), folders[0] / APPROVALS / f"{entry.policy}.yaml")
            said = Bilingual(
                f"the journal tells of {entry.kind} (entry {entry.seq}), which {file} does not say: the file was changed or "
                "removed; restore it",
                f"评级日志第 {entry.seq} 条（{entry.kind}）未见于 {file}：审批文件被改动或移除，请恢复",
            )
            yield Checked(entry.policy, file, _DRAFT, said, "journal")


def _untold(url: str, found: Sequence[Checked]) -> Iterator[Checked]:
    """The same, with a remark on files that say what the journal does not: they hold by themselves."""
    from xlplugin.compliance.journal import open_journal

    files = ApprovalFiles()
    with open_journal(url) as journal:
        told = {str(entry.open.get("signature")) for entry in journal.entries(kind="approval")}
    for one in found:
        file = None if one.file.name == RELEASE else _approval(files, one.file.parent.parent, one.policy)
        steps = [] if file is None else [name for name in STEPS if (step := file.step(name)) and step.signature not in told]
        if not steps:
            yield one
            continue
        listed = ", ".join(steps)
        remark = Bilingual(
            f"{one.file.name} says {listed}, which the journal does not tell of: done without --journal, or cut off",
            f"{one.file.name} 中的 {listed} 未见于评级日志：办理时未带 --journal，或当时中断",
        )
        yield replace(one, remark=remark)


def _is_later(entries: Iterator[object]) -> bool:
    return next(entries, None) is not None


def _approval(files: ApprovalFiles, folder: Path, stamp: str) -> ApprovalFile | None:
    try:
        return files.approval(folder, stamp)
    except PolicyError:
        return None


def _says(file: ApprovalFile, name: str, signature: str) -> bool:
    step = file.step(name) if name in STEPS else None
    return step is not None and step.signature == signature
