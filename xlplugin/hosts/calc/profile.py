"""A private LibreOffice profile: the add-in and safe settings for one process, gone afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .configuration import items
from .extension import COMPONENTS, IDL, add_in_files

ALWAYS = 0
"""Recalculate when a file is loaded; what is stored in a file may be stale."""
NEVER = 1

SETTINGS: Mapping[str, Mapping[str, int | bool]] = {
    "/org.openoffice.Office.Calc/Formula/Load": {"OOXMLRecalcMode": ALWAYS, "ODFRecalcMode": ALWAYS},
    # A workbook may come from anywhere: it runs no macro and fetches nothing.
    "/org.openoffice.Office.Common/Security/Scripting": {
        "DisableMacrosExecution": True,
        "MacroSecurityLevel": 3,
        "DisableActiveContent": True,
        "BlockUntrustedRefererLinks": True,
    },
    "/org.openoffice.Office.Calc/Content/Update": {"Link": NEVER},
}
"""Path of the configuration → property → value."""


def write_profile(folder: Path, said: Mapping[str, Any]) -> tuple[str, ...]:
    """Write a profile into an empty folder; gives the arguments that make LibreOffice use it."""
    add_in = folder / "xlplugin"
    add_in.mkdir(parents=True)
    for name, content in add_in_files(said).items():
        (add_in / name).write_bytes(content)
    user = folder / "user"
    user.mkdir()
    (user / "registrymodifications.xcu").write_text(items(SETTINGS), "utf-8")
    unorc = add_in / "unorc"
    unorc.write_text(
        f"[Bootstrap]\nUNO_TYPES=?{(add_in / IDL).as_uri()}\nUNO_SERVICES=?{(add_in / COMPONENTS).as_uri()}\n",
        "utf-8",
    )
    return f"-env:PKG_UserUnoFile={unorc.as_uri()}", f"-env:UserInstallation={folder.as_uri()}"
