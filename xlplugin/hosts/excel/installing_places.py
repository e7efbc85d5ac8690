"""Where an installation of Excel's add-in puts its files: in the user's own folders, and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .installing_addin import ADD_IN, PROJECT, ExcelError

SERVER_AT_LOG_ON = "xlplugin server.cmd"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that Windows gives a user."""

    profile: Path
    """``%USERPROFILE%``."""
    roaming: Path
    """``%APPDATA%``; on some networks it lies on a server."""
    local: Path
    """``%LOCALAPPDATA%``."""

    @property
    def add_in(self) -> Path:
        """The add-in, where Excel opens every file when it starts, and trusts it unless an administrator objects."""
        return self.roaming / "Microsoft" / "Excel" / "XLSTART" / ADD_IN

    @property
    def configuration(self) -> Path:
        """What the add-in's macros read: which Python, which module."""
        return self.profile / f".{PROJECT}" / f"{PROJECT}.conf"

    @property
    def at_log_on(self) -> Path:
        """What Windows starts when the user logs on."""
        return self.roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "Startup" / SERVER_AT_LOG_ON

    @property
    def record(self) -> Path:
        """What an installation did, so that it can be undone."""
        return self.local / "xlplugin" / "excel.json"

    def check(self, file: Path) -> Path:
        """The file, if it really lies in one of the user's folders. Raises ExcelError."""
        real = file.resolve()
        if any(real.is_relative_to(folder.resolve()) for folder in (self.profile, self.roaming, self.local)):
            return file
        raise ExcelError(
            f"{file} leads to {real}, outside your own folders; nothing is written there. "
            "Remove the link and run this command again",
            f"{file} 指向 {real}，不在您的个人文件夹内，不会写入。请删除该链接后重试",
        )


def usual_places(environ: Mapping[str, str] = os.environ) -> Places:
    """The folders of whoever runs this. Raises ExcelError where Windows does not name them."""
    found = []
    for variable in ("USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        folder = environ.get(variable, "").strip()
        if not folder or not Path(folder).is_dir():
            raise ExcelError(
                f"%{variable}% names no folder: the Excel add-in is installed on Windows, by the user who will use it"
                + (f" (it says {folder})" if folder else ""),
                f"%{variable}% 未指向任何文件夹：Excel 插件须在 Windows 上由使用者本人安装"
                + (f"（当前值：{folder}）" if folder else ""),
            )
        found.append(Path(folder))
    return Places(*found)
