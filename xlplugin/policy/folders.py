"""What lies in a policy folder: files by policy id, lists by name, looked up again only after a change."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .fields import wrong
from .findings import Bilingual, Finding, PolicyError, Severity, Where
from .stamps import is_id, split_stamp
from .strict_yaml import read_bytes

MOST_ENTRIES = 20_000
APPROVALS = "approvals"
"""The folders in which the approvals of policies lie, which are no policies."""
# A change within one tick of a file system's clock (FAT: two seconds) leaves no trace in its times.
_TICK_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of one policy folder; ``refused`` says why a file that seems to hold an id cannot."""

    root: Path
    policies: Mapping[str, tuple[Path, ...]]
    lists: Mapping[str, Path]
    refused: Mapping[str, Finding]
    folders: tuple[tuple[str, int], ...]
    settled: bool

    def unchanged(self) -> bool:
        """True where no folder has gained or lost a file since."""
        try:
            return self.settled and all(os.stat(path).st_mtime_ns == at for path, at in self.folders)
        except OSError:
            return False


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a file holds; the same object as long as the file holds the same."""

    path: Path
    data: bytes
    digest: str


class Folders:
    """The listings and contents that were read so far; a look costs a ``stat`` where nothing changed."""

    def __init__(self) -> None:
        self._listings: dict[Path, Listing] = {}
        self._contents: dict[Path, tuple[tuple[int, ...], bool, Content]] = {}

    def listing(self, root: Path) -> Listing:
        """What lies under a policy folder now. Raises PolicyError where the folder cannot be read."""
        listing = self._listings.get(root)
        if listing is None or not listing.unchanged():
            listing = self._listings[root] = list_folder(root)
        return listing

    def content(self, path: Path) -> Content:
        """What a file holds now. Raises PolicyError where it cannot be read."""
        signature = _signature(path)
        before, settled, content = self._contents.get(path, ((), False, None))
        if content is not None and settled and signature == before:
            return content
        data = read_bytes(path)
        digest = hashlib.sha256(data).hexdigest()
        if content is None or content.digest != digest:
            content = Content(path, data, digest)
        settled = bool(signature) and time.time_ns() - max(signature[:2]) > _TICK_NS
        self._contents[path] = signature, settled, content
        return content


def list_folder(root: Path) -> Listing:
    """Walks a policy folder. Links that lead out of it are refused, hidden files and folders are not read."""
    now = time.time_ns()
    policies: dict[str, list[Path]] = {}
    lists: dict[str, Path] = {}
    refused: dict[str, Finding] = {}
    folders: list[tuple[str, int]] = []
    try:
        real = root.resolve(strict=True)
        waiting, seen = [root], 0
        while waiting:
            folder = waiting.pop()
            folders.append((str(folder), folder.stat().st_mtime_ns))
            for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
                seen += 1
                if seen > MOST_ENTRIES:
                    raise _too_many(root)
                if entry.name.startswith("."):
                    continue
                path = folder / entry.name
                outside = _is_link(entry) and not path.resolve().is_relative_to(real)
                if entry.is_dir():
                    if outside:
                        raise PolicyError(_leads_out(path))
                    # the target of a link is walked itself, and a link may run in a circle
                    if not _is_link(entry) and entry.name != APPROVALS:
                        waiting.append(path)
                elif path.suffix.lower() in (".yaml", ".yml"):
                    if folder == root / "lists":
                        _sort_list(path, outside, lists, refused)
                    else:
                        _sort_policy(path, outside, policies, refused)
    except OSError as error:
        raise wrong(
            Where(str(root)),
            f"the policy folder cannot be read: {error.strerror}",
            f"无法读取制度文件夹：{error.strerror}",
            "make it available, or take it off the configured folders",
            "请恢复该文件夹，或从配置中移除",
            "no-folder",
        ) from error
    settled = now - max(at for _, at in folders) > _TICK_NS
    return Listing(root, {k: tuple(v) for k, v in policies.items()}, lists, refused, tuple(folders), settled)


def _sort_policy(
    path: Path, outside: bool, policies: dict[str, list[Path]], refused: dict[str, Finding]
) -> None:
    """Files a path under its id; a name that only resembles one must not be passed over unseen."""
    stamp = split_stamp(path.stem)
    if stamp and path.suffix == ".yaml" and not outside:
        policies.setdefault(stamp[0], []).append(path)
        return
    meant = re.sub(r"[\s-]+", "_", path.stem.partition("@")[0].strip().casefold())
    if is_id(meant):
        refused[meant] = _leads_out(path) if outside else _misnamed(path)


def _sort_list(path: Path, outside: bool, lists: dict[str, Path], refused: dict[str, Finding]) -> None:
    if path.suffix == ".yaml" and is_id(path.stem) and not outside:
        lists[path.stem] = path
    else:
        meant = f"lists/{path.stem.casefold()}"
        refused[meant] = _leads_out(path) if outside else _misnamed(path)


def _is_link(entry: os.DirEntry[str]) -> bool:
    # Junctions (Windows) are links too; Python 3.11 has no question for them but resolves them.
    junction = getattr(entry, "is_junction", None)
    return entry.is_symlink() or bool(junction and junction())


def _signature(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _too_many(root: Path) -> PolicyError:
    return wrong(
        Where(str(root)),
        f"the folder holds more than {MOST_ENTRIES:,} files",
        f"文件夹中的文件超过 {MOST_ENTRIES:,} 个",
        "name the folder of the policies, not one above it",
        "请指定制度文件夹本身，而不是其上级文件夹",
        "no-folder",
    )


def _leads_out(path: Path) -> Finding:
    return Finding(
        "link",
        Severity.ERROR,
        Where(str(path)),
        Bilingual("the link leads out of the policy folder", "该链接指向制度文件夹之外"),
        Bilingual(
            "put the file here, or configure the folder that it is in",
            "请将文件放到此处，或将其所在文件夹加入配置",
        ),
    )


def _misnamed(path: Path) -> Finding:
    return Finding(
        "file-name",
        Severity.ERROR,
        Where(str(path)),
        Bilingual(
            f"{path.name} is not the name of a policy or list file",
            f"{path.name} 不是合法的制度或名单文件名",
        ),
        Bilingual(
            "name it my_policy.yaml or my_policy@2026.1.yaml, in lower-case letters, digits and _",
            "请命名为 my_policy.yaml 或 my_policy@2026.1.yaml，只用小写字母、数字和下划线",
        ),
    )
