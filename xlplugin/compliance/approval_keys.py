"""Whose signature counts: the public keys that the machine's configuration names under ``approval_keys``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from xlplugin.policy.numbers import parse_date

from .errors import JournalError
from .signing import is_public

UNTIL = "until"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key of a person; signatures dated after ``until`` do not count."""

    text: str
    until: datetime.date | None = None


def keys_of(said: Mapping[str, str]) -> Mapping[str, tuple[PublicKey, ...]]:
    """The keys of each person: ``KEY``, or ``KEY until 2026-12-31``, several parted by commas.

    An end keeps what somebody signed before leaving, and nothing after. Raises JournalError for anything else.

    >>> keys_of({"mary": "ed25519:" + "A" * 43 + "= until 2026-12-31"})["mary"][0].until
    datetime.date(2026, 12, 31)
    """
    return {person: tuple(_key(person, part) for part in text.split(",")) for person, text in said.items()}


def _key(person: str, part: str) -> PublicKey:
    words = part.split()
    day = parse_date(words[2]) if len(words) == 3 and words[1] == UNTIL else None
    if words and is_public(words[0]) and (len(words) == 1 or day is not None):
        return PublicKey(words[0], day)
    raise JournalError(
        "key",
        f"approval_keys: what is said of {person} is no public key; write the line that xlplugin approve keygen prints, "
        f"and after the key, where it ends: {UNTIL} 2026-12-31",
        f"approval_keys：{person} 的内容不是公钥；请填写 xlplugin approve keygen 输出的一行，如有截止日期写在其后："
        f"{UNTIL} 2026-12-31",
    )
