"""How a text is written as a YAML scalar: in the style of the one it replaces where that can hold it.

Whatever cannot be plain or in single quotes goes into double quotes, which hold any text; so no text breaks
out of its scalar.
"""

from __future__ import annotations

import re
import textwrap

# Far narrower than YAML's own rule: what is left out is quoted, which is never wrong.
_PLAIN_START = re.compile(r"-?\d|[^\W_]")
_NOT_PLAIN = re.compile(r":(?:\s|$)|\s#|\.\.|[\n\r\t]|[^\S ]|\s$")
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}:]")
# Words that other YAML programs take for true, false or nothing.
_AMBIGUOUS = {"y", "n", "yes", "no", "on", "off", "null"}
_NOT_SINGLE = re.compile(r"[^ -~\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'["\\]|' + _NOT_SINGLE.pattern)
# A paragraph whose words stand one blank apart may be broken at any of them.
_PARAGRAPH = re.compile(r"[^\s]+(?: [^\s]+)*")
_LINE = re.compile(r"| *[^\s].*")
LONGEST_KEY = 1000
"""YAML finds no key that is longer."""
NARROWEST = 60


def written(text: str, style: str, in_flow: bool) -> str:
    """A text in quotes or plain, all on one line."""
    if style == '"' or not (style == "'" or plain(text, in_flow)):
        return '"' + _ESCAPED.sub(_escape, text) + '"'
    if style == "'" and not _NOT_SINGLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return written(text, '"', in_flow) if style == "'" else text


def plain(text: str, in_flow: bool) -> bool:
    """Whether a text can stand without quotes."""
    return (
        _PLAIN_START.match(text) is not None
        and not _NOT_PLAIN.search(text)
        and not (in_flow and _NOT_PLAIN_IN_FLOW.search(text))
        and text.lower() not in _AMBIGUOUS
    )


def rewritten_block(old: str, text: str, newline: str) -> str | None:
    """A text as the folded or literal block that stands in ``old``; None where that style cannot hold it.

    Lines of a folded paragraph that still hold stay as they are.
    """
    header, *lines = old.splitlines()
    lines = [line.strip() for line in lines]
    margin = re.match(r" *", old.splitlines()[1])[0] if lines else ""  # type: ignore[index]
    if not margin or header not in (">-", ">", "|-", "|"):
        return None
    if not header.endswith("-"):
        if not text.endswith("\n"):
            return None
        text = text[:-1]
    paragraphs = text.split("\n")
    if header[0] == ">":
        if not all(map(_PARAGRAPH.fullmatch, paragraphs)):
            return None
        width = max(NARROWEST, *(len(line) for line in lines))
        content = _folded(paragraphs[0], lines, width) if len(paragraphs) == 1 else []
        for paragraph in paragraphs if len(paragraphs) > 1 else []:
            content += [*([""] if content else []), *_wrapped(paragraph, width)]
    elif paragraphs[0][:1].strip() and paragraphs[-1] and all(map(_LINE.fullmatch, paragraphs)):
        content = paragraphs
    else:
        return None
    return newline.join([header, *(margin + line if line else "" for line in content)])


def _folded(text: str, lines: list[str], width: int) -> list[str]:
    """A paragraph with as many of its old first and last lines as still hold."""
    head: list[str] = []
    rest = text
    for line in lines:
        if not line or not rest.startswith(f"{line} "):
            break
        head.append(line)
        rest = rest[len(line) + 1 :]
    tail: list[str] = []
    for line in reversed(lines[len(head) :]):
        if not line or not rest.endswith(f" {line}"):
            break
        tail.insert(0, line)
        rest = rest[: -len(line) - 1]
    return [*head, *_wrapped(rest, width), *tail]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    return _ESCAPES.get(char) or (f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}")
