"""What an installation wrote and what stood there before, kept so that it can be undone to the byte."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .installing_addin import ExcelError


@dataclass(frozen=True, slots=True)
class Written:
    """A file that we wrote: the digest of what we wrote, and what was there before (None: nothing)."""

    path: Path
    digest: str
    before: bytes | None
    folders: tuple[Path, ...] = ()
    """The folders that were made for it, the outermost first."""


def digest(content: bytes) -> str:
    """A digest that tells whether a file is still ours."""
    return hashlib.sha256(content).hexdigest()


def read_record(path: Path) -> dict[Path, Written]:
    """The files of an installation, {} where there is none. Raises ExcelError."""
    try:
        said = json.loads(path.read_bytes())
        return {
            Path(file): Written(
                Path(file),
                str(item["digest"]),
                None if item["before"] is None else base64.b64decode(item["before"], validate=True),
                tuple(map(Path, item["folders"])),
            )
            for file, item in said["files"].items()
        }
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ExcelError(
            f"{path} is damaged, so that nobody knows what was installed; delete it and install again",
            f"{path} 已损坏，无法得知安装过哪些内容；请删除后重新安装",
        ) from None


def record(files: Iterable[Written]) -> bytes:
    """The record as it is stored."""
    said: Mapping[str, object] = {
        str(file.path): {
            "digest": file.digest,
            "before": None if file.before is None else base64.b64encode(file.before).decode("ascii"),
            "folders": [str(folder) for folder in file.folders],
        }
        for file in files
    }
    return json.dumps({"files": said}, ensure_ascii=False, indent=1).encode("utf-8")


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; its folder has to be there. Raises ExcelError."""
    temporary = path.with_name(f"~{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except PermissionError:
        raise in_use(path) from None


def in_use(path: Path) -> ExcelError:
    """The error for a file that Windows holds."""
    return ExcelError(
        f"{path} is in use; close all windows of Excel and run this command again",
        f"{path} 正被使用；请关闭所有 Excel 窗口后重试",
    )
