"""The texts of policies and lists in the journal, once each by their hash: replay needs no other files.

A basis says what one policy is made of: its own text, the lists it reads, the policies it uses, and the engine.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from xlplugin import __version__
from xlplugin.policy.findings import UnknownPolicy
from xlplugin.policy.model import NamedList, Policy, SubPolicy
from xlplugin.policy.reader import read_list, read_policy
from xlplugin.policy.serving import digest_with
from xlplugin.policy.strict_yaml import parse

from .canonical import canonical
from .errors import JournalError
from .tables import texts

POLICY, LIST, BASIS = "policy", "list", "basis"
Basis = Mapping[str, Any]
"""{policy: its id, version, hash, text: the hash of its file, family, uses: {stamp: the same of that policy},
lists: [{name, as_of, hash}], engine}"""


def keep(connection: Connection, policy: Policy) -> str:
    """Store the texts behind a policy that are not there yet; gives the digest of its basis.

    Raises JournalError where a file changed since the policy was read: its text would not be what graded.
    """
    found: dict[str, dict[str, str]] = {}
    said = canonical({**_part(policy, found), "engine": __version__})
    digest = sha256(said.encode()).hexdigest()
    found[digest] = {"digest": digest, "kind": BASIS, "name": policy.id, "version": policy.version, "text": said}
    there = select(texts.c.digest).where(texts.c.digest.in_(list(found)))
    known = set(connection.execute(there).scalars())
    for row in found.values():
        if row["digest"] not in known:
            connection.execute(insert(texts), row)
    return digest


def _part(policy: Policy, found: dict[str, dict[str, str]]) -> dict[str, object]:
    """What a policy is made of; ``found`` gets the texts by their hash."""
    lists = [item for _, item in sorted(policy.lists.items())]
    uses = {decision.use: decision.policy for decision in policy.decisions if isinstance(decision, SubPolicy)}
    file = _read(policy.where.path)
    text = sha256(file).hexdigest()
    whole = digest_with(
        text, {item.name: item.digest for item in lists}, {stamp: used.digest for stamp, used in uses.items()}
    )
    if policy.digest not in (text, whole):  # a policy opened as a single file has the hash of that file alone
        raise _changed(policy.where.path)
    found[text] = _row(text, POLICY, policy.id, policy.version, file)
    for item in lists:
        data = _read(item.where.path)
        if sha256(data).hexdigest() != item.digest:
            raise _changed(item.where.path)
        found[item.digest] = _row(item.digest, LIST, item.name, item.as_of.isoformat(), data)
    return {
        "policy": policy.id,
        "version": policy.version,
        "hash": policy.digest,
        "text": text,
        "family": policy.family,
        "uses": {stamp: _part(used, found) for stamp, used in sorted(uses.items())},
        "lists": [{"name": item.name, "as_of": item.as_of.isoformat(), "hash": item.digest} for item in lists],
    }


def _row(digest: str, kind: str, name: str, version: str, data: bytes) -> dict[str, str]:
    return {"digest": digest, "kind": kind, "name": name, "version": version, "text": data.decode("utf-8")}


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        raise _changed(path) from None


def _changed(path: str) -> JournalError:
    return JournalError(
        "changed-policy",
        f"{path} changed while it was in use, so that the journal cannot keep what graded; nothing was written. "
        "Repeat the command",
        f"{path} 在使用期间被修改，无法存入实际所用的文本；本次未写入任何内容。请重新执行",
    )


def text_of(connection: Connection, digest: str) -> str:
    """A stored text, proved to be what its hash says. Raises JournalError."""
    found = connection.execute(select(texts.c.text).where(texts.c.digest == digest)).scalar()
    if found is None or sha256(found.encode()).hexdigest() != digest:
        raise JournalError(
            "broken",
            f"the text {digest[:12]}… of a policy or list is missing from the journal, or was changed",
            f"评级日志中的制度或名单文本 {digest[:12]}… 缺失或被改动",
        )
    return str(found)


def read_basis(connection: Connection, digest: str) -> Basis:
    """What a stored policy is made of."""
    return dict(json.loads(text_of(connection, digest)))


def policy_of(connection: Connection, basis: Basis) -> Policy:
    """A policy from stored texts alone. Raises JournalError, or PolicyError for a text this engine cannot read."""
    name = str(basis["policy"])
    lists = {item["name"]: item["hash"] for item in basis["lists"]}
    uses = basis["uses"]

    def find_list(wanted: str) -> NamedList:
        digest = lists[wanted]
        return read_list(parse(text_of(connection, digest).encode(), f"{wanted}.yaml"), wanted, digest)

    def find_policy(stamp: str, day: datetime.date) -> Policy:
        if stamp not in uses:
            raise UnknownPolicy(_unknown(stamp).message)
        return policy_of(connection, uses[stamp])

    text = text_of(connection, basis["text"])
    path = f"{name}@{basis['version']}.yaml"
    return read_policy(parse(text.encode(), path), name, basis["hash"], find_list, find_policy, basis["family"])


def _unknown(stamp: str) -> JournalError:
    return JournalError(
        "unknown-policy", f"the journal holds no text of {stamp}", f"评级日志中没有制度 {stamp} 的文本"
    )
