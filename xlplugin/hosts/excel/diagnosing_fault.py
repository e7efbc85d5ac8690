"""A fault that keeps the functions from working in Excel, and the mends that several share."""

from __future__ import annotations

from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual

INSTALL = Bilingual("run: xlplugin excel install", "请运行：xlplugin excel install")
ATTACH = Bilingual("run: xlplugin excel install --attach", "请运行：xlplugin excel install --attach")
PACKAGES = Bilingual("run: pip install xlplugin[excel]", "请运行：pip install xlplugin[excel]")
ADMINISTRATOR = Bilingual(
    "ask your administrator, or use LibreOffice (xlplugin calc install) or xlplugin recalc",
    "请联系管理员，或改用 LibreOffice（xlplugin calc install）或 xlplugin recalc",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what a cell shows because of it, what is wrong, and the mend."""

    code: str
    message: Bilingual
    mend: Bilingual
    shows: str = ""
    """What cells show, such as ``#NAME?``; "" for a danger that no cell shows."""


NAME, NULL = "#NAME?", "#NULL!"
"""What cells show while Excel does not know the functions, and while Python cannot be reached."""
