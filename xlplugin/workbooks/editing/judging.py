"""What the loader, the checks and the embedded tests find in a draft, and how it stands to the library."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.policy.findings import Bilingual, Finding, PolicyError, Severity, UnknownPolicy, Where, refuse
from xlplugin.policy.folders import Content
from xlplugin.policy.library import Library
from xlplugin.policy.model import NamedList, Policy
from xlplugin.policy.reader import read_list, read_policy
from xlplugin.policy.stamps import is_id, split_stamp, version_order
from xlplugin.policy.strict_yaml import parse, read_bytes
from xlplugin.policy.versions import Version, read_version

from .remarks import Remark

if TYPE_CHECKING:
    from .places import Places
    from .read import Edited


def judge(data: bytes, id: str, library: Library) -> tuple[Policy | None, tuple[Finding, ...]]:
    """The policy of a draft, if it can be read, and all that is found in it; lists come from the library."""
    from xlplugin.scoring.serving import findings

    name = f"{id}.yaml"

    def used(stamp: str, as_of: datetime.date) -> Policy:
        try:
            return library.get(stamp, as_of)
        except UnknownPolicy as error:
            mend = Bilingual("name a policy that there is, under use", "请在 use 中填写现有的制度")
            raise refuse("unknown-policy", Where(name), error.message, mend) from error

    try:
        node = parse(data, name)
        policy = read_policy(
            node, id, hashlib.sha256(data).hexdigest(), lambda word: _list(library, word), used
        )
        if is_id(id):
            _version(data, id)
    except PolicyError as error:
        return None, error.findings
    return policy, findings(policy)


def of_versions(edited: Edited, data: bytes, library: Library, places: Places) -> Iterator[Remark]:
    """How a draft stands to the versions in the library: none may be replaced, none overlooked."""
    base = split_stamp(edited.carried.stamp)
    if base is None or not is_id(base[0]):
        return
    try:
        versions = library.versions(base[0])
        draft = _version(data, base[0])
    except (UnknownPolicy, PolicyError):
        return
    newest = versions[-1]
    twin = next((version for version in versions if version.version == base[1]), None)
    if twin is None:
        yield places.at_item(_unknown_base(edited.carried.stamp, newest), "version")
    elif twin.content.digest != edited.carried.digest:
        yield places.at_item(_changed_base(twin), "version")
    elif newest is not twin:
        yield places.at_item(_newer(twin, newest), "version")
    taken = next((version for version in versions if version.version == draft.version), None)
    if taken is not None and taken.content.data != data:
        yield places.at_item(_same_stamp(taken), "version")
    elif taken is None and (
        draft.effective <= newest.effective or version_order(draft.version) <= version_order(newest.version)
    ):
        yield places.at_item(_out_of_order(draft, newest), "effective")


def _version(data: bytes, id: str) -> Version:
    return read_version(Content(Path(f"{id}.yaml"), data, hashlib.sha256(data).hexdigest()), "")


def _list(library: Library, name: str) -> NamedList:
    for folder in library.folders:
        path = folder / "lists" / f"{name}.yaml"
        if path.is_file():
            data = read_bytes(path)
            return read_list(parse(data, str(path)), name, hashlib.sha256(data).hexdigest())
    raise LookupError(f"no list {name}")


def _finding(code: str, severity: Severity, message: Bilingual, mend: Bilingual) -> Finding:
    return Finding(code, severity, Where("Policy 制度"), message, mend)


def _unknown_base(stamp: str, newest: Version) -> Finding:
    return _finding(
        "base-unknown",
        Severity.WARNING,
        Bilingual(
            f"the workbook was made from {stamp}, which the library does not have; its newest is {newest.stamp}",
            f"本工作簿由 {stamp} 生成，制度库中没有该版本；库中最新为 {newest.stamp}",
        ),
        Bilingual(
            "look through the changes against the version in force before you adopt the draft",
            "采用草稿前，请逐项核对与现行版本的差异",
        ),
    )


def _changed_base(twin: Version) -> Finding:
    return _finding(
        "base-changed",
        Severity.WARNING,
        Bilingual(
            f"the library's {twin.stamp} is not the file that the workbook was made from",
            f"制度库中的 {twin.stamp} 与生成本工作簿的文件内容不同",
        ),
        Bilingual(
            "make a new workbook with xlplugin policy edit and repeat the changes there",
            "请用 xlplugin policy edit 重新生成，并在其中重做改动",
        ),
    )


def _newer(base: Version, newest: Version) -> Finding:
    return _finding(
        "base-superseded",
        Severity.WARNING,
        Bilingual(
            f"the workbook was made from {base.stamp}; the library has {newest.stamp}, whose changes are not in it",
            f"本工作簿由 {base.stamp} 生成；制度库中已有 {newest.stamp}，其改动不在本工作簿中",
        ),
        Bilingual(
            f"make a new workbook from {newest.stamp} and repeat the changes there, unless they are meant to go back",
            f"请由 {newest.stamp} 重新生成并重做改动；确需退回旧版内容的除外",
        ),
    )


def _same_stamp(taken: Version) -> Finding:
    return _finding(
        "same-stamp",
        Severity.ERROR,
        Bilingual(
            f"{taken.stamp} is in the library already, with another content",
            f"制度库中已有 {taken.stamp}，且内容不同",
        ),
        Bilingual(
            "write a new version, and under effective the day from which it is in force",
            "请填写新的版本号，并在生效日（effective）填写开始执行的日期",
        ),
    )


def _out_of_order(draft: Version, newest: Version) -> Finding:
    return _finding(
        "effective-order",
        Severity.ERROR,
        Bilingual(
            f"{draft.stamp} is effective {draft.effective}, {newest.stamp} in the library {newest.effective}",
            f"{draft.stamp} 的生效日为 {draft.effective}，制度库中 {newest.stamp} 为 {newest.effective}",
        ),
        Bilingual("a higher version must take effect on a later day", "版本号较大者，生效日应较晚"),
    )
