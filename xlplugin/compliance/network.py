"""Whether a folder lies on a network share, where SQLite's locks cannot be relied on."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

SHARES = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|afpfs|afs|ncpfs|ceph|glusterfs|lustre|gpfs|beegfs|davfs|webdav|"
    r"fuse\..*(sshfs|s3fs|gluster|ceph|davfs|rclone).*"
)
MOUNTS = Path("/proc/self/mounts")


def share_of(path: Path, mounts: str | None = None) -> str | None:
    """What kind of share a path lies on, None for a disk of this machine or where that cannot be told."""
    if sys.platform == "win32":  # pragma: no cover
        return _of_windows(path)
    if mounts is None:
        mounts = _mounts()
    real = os.path.realpath(path)
    longest, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        where = re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), parts[1])
        inside = real == where or real.startswith(where.rstrip("/") + "/")
        if inside and len(where) >= len(longest):
            longest, kind = where, parts[2]
    return kind if SHARES.fullmatch(kind) else None


def _mounts() -> str:
    if MOUNTS.exists():
        return MOUNTS.read_text("utf-8", errors="replace")
    if sys.platform == "darwin":  # pragma: no cover
        import subprocess

        said = subprocess.run(["/sbin/mount"], capture_output=True, encoding="utf-8", errors="replace").stdout
        found = re.findall(r"^(\S+) on (.+?) \((\w+)", said, re.MULTILINE)
        return "\n".join(f"{what} {where.replace(' ', chr(92) + '040')} {kind}" for what, where, kind in found)
    return ""


def _of_windows(path: Path) -> str | None:  # pragma: no cover
    import ctypes

    root = os.path.splitdrive(os.path.realpath(path))[0]
    if root.startswith("\\\\"):
        return root
    remote = 4
    return root if ctypes.windll.kernel32.GetDriveTypeW(f"{root}\\") == remote else None  # type: ignore[attr-defined]
