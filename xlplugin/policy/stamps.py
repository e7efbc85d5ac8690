"""How a policy is named: ``id`` for the version in force, ``id@version`` for that version."""

from __future__ import annotations

import re

ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
VERSION = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._-]{0,30}[0-9A-Za-z])?")


def split_stamp(stamp: str) -> tuple[str, str] | None:
    """The id and the version (``""`` for the one in force) of a stamp, or None where it is none.

    >>> split_stamp("credit_rating@2026.1"), split_stamp("credit_rating"), split_stamp("../secret")
    (('credit_rating', '2026.1'), ('credit_rating', ''), None)
    """
    name, at, version = stamp.partition("@")
    if not ID.fullmatch(name) or (at and not VERSION.fullmatch(version)):
        return None
    return name, version


def is_id(text: str) -> bool:
    """True for lower-case letters, digits and underscores, beginning with a letter."""
    return ID.fullmatch(text) is not None


def is_version(text: str) -> bool:
    """True for a version that a file name can carry: letters, digits, dots, dashes and underscores."""
    return VERSION.fullmatch(text) is not None


def version_order(version: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts versions as people do.

    >>> sorted(["2026.10", "2026.9", "2025.12"], key=version_order)
    ['2025.12', '2026.9', '2026.10']
    """
    parts = re.findall(r"\d+|[A-Za-z]+", version)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
