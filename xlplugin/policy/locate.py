"""Where the packaged policies and templates lie: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def policies_folder() -> Path:
    """The packaged policies. Raises FileNotFoundError where the installation is broken."""
    return _folder(_PACKAGE, "policies")


def templates_folder() -> Path:
    """The packaged workbook templates. Raises FileNotFoundError where the installation is broken."""
    return _folder(_PACKAGE, "workbook_templates")


def _folder(package: Path, name: str) -> Path:
    installed = package / "_data" / name
    if installed.is_dir():
        return installed
    root = package.parent
    # Without this mark the parent is site-packages, where a folder of that name would not be ours.
    if (root / "pyproject.toml").is_file() and (root / name).is_dir():
        return root / name
    raise FileNotFoundError(f"{installed} is missing: install xlplugin again / 缺少该文件夹，请重新安装")
