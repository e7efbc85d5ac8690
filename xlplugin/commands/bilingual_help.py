"""Help texts in two languages: written side by side, shown in the one that was asked for."""

from __future__ import annotations

import re
from typing import Any

_BETWEEN = "\x1f"


def both(en: str, zh: str) -> str:
    """A help text in English and Chinese, as one text that ``speak`` takes apart."""
    return f"{en}{_BETWEEN}{zh}"


def speak(command: Any, language: str) -> Any:
    """The command with its own, its options' and its subcommands' help texts in one language."""
    for part in (command, *command.params):
        for name in ("help", "short_help", "epilog"):
            text = getattr(part, name, None)
            if text and _BETWEEN in text:
                setattr(part, name, text.split(_BETWEEN)[language == "zh"])
    if command.help:
        command.short_help = command.short_help or re.split(r"(?<=\.)\s|(?<=。)", command.help)[0]
    for inner in getattr(command, "commands", {}).values():
        speak(inner, language)
    return command
