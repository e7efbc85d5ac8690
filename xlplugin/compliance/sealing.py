"""Fields under salted commitments, and the chain over them: a field can be redacted and the chain still holds.

The body of an event is a JSON object with one member on each line. Line i has a random salt of its own; its
commitment is SHA-256(salt ‖ line). The hash of an event is SHA-256(hash of the event before ‖ number ‖ recorded time
‖ SHA-256(head) ‖ all commitments ‖ place). Redaction replaces value and salt by the commitment: without the salt even
a short value can no longer be guessed from it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from .canonical import canonical, quoted

SALT = 16
"""Bytes of a salt."""
NO_SALT = bytes(SALT)
"""What stands for the salt of a redacted field."""
BREAK = ",\n"
_REDACTED = re.compile(rb'("(?:[^"\\]|\\.)*"):\{"redacted":"([0-9a-f]{64})"\}', re.DOTALL)
CUSTOMER = "customer"


def lines_of(fields: Mapping[str, object]) -> list[str]:
    """Each field as a line."""
    return [f"{quoted(name)}:{canonical(value)}" for name, value in fields.items()]


def body_of(lines: Iterable[str]) -> str:
    """The lines as the JSON object that is stored."""
    return f"{{{BREAK.join(lines)}}}"


def customer_line(customer: str) -> str:
    """The first line of an event that concerns a customer; it is stored in a column of its own, to be found by."""
    return f'"customer":{quoted(customer)}'


def split(customer: str | None, body: str) -> list[bytes]:
    """The lines of a stored event, that of the customer first."""
    inner = body.encode()[1:-1]
    lines = inner.split(b",\n") if inner else []
    return lines if customer is None else [customer_line(customer).encode(), *lines]


def salts_for(count: int) -> bytes:
    """Random salts for so many lines."""
    return os.urandom(SALT * count)


def commitments(lines: Sequence[bytes], salts: bytes) -> bytes:
    """The commitments of all lines, one behind the other; a redacted line holds its own. ValueError if damaged."""
    if len(salts) != SALT * len(lines):
        raise ValueError("another number of salts than of fields")
    found = b"".join(
        [sha256(salts[at : at + SALT] + line).digest() for at, line in zip(range(0, len(salts), SALT), lines)]  # noqa: B905 counted above
    )
    if NO_SALT in salts:
        parts = [found[at : at + 32] for at in range(0, len(found), 32)]
        for place, line in enumerate(lines):
            if salts[place * SALT : (place + 1) * SALT] == NO_SALT:
                known = redacted_line(line)
                if known is None:
                    raise ValueError("a field without a salt")
                parts[place] = known[1]
        return b"".join(parts)
    return found


def redacted_line(line: bytes) -> tuple[str, bytes] | None:
    """The name (quoted) and the commitment of a redacted line; None for any other."""
    match = _REDACTED.fullmatch(line)
    return None if match is None else (match[1].decode(), bytes.fromhex(match[2].decode()))


def redact(customer: str | None, body: str, salts: bytes, names: Iterable[str]) -> tuple[str | None, str, bytes, list[str]]:
    """Customer, body and salts without the values of some fields, and the names of those that went."""
    wanted = {quoted(name).encode() for name in names}
    lines, kept = split(customer, body), bytearray(salts)
    gone: list[str] = []
    for place, line in enumerate(lines):
        name = _name(line)
        span = slice(place * SALT, (place + 1) * SALT)
        if name in wanted and bytes(kept[span]) != NO_SALT:
            lines[place] = name + b':{"redacted":"' + sha256(kept[span] + line).hexdigest().encode() + b'"}'
            kept[span] = NO_SALT
            gone.append(name.decode()[1:-1])
    if customer is not None and CUSTOMER not in gone:
        lines = lines[1:]
    else:
        customer = None
    return customer, body_of(line.decode() for line in lines), bytes(kept), gone


def _name(line: bytes) -> bytes:
    match = re.match(rb'"(?:[^"\\]|\\.)*"', line, re.DOTALL)
    return match[0] if match else b""


def stamp(recorded: int, head: bytes) -> bytes:
    """What the links of events that were written together have in common: when, and the SHA-256 of the head line.

    ``recorded`` in microseconds.
    """
    return recorded.to_bytes(8, "big") + head


def link(before: bytes, seq: int, stamp: bytes, sealed: bytes, place: str | None) -> bytes:
    """The hash of an event in its place of the chain; ``sealed`` are all its commitments."""
    return sha256(before + seq.to_bytes(8, "big") + stamp + sealed + (place or "").encode()).digest()


def first_link(journal: str) -> bytes:
    """What the first event of a journal is linked to."""
    return sha256(f"xlplugin journal {journal}".encode()).digest()
