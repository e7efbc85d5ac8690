"""The steps of an approval: requested by one person, granted by another, retired; each signed, written, journaled."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from xlplugin.policy.approved import GRANTED, REQUESTED, RETIRED, ApprovalFile, Said, read_approval
from xlplugin.policy.folders import APPROVALS, Content
from xlplugin.policy.locate import policies_folder
from xlplugin.policy.model import Policy
from xlplugin.policy.settings import Settings

from .access import Access
from .approval_keys import keys_of
from .approval_signatures import signed_text
from .approval_writing import bytes_of, document, plain, put
from .approvals import Approvals
from .errors import JournalError
from .events import Entry, Event
from .signing import Key

_BEFORE = {GRANTED: REQUESTED, RETIRED: GRANTED}


class Log(Protocol):
    """A transaction of a journal, as ``Journal.writing`` gives it."""

    def append(self, event: Event) -> int: ...

    def last(self, *, kind: str, policy: str) -> Entry | None: ...


Opened = Callable[[], AbstractContextManager[Log]]


class Approving:
    """Who acts on the policies of one folder, and with which key.

    ``writing`` opens a transaction of the journal, None where no journal is kept. Within it the event is appended,
    then the file written, then the transaction acknowledged: a file that cannot be written leaves no event, and where
    the journal fails at the end the file is put back. Only a crash between the two can leave a file without its
    event; it is signed and holds by itself, and ``approve verify --journal`` names it.
    """

    def __init__(
        self,
        root: Path,
        settings: Settings,
        user: str,
        key: Callable[[], Key],
        today: datetime.date,
        writing: Opened | None = None,
    ) -> None:
        self.root, self.settings, self.user, self.today = root, settings, user, today
        self._key, self._writing = key, writing
        self._approvals = Approvals([root], settings)

    def request(self, policy: Policy, comment: str) -> ApprovalFile:
        """Ask for the approval of a version. Raises JournalError where it has one already."""
        self._may("requested")
        self._not_packaged()
        path, before, known = self._file(policy.stamp)
        if known is not None and known.granted is not None:
            state = ("retired", "停用") if known.retired else ("approved", "批准")
            raise _refused(
                policy.stamp,
                f"was {state[0]} already; make a new version of the policy and request approval of that",
                f"已{state[1]}；请另立新版本后报批",
            )
        said: dict[str, Said] = {"approval": policy.stamp, "hash": policy.digest}
        return self._signed(path, before, said, REQUESTED, {"comment": _needed(comment, "--comment")})

    def grant(self, policy: Policy, minute: str = "", comment: str = "") -> ApprovalFile:
        """Approve what another person requested. Raises JournalError where that does not hold."""
        self._may("granted")
        path, before, known = self._file(policy.stamp)
        if known is None:
            raise _refused(
                policy.stamp,
                f"waits for no approval: request it first, xlplugin approve request {policy.stamp}",
                f"尚未报批：请先执行 xlplugin approve request {policy.stamp}",
            )
        if known.granted is not None:
            raise _refused(policy.stamp, "was granted already; see xlplugin approve show", "已经批准；见 xlplugin approve show")
        if fault := self._approvals.fault(known, policy.digest):
            raise JournalError("approval", fault.message.en, fault.message.zh)
        if known.requested.by == self.user:
            raise _refused(
                policy.stamp,
                f"was requested by {self.user}: another person has to grant it",
                f"由 {self.user} 报批：须由另一人批准",
            )
        return self._signed(path, before, known.said, GRANTED, {"minute": plain(minute), "comment": plain(comment)})

    def retire(self, stamp: str, comment: str) -> ApprovalFile:
        """End the approval of a version; its policy need not be there any more, nor be as it was."""
        self._may("retired")
        path, before, known = self._file(stamp)
        if known is None or known.granted is None:
            raise _refused(
                stamp,
                f"was not approved in {self.root}, so there is nothing to retire",
                f"在 {self.root} 中未获批准，无可停用",
            )
        if known.retired is not None:
            raise _refused(stamp, f"was retired on {known.retired.on} already", f"已于 {known.retired.on} 停用")
        return self._signed(path, before, known.said, RETIRED, {"comment": _needed(comment, "--comment")})

    def _may(self, step: str) -> None:
        Access(self.settings.roles).require(self.user, f"approval.{step}")

    def _not_packaged(self) -> None:
        if self.root.resolve() == policies_folder().resolve():
            raise JournalError(
                "approval",
                f"{self.root} belongs to the installed xlplugin, whose next version replaces it: copy the policy into a "
                "folder of your own that the configuration names under policies:, and name that with --folder",
                f"{self.root} 属于已安装的 xlplugin，升级时会被替换：请将制度复制到配置 policies: 所列的本行文件夹，"
                "再用 --folder 指定该文件夹",
            )

    def _file(self, stamp: str) -> tuple[Path, bytes | None, ApprovalFile | None]:
        path = self.root / APPROVALS / f"{stamp}.yaml"
        before = bytes_of(path)
        return path, before, None if before is None else read_approval(Content(path, before, ""))

    def _signed(
        self, path: Path, before: bytes | None, said: dict[str, Said], step: str, texts: dict[str, str]
    ) -> ApprovalFile:
        """Sign a step, and have file and journal take it, both or neither."""
        key = self._key()
        self._counts(key)
        stated: dict[str, Said] = {"by": self.user, "on": self.today.isoformat()}
        stated |= {name: text for name, text in texts.items() if text}
        whole = {**said, step: {**stated, "key": key.public}}
        whole[step] = {**stated, "key": key.public, "signature": key.sign(signed_text(whole, step))}
        data = document(whole).encode()
        file = read_approval(Content(path, data, ""))
        if fault := self._approvals.fault(file):
            raise JournalError("approval", fault.message.en, fault.message.zh)
        if self._writing is None:
            put(path, data, before)
            return file
        written = False
        try:
            with self._writing() as writing:
                writing.append(_event(file, step, writing))
                put(path, data, before)
                written = True
        except BaseException:
            if written:
                put(path, before, data)
            raise
        return file

    def _counts(self, key: Key) -> None:
        """Refuse a key before it signs what would not count."""
        keys = keys_of(self.settings.approval_keys).get(self.user, ())
        if not any(one.text == key.public and (one.until is None or self.today <= one.until) for one in keys):
            raise JournalError(
                "key",
                f"this key of {self.user} does not count: the configuration of this machine has to say, under "
                f"approval_keys:, {self.user}: {key.public}",
                f"{self.user} 的该密钥尚未生效：本机配置的 approval_keys: 下须有 {self.user}: {key.public}",
            )


def _event(file: ApprovalFile, step: str, writing: Log) -> Event:
    """The event of a step, which answers that of the step before; who acted the journal adds, sealed."""
    done = file.step(step)
    assert done is not None
    said = {"hash": file.hash, "on": done.on.isoformat(), "signature": done.signature}
    texts = {name: text for name, text in (("comment", done.comment), ("minute", done.minute)) if text}
    refers = None
    if step in _BEFORE:
        answered = file.step(_BEFORE[step])
        found = writing.last(kind=f"approval.{_BEFORE[step]}", policy=file.stamp)
        if found is not None and answered is not None and found.open.get("signature") == answered.signature:
            refers = found.seq
    return Event(f"approval.{step}", fields=texts, open=said, policy=file.stamp, refers=refers)


def _needed(text: str, option: str) -> str:
    said = plain(text)
    if not said:
        en, zh = f"say why with {option}; nothing was written", f"请用 {option} 说明理由；本次未写入任何内容"
        raise JournalError("approval", en, zh)
    return said


def _refused(stamp: str, en: str, zh: str) -> JournalError:
    return JournalError("approval", f"{stamp} {en}. Nothing was written", f"{stamp} {zh}。本次未写入任何内容")
