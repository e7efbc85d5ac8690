"""Approval files as they are written: strict YAML that a committee can read, whole or not there at all."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from xlplugin.policy.approved import Said
from xlplugin.policy.strict_yaml import read_bytes

from .errors import JournalError

HEAD = """\
# Approval of a version of a policy. Each signature is made over all that stands above it; xlplugin approve verify
# checks them. Changing this file, the policy, a list or a policy that it uses ends the approval.
# 制度版本审批文件。每个签名覆盖其上方的全部内容，可用 xlplugin approve verify 核验。
# 改动本文件、制度文件、所用名单或所引用制度，审批即告失效。
"""
_PLAIN = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z@._:+/=-]*[0-9A-Za-z=])?")


def document(said: Mapping[str, Said], head: str = HEAD) -> str:
    """The text of an approval file."""
    return head + "\n".join(_lines(said, "")) + "\n"


def plain(text: str) -> str:
    """A comment as one line of printable characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _lines(said: Mapping[str, Said], margin: str) -> Iterator[str]:
    for name, value in said.items():
        if isinstance(value, str):
            yield f"{margin}{name}: {value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)}"
        else:
            yield f"{margin}{name}:"
            yield from _lines(value, margin + "  ")


def bytes_of(path: Path) -> bytes | None:
    """What a file holds, None where there is none. Raises PolicyError for what is no ordinary file, or far too large."""
    try:
        path.stat()
    except FileNotFoundError:
        return None
    return read_bytes(path)


def put(path: Path, data: bytes | None, before: bytes | None) -> None:
    """Let a file hold ``data`` (None: no file), if it still holds what was read ``before``.

    Raises JournalError where somebody else changed it meanwhile, and OSError.
    """
    path.parent.mkdir(exist_ok=True)
    if bytes_of(path) != before:
        raise JournalError(
            "approval",
            f"{path} was changed by somebody else at this moment; nothing was written. Look at it and repeat the command",
            f"{path} 刚刚被他人改动；本次未写入任何内容。请核对后重新执行",
        )
    if data is None:
        path.unlink(missing_ok=True)
        return
    descriptor, name = tempfile.mkstemp(prefix=".approval-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)  # made for its owner alone; who grades has to read it
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
