"""Verifying a journal: the whole chain is worked out again, and whatever does not fit is named."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from xlplugin.policy.findings import Bilingual

from .anchors import Anchor
from .events import GRADING, REDACTION, RUN, entry_redacted, head_hash, moment
from .faults import Fault, Kind, Verification, ranges, span
from .journal import Journal
from .sealing import NO_SALT, SALT, customer_line, first_link, link, redacted_line, stamp
from .tables import events, head, journal, texts

NEAR = 4
"""Places away from its own that an entry is looked for."""
MOST = 1000
"""Entries that do not fit of which each is judged by itself."""
FETCHED = 4000


@dataclass(frozen=True, slots=True)
class _Misfit:
    """An entry whose hash is not what it should be here, with the hashes around it."""

    seq: int
    hash: bytes
    said: tuple[int, bytes, bytes, str | None]
    """Recorded time, hash of the head line, commitments, place."""


def verify(
    book: Journal, anchors: Iterable[Anchor] = (), tell: Callable[[float], None] = lambda done: None
) -> Verification:
    """Work out the chain again from the first entry to the last. ``anchors`` are ends of it that were kept elsewhere."""
    with book.reading() as connection:
        return _Verifying(connection, list(anchors), tell).run()


class _Verifying:
    def __init__(self, connection: Connection, anchors: Sequence[Anchor], tell: Callable[[float], None]) -> None:
        self.connection, self.anchors, self.tell = connection, anchors, tell
        self.found = Verification()
        self.name = connection.execute(select(journal.c.uuid)).scalar_one()
        self.wanted = {anchor.seq for anchor in anchors}
        self.anchored: dict[int, bytes] = {0: first_link(self.name)}
        self.misfits: list[_Misfit] = []
        self.hashes: dict[int, bytes] = {0: self.anchored[0]}
        """Of misfits and the entries around them."""
        self.lately: deque[tuple[int, bytes]] = deque(self.hashes.items(), maxlen=NEAR + 1)
        self.gone: dict[int, set[str]] = {}
        self.told: dict[int, set[str]] = {}
        self.runs: dict[int, str] = {}
        self.heads: dict[tuple[Any, ...], bytes] = {}

    def run(self) -> Verification:
        end = self.connection.execute(select(head.c.seq, head.c.hash, head.c.recorded)).one()
        last, before, recorded = self._chain(max(end.seq, 1))
        self._misfits()
        self._end(last, before, end.seq, bytes(end.hash))
        for anchor in self.anchors:
            self._anchor(anchor, last)
        self._redactions()
        self._texts()
        self.found.anchor = Anchor(self.name, last, before.hex(), moment(recorded or end.recorded))
        self.found.faults.sort(key=lambda fault: fault.first)
        return self.found

    def _chain(self, expected: int) -> tuple[int, bytes, int]:
        seq, before, recorded, count, broken = 0, self.hashes[0], 0, 0, False
        columns = [events.c[name] for name in ("seq", *_HEAD, "place", "customer", "recorded", "body", "salts", "hash")]
        rows = self.connection.execute(select(*columns).order_by(events.c.seq)).yield_per(FETCHED)
        heads, lately = self.heads, self.lately
        for number, kind, run, refers, policy, day, said, place, customer, recorded, body, salts, stored in rows:
            count += 1
            if count % FETCHED == 0:
                self.tell(min(count / expected, 1.0))
            key = kind, run, refers, policy, day, said
            top = heads.get(key)
            if top is None:
                top = self._head(key)
            inner = body.encode()[1:-1]
            lines = inner.split(b",\n") if inner else []
            if customer is not None:
                lines.insert(0, customer_line(customer).encode())
            sealed = b"".join([
                sha256(salts[at : at + SALT] + line).digest() for at, line in zip(range(0, len(salts), SALT), lines)  # noqa: B905 counted next
            ])  # fmt: skip
            if NO_SALT in salts or len(salts) != SALT * len(lines):
                sealed = self._redacted(number, lines, salts)
            if kind != GRADING:
                self._note(number, kind, said)
            elif run not in self.runs:
                self._lost_run(number, run)
            if number != seq + 1:
                self._gap(seq + 1, number - 1)
                self.hashes[number - 1] = b""
            elif link(before, number, stamp(recorded, top), sealed, place) != stored:
                self._misfit(number, stored, (recorded, top, sealed, place))
                broken = True
            if broken:
                self.hashes[number] = stored
                broken = len(self.misfits) > 0 and number - self.misfits[-1].seq < NEAR
            if number in self.wanted:
                self.anchored[number] = stored
            seq, before = number, stored
            lately.append((number, stored))
        self.found.entries = count
        return seq, bytes(before), recorded

    def _head(self, key: tuple[Any, ...]) -> bytes:
        if len(self.heads) > 10_000:
            self.heads.clear()
        found = self.heads[key] = head_hash(*key)
        return found

    def _redacted(self, number: int, lines: Sequence[bytes], salts: bytes) -> bytes:
        """The commitments of an entry with redacted fields, which hold their own."""
        if len(salts) != SALT * len(lines):
            return b""
        parts = []
        for place, line in enumerate(lines):
            salt = salts[place * SALT : (place + 1) * SALT]
            known = redacted_line(line) if salt == NO_SALT else None
            parts.append(known[1] if known else sha256(salt + line).digest())
        names = entry_redacted(lines, salts)
        if names:
            self.gone[number] = set(names)
        return b"".join(parts)

    def _note(self, number: int, kind: str, said: str | None) -> None:
        if kind == REDACTION and said:
            for seq, names in json.loads(said)["entries"]:
                self.told.setdefault(seq, set()).update(names)
        elif kind == RUN and said:
            self.runs[number] = str(json.loads(said).get("basis", ""))

    def _lost_run(self, number: int, run: int | None) -> None:
        self._fault(
            "run", number, number,
            f"entry {number} names a run ({run}) that is not there", f"第 {number} 条所属的批次（{run}）不存在",
        )  # fmt: skip
        self.runs[run or 0] = ""  # once is enough

    def _gap(self, first: int, last: int) -> None:
        many = first != last
        self._fault(
            "missing", first, last,
            f"{'entries' if many else 'entry'} {span(first, last)} {'are' if many else 'is'} missing: removed",
            f"缺少第 {span(first, last)} 条：已被删除",
        )  # fmt: skip

    def _misfit(self, number: int, stored: bytes, said: Any) -> None:
        self.hashes.update(self.lately)
        if len(self.misfits) < MOST:
            self.misfits.append(_Misfit(number, stored, said))

    def _misfits(self) -> None:
        """Tell entries that stand in another place from entries that were changed."""
        moved: list[tuple[int, int]] = []
        for misfit in self.misfits:
            origin = self._origin(misfit)
            if origin is None:
                self._fault(
                    "changed", misfit.seq, misfit.seq,
                    f"entry {misfit.seq} is not what was written: it was changed, inserted, or comes after one that was removed",
                    f"第 {misfit.seq} 条与写入时不符：该条被改动、系后来插入，或其前一条被删除",
                )  # fmt: skip
            elif origin != misfit.seq:  # else it is itself as it was, but not the one before it
                moved.append((misfit.seq, origin))
        for first, last, shift in ranges(moved):
            many = first != last
            self._fault(
                "moved", first, last,
                f"{'entries' if many else 'entry'} {span(first, last)} {'were' if many else 'was'} written as "
                f"{span(first + shift, last + shift)}: exchanged, or one before was removed or inserted",
                f"第 {span(first, last)} 条写入时为第 {span(first + shift, last + shift)} 条："
                "顺序被调换，或其前有记录被删除或插入",
            )  # fmt: skip

    def _origin(self, misfit: _Misfit) -> int | None:
        near = range(max(misfit.seq - NEAR, 0), misfit.seq + NEAR + 1)
        recorded, top, sealed, place = misfit.said
        for seq in near:
            for other in near:
                before = self.hashes.get(other)
                if before and seq and link(before, seq, stamp(recorded, top), sealed, place) == misfit.hash:
                    return seq
        return None

    def _end(self, last: int, before: bytes, seq: int, stored: bytes) -> None:
        if last < seq:
            self._fault(
                "truncated", last + 1, seq,
                f"the journal was cut off: entries {span(last + 1, seq)} are missing at its end",
                f"日志被截断：末尾缺少第 {span(last + 1, seq)} 条",
            )  # fmt: skip
        elif last > seq:
            self._fault(
                "added", seq + 1, last,
                f"entries {span(seq + 1, last)} were added without the journal's head: not by this program",
                f"第 {span(seq + 1, last)} 条系绕过本程序添加",
            )  # fmt: skip
        elif before != stored:
            self._fault("changed", last, last, f"the head does not name entry {last} as it is", f"链头与第 {last} 条不符")

    def _anchor(self, anchor: Anchor, last: int) -> None:
        if anchor.journal != self.name:
            self._fault(
                "anchor", 0, 0,
                f"the anchor is of another journal ({anchor.journal}; this is {self.name})",
                f"锚点属于另一个日志（{anchor.journal}；本日志为 {self.name}）",
            )  # fmt: skip
        elif anchor.seq > last:
            self._fault(
                "truncated", last + 1, anchor.seq,
                f"the journal was cut off: it had {anchor.seq} entries when it was anchored and has {last} now",
                f"日志被截断：建立锚点时有 {anchor.seq} 条，现仅 {last} 条",
            )  # fmt: skip
        elif self.anchored.get(anchor.seq, b"").hex() != anchor.hash:
            self._fault(
                "anchor", anchor.seq, anchor.seq,
                f"entry {anchor.seq} is not the one that was anchored: the chain up to it was written anew",
                f"第 {anchor.seq} 条与锚点不符：此前的记录被整体重写",
            )  # fmt: skip

    def _redactions(self) -> None:
        self.found.redacted = len(self.gone)
        for seq, names in self.gone.items():
            untold = sorted(names - self.told.get(seq, set()))
            if untold:
                listed = ", ".join(untold)
                self._fault(
                    "redacted", seq, seq,
                    f"entry {seq}: {listed} was taken away without an entry that says by whom and why",
                    f"第 {seq} 条：{listed} 被删除，但没有说明何人因何删除的记录",
                )  # fmt: skip

    def _texts(self) -> None:
        there = set()
        for digest, name, version, text in self.connection.execute(
            select(texts.c.digest, texts.c.name, texts.c.version, texts.c.text)
        ):
            there.add(digest)
            if sha256(text.encode()).hexdigest() != digest:
                what = f"{name} {version}"
                self._fault("text", 0, 0, f"the stored text of {what} was changed", f"{what} 的存档文本被改动")
        for seq, basis in self.runs.items():
            if basis and basis not in there:
                self._fault("text", seq, seq, f"entry {seq}: the texts of its policy are missing", f"第 {seq} 条：缺少其制度文本")

    def _fault(self, kind: Kind, first: int, last: int, en: str, zh: str) -> None:
        self.found.faults.append(Fault(kind, first, last, Bilingual(en, zh)))


_HEAD = ("kind", "run", "refers", "policy", "as_of", "open")
