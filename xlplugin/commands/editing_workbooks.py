"""Writes the editing workbook of a policy, and makes the draft of an edited one; no file is lost on the way."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from .printing import print_json, print_table, say
from .session import GRADED, NOT_ALL, Failure, Session, day_of
from .unproved import Unproved

if TYPE_CHECKING:
    import datetime

    from xlplugin.policy.diff import Change
    from xlplugin.policy.library import Library
    from xlplugin.policy.model import Policy
    from xlplugin.workbooks.editing import Draft, Remark

_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "↕"}


def write_workbook(
    session: Session,
    name: str,
    output: Path | None,
    as_of: str | None,
    folders: Sequence[Path] | None,
    json: bool,
) -> int:
    """Write the editing workbook of a policy; an existing file is not replaced, it may hold somebody's work."""
    from xlplugin.workbooks.editing import export

    stamp, data = _source(session, name, day_of(as_of), folders)
    target = output or Path(f"{stamp.partition('@')[0]}.edit.xlsx")
    if target.exists():
        raise Failure(
            f"{target} is there already and may hold changes; name another file with -o",
            f"{target} 已存在，其中可能有未导入的改动；请用 -o 指定其他文件名",
        )
    export(data, stamp, target, session.language)
    if json:
        print_json({"policy": stamp, "workbook": str(target)})
    else:
        say(f"{stamp} → {target}")
        say(
            session.text(
                f"Afterwards: xlplugin policy import {target}", f"编辑后运行：xlplugin policy import {target}"
            )
        )
    return GRADED


def _source(
    session: Session, name: str, day: datetime.date, folders: Sequence[Path] | None
) -> tuple[str, bytes]:
    """The stamp and the file of a policy, which need not pass its checks."""
    from xlplugin.policy.one_file import is_file_name
    from xlplugin.policy.strict_yaml import TextNode, parse, read_bytes

    if is_file_name(name):
        data = read_bytes(Path(name))
        node = parse(data, name)
        said = [
            value.text.strip() if isinstance(value := node.get(key), TextNode) else ""
            for key in ("policy", "version")
        ]
        return "@".join(said), data
    opened = Unproved(session, folders)
    policy = opened.policy(name, day)
    version = next(one for one in opened.library.versions(policy.id) if one.version == policy.version)
    return version.stamp, version.content.data


def import_workbook(
    session: Session,
    workbook: Path,
    output: Path | None,
    as_of: str | None,
    folders: Sequence[Path] | None,
    json: bool,
) -> int:
    """Write the draft and the findings of a workbook, and what the draft changes; 1 where there are errors."""
    from xlplugin.workbooks.editing import draft_of, export_findings

    day, library = day_of(as_of), session.serving(folders).library
    draft = draft_of(workbook, library)
    target = None
    if draft.data is not None:
        target = output or _usual_target(draft, workbook)
        _write(target, draft.data, draft, library, chosen=output is not None)
    copy = export_findings(draft, _free(workbook)) if draft.remarks else None
    before = _in_force(session, draft, day, folders)
    found = _changes(before, draft.policy)
    if json:
        print_json(_document(session, workbook, draft, target, copy, before, found))
    else:
        _print(session, draft, target, copy, before, found)
    return NOT_ALL if any(one.is_error for one in draft.remarks) else GRADED


def _usual_target(draft: Draft, workbook: Path) -> Path:
    from xlplugin.policy.stamps import split_stamp

    stamp = f"{draft.id}@{draft.version}"
    return workbook.with_name(f"{stamp if split_stamp(stamp) else workbook.stem}.yaml")


def _write(target: Path, data: bytes, draft: Draft, library: Library, chosen: bool) -> None:
    """Write the draft; a file that nobody named, or that policies are served from, is not replaced."""
    if target.exists() and target.read_bytes() != data:
        if not chosen:
            raise Failure(
                f"{target} is there already; name the draft with -o",
                f"{target} 已存在；请用 -o 指定草稿文件名",
            )
        if any(target.resolve().is_relative_to(folder.resolve()) for folder in library.folders):
            raise Failure(
                f"{target} lies in a folder from which policies are served; write the draft elsewhere and move it "
                "there once it is approved",
                f"{target} 位于正在使用的制度文件夹中；请将草稿写到别处，批准后再移入",
            )
    half = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        half.write_bytes(data)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def _free(workbook: Path) -> Path:
    """A name for the copy with the findings that no file has yet: earlier copies may hold somebody's work."""
    stem = workbook.stem.partition(".findings")[0]
    for number in count(1):
        path = workbook.with_name(f"{stem}.findings{f'-{number}' if number > 1 else ''}.xlsx")
        if not path.exists():
            return path
    raise AssertionError


def _in_force(
    session: Session, draft: Draft, day: datetime.date, folders: Sequence[Path] | None
) -> Policy | None:
    """The version that the draft would follow."""
    from xlplugin.policy.findings import PolicyError, UnknownPolicy

    try:
        return Unproved(session, folders).policy(draft.id, day)
    except (UnknownPolicy, PolicyError):
        return None


def _changes(before: Policy | None, after: Policy | None) -> tuple[Change, ...] | None:
    from xlplugin.policy.diff import changes

    return changes(before, after) if before and after else None


def _print(
    session: Session,
    draft: Draft,
    target: Path | None,
    copy: Path | None,
    before: Policy | None,
    found: Sequence[Change] | None,
) -> None:
    text = session.text
    for one in draft.remarks:
        _print_remark(session, one)
    if draft.remarks:
        say()
    if target is None:
        say(text("No draft: mend the cells above first.", "未生成草稿：请先处理以上单元格。"))
    else:
        stamp = f"{draft.id}@{draft.version}"
        say(text(f"Draft of {stamp}: {target}", f"{stamp} 草稿：{target}"))
        if not draft.is_changed:
            say(text("The workbook changes nothing.", "工作簿没有改动。"))
    if copy is not None:
        said = text("The findings beside their cells", "检查结果（写在对应单元格旁）")
        say(f"{said}: {copy}")
    if found is None or before is None:
        return
    say()
    say(text(f"Against {before.stamp}, in force:", f"与现行版本 {before.stamp} 相比："))
    if not found:
        same = draft.policy is not None and draft.policy.digest == before.digest
        say(
            text(
                "the same content" if same else "no difference but in comments and layout",
                "内容相同" if same else "仅注释和排版不同",
            )
        )
    for title in dict.fromkeys(one.section for one in found):
        say()
        say(session.said(title))
        rows = [_row(session, one) for one in found if one.section == title]
        print_table(text("|What|Before|After", "|内容|变更前|变更后").split("|"), rows, indent=2)


def _print_remark(session: Session, one: Remark) -> None:
    from .policy_checking import print_finding

    print_finding(session, one.placed())


def _row(session: Session, one: Change) -> list[str]:
    what = ", ".join(session.said(part) for part in (one.row, one.column) if part.en)
    return [_SIGNS[one.kind], what, session.said(one.before), session.said(one.after)]


def _document(
    session: Session,
    workbook: Path,
    draft: Draft,
    target: Path | None,
    copy: Path | None,
    before: Policy | None,
    found: Sequence[Change] | None,
) -> dict[str, object]:
    return {
        "workbook": str(workbook),
        "base": draft.edited.carried.stamp,
        "policy": f"{draft.id}@{draft.version}",
        "draft": str(target) if target else None,
        "changed": draft.is_changed,
        "findings_workbook": str(copy) if copy else None,
        "findings": [_of_remark(session, one) for one in draft.remarks],
        "compared_with": before.stamp if before else None,
        "changes": None if found is None else [_of_change(session, one) for one in found],
    }


def _of_remark(session: Session, one: Remark) -> dict[str, object]:
    return {
        "cell": one.place,
        "code": one.finding.code,
        "severity": str(one.finding.severity),
        "line": one.line or None,
        "message": session.said(one.finding.message),
        "mend": session.said(one.finding.mend),
    }


def _of_change(session: Session, one: Change) -> dict[str, object]:
    texts = {"section": one.section, "row": one.row, "column": one.column}
    texts |= {"before": one.before, "after": one.after}
    return {"kind": one.kind} | {name: session.said(said) or None for name, said in texts.items()}
