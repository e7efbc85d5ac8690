"""What is kept in the folder of policies and made from the language, and where it is kept."""

from __future__ import annotations

from pathlib import Path

from xlplugin.policy.folders import APPROVALS
from xlplugin.policy.locate import policies_folder

from .catalogue import with_catalogue
from .reference import page
from .schema import schema_text

MODELINE = "# yaml-language-server: $schema="
"""What editors look for at the top of a file."""


def written(folder: Path) -> dict[Path, str]:
    """Each file and the text that it must have."""
    readme = folder / "README.md"
    return {
        folder / "policy.schema.json": schema_text("policy"),
        folder / "lists" / "list.schema.json": schema_text("list"),
        folder / "REFERENCE.md": page(),
        readme: with_catalogue(readme.read_text("utf-8"), folder),
        **{
            path: with_first_line(path, folder)
            for path in sorted(folder.rglob("*.yaml"))
            if path.parent.name != APPROVALS
        },
    }


def first_line(path: Path, folder: Path) -> str:
    """The line by which editors find the schema of a policy or list."""
    if path.parent == folder / "lists":
        return f"{MODELINE}list.schema.json"
    return f"{MODELINE}{'../' * (len(path.relative_to(folder).parts) - 1)}policy.schema.json"


def with_first_line(path: Path, folder: Path) -> str:
    """A policy or list with the line at its top."""
    text, line = path.read_text("utf-8"), first_line(path, folder)
    if text.startswith(MODELINE):
        text = text.partition("\n")[2]
    return f"{line}\n{text}"


def write(folder: Path | None = None) -> list[Path]:
    """Write what is not as it must be; gives the files written."""
    changed = []
    for path, text in written(folder or policies_folder()).items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            changed.append(path)
    return changed
