"""Writes the JSON Schema of policies or lists."""

from __future__ import annotations

import sys
from pathlib import Path

from .printing import say
from .session import GRADED, Session


def write_schema(session: Session, output: Path | None, record: str) -> int:
    """Write the schema of a ``policy`` or ``list`` to a file, or print it."""
    from xlplugin.policy.language.schema import schema_text

    text = schema_text(record)
    if output is None:
        sys.stdout.buffer.write(text.encode())  # in UTF-8, whatever the terminal's encoding is
        return GRADED
    output.write_text(text, "utf-8", newline="\n")
    line = f"# yaml-language-server: $schema={output.name}"
    say(session.text(f"Name it in the first line of a policy beside it: {line}", f"请在同目录制度文件的首行写明：{line}"))
    return GRADED
