"""The steps of an approval as commands: the policy is found and proved, the key asked for, the outcome told."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from xlplugin.policy.approved import ApprovalFile
from xlplugin.policy.findings import Severity
from xlplugin.policy.folders import APPROVALS
from xlplugin.policy.library import Library
from xlplugin.policy.one_file import is_file_name

from .printing import print_json, say
from .session import GRADED, Failure, Session

if TYPE_CHECKING:
    from xlplugin.compliance.approving import Approving
    from xlplugin.compliance.signing import Key
    from xlplugin.policy.model import Policy


_PLAIN = re.compile(r"[^\W_][\w .@\\-]*")
"""Names of users that stand in the configuration as they are; others are quoted there."""


@dataclass(frozen=True, slots=True)
class Act:
    """What one call asks for."""

    session: Session
    policy: str
    folder: Path | None
    key_file: Path | None
    keystore: bool
    journal: str | None
    json: bool


def run_request(act: Act, comment: str) -> int:
    """Request the approval of a version that passes its checks and tests."""
    from xlplugin.scoring.serving import findings

    session = act.session
    policy, root = _policy(act)
    found = findings(policy)
    warnings, hints = (sum(one.severity is kind for one in found) for kind in (Severity.WARNING, Severity.HINT))
    with _approving(act, root) as approving:
        file = approving.request(policy, comment)
    checked = session.text(
        f"Checked: errors 0, warnings {warnings}, hints {hints}; tests passed: {len(policy.tests)}.",
        f"已检查：错误 0，警告 {warnings}，提示 {hints}；{len(policy.tests)} 项测试全部通过。",
    )
    done = file.requested
    told = session.text(f"Requested by {done.by} on {done.on}", f"{done.by} 于 {done.on} 报批")
    following = session.text(
        f"Another person has to grant it: xlplugin approve grant {file.stamp}",
        f"须由另一人批准：xlplugin approve grant {file.stamp}",
    )
    return _tell(act, file, policy, [checked, told], following)


def run_grant(act: Act, minute: str, comment: str) -> int:
    """Grant what was requested."""
    policy, root = _policy(act)
    with _approving(act, root) as approving:
        file = approving.grant(policy, minute, comment)
    done = file.granted
    assert done is not None
    told = act.session.text(
        f"Approved: requested by {file.requested.by} on {file.requested.on}, granted by {done.by} on {done.on}",
        f"已批准：{file.requested.by} 于 {file.requested.on} 报批，{done.by} 于 {done.on} 批准",
    )
    return _tell(act, file, policy, [told])


def run_retire(act: Act, comment: str) -> int:
    """Retire an approved version, whatever became of its policy."""
    stamp, root = _stamp_and_root(act)
    with _approving(act, root) as approving:
        file = approving.retire(stamp, comment)
    done = file.retired
    assert done is not None
    return _tell(act, file, None, [act.session.text(f"Retired by {done.by} on {done.on}", f"{done.by} 于 {done.on} 停用")])


def run_keygen(session: Session, name: str, output: Path | None, keystore: bool, password: bool, json: bool) -> int:
    """Make a key and print the line for the configuration."""
    from xlplugin.compliance.signing import default_file, new_key, store_key, write_key

    if keystore and (output is not None or password):
        raise Failure("give either --keystore or a file", "--keystore 与文件只能选用其一")
    name = name.strip()
    if not name or not name.isprintable() or any(char in name for char in ":#,"):
        raise Failure(f"{name!r} is not the name of a user", f"{name!r} 不是用户名")
    key = new_key()
    path = output or default_file()
    if keystore:
        store_key(key, name)
    else:
        asked = session.text("Password of the new key", "新密钥的密码")
        write_key(key, path, typer.prompt(asked, hide_input=True, confirmation_prompt=True) if password else "")
    if json:
        print_json({"person": name, "public": key.public, "file": None if keystore else str(path)})
        return GRADED
    where = session.text("in the key store of the system", "在系统密钥库中") if keystore else str(path)
    say(session.text(f"Private key: {where}; it stays with {name} alone.", f"私钥：{where}；仅由 {name} 本人保管。"))
    say(
        session.text(
            "For the configuration of every machine that grades or approves:", "请将下列内容加入各评级和审批机器的配置："
        )
    )
    say()
    say("approval_keys:")
    say(f"  {name if _PLAIN.fullmatch(name) else dumps(name, ensure_ascii=False)}: {key.public}")
    return GRADED


def _tell(act: Act, file: ApprovalFile, policy: Policy | None, lines: list[str], following: str = "") -> int:
    session = act.session
    if act.json:
        print_json({"policy": file.stamp, "hash": file.hash, "file": str(file.path), "said": lines})
        return GRADED
    title = f"  {session.said(policy.title)}" if policy else ""
    say(f"{file.stamp}{title}  SHA-256 {file.hash[:16]}…")
    for line in lines:
        say(line)
    say(session.text(f"Written: {file.path}", f"已写入：{file.path}"))
    if act.journal is not None:
        say(session.text("Recorded in the journal.", "已记入评级日志。"))
    if following:
        say(following)
    return GRADED


def _policy(act: Act) -> tuple[Policy, Path]:
    """The policy that is to be approved, proved by its checks and tests, and the folder that it is in."""
    if is_file_name(act.policy):
        raise Failure(
            f"{act.policy}: a policy is approved where it is served from; name it by id@version and its folder with --folder",
            f"{act.policy}：制度须在其所在文件夹中审批；请写 标识@版本，并用 --folder 指定文件夹",
        )
    serving = act.session.serving([act.folder] if act.folder else None)
    stamp = newest(serving.library, act.policy)
    policy = serving.compiled(stamp, datetime.date.today()).policy
    root = serving.library.root_of(policy)
    _same_folder(act, root, stamp)
    return policy, root


def newest(library: Library, name: str) -> str:
    """The stamp that a name stands for: of an id its newest version. Raises UnknownPolicy."""
    return name.strip() if "@" in name else library.versions(name.strip())[-1].stamp


def _stamp_and_root(act: Act) -> tuple[str, Path]:
    library = act.session.serving([act.folder] if act.folder else None).library
    stamp = newest(library, act.policy)
    folders = [act.folder.absolute()] if act.folder else library.folders
    root = next((one for one in folders if (one / APPROVALS / f"{stamp}.yaml").is_file()), folders[0])
    return stamp, root


def _same_folder(act: Act, root: Path, stamp: str) -> None:
    if act.folder is not None and root.resolve() != act.folder.resolve():
        raise Failure(f"{stamp} is not in {act.folder}, but in {root}", f"{stamp} 不在 {act.folder} 中，而在 {root} 中")


@contextmanager
def _approving(act: Act, root: Path) -> Iterator[Approving]:
    """Who acts, with or without a journal."""
    from xlplugin.compliance.approving import Approving
    from xlplugin.compliance.user import current_user

    session = act.session
    if act.journal is None:
        user = current_user()
        yield Approving(root, session.settings, user, _key(act, user), datetime.date.today())
        return
    from xlplugin.compliance.journal import open_journal

    with open_journal(act.journal, create=True) as journal:
        key, today = _key(act, journal.user), journal.clock().astimezone().date()
        yield Approving(root, session.settings, journal.user, key, today, journal.writing)


def _key(act: Act, user: str) -> Callable[[], Key]:
    """What asks for the key of a person, once it is needed."""
    from xlplugin.compliance.signing import default_file, read_key, stored_key

    if act.keystore:
        if act.key_file is not None:
            raise Failure("give either --key or --keystore", "--key 与 --keystore 只能选用其一")
        return lambda: stored_key(user)
    path = act.key_file or default_file()
    asked = act.session.text(f"Password of {path}", f"{path} 的密码")
    return lambda: read_key(path, lambda: str(typer.prompt(asked, hide_input=True, err=True)))
