"""From an editing workbook to the draft of a policy: changed where the workbook was, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from yaml import YAMLError

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.library import Library
from xlplugin.policy.model import Policy
from xlplugin.workbooks.errors import WorkbookError

from .apply import Placed, apply
from .items import Unreadable
from .judging import judge, of_versions
from .kinds import fits_a_cell
from .pages import same_text
from .places import Places
from .read import Edited, read_edited
from .remarks import Remark
from .rewrite import rewrite
from .tree import Branch, Entry, compose, pairs

BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Draft:
    """What an editing workbook makes of the file that it was made from.

    ``data`` is the draft, None where the workbook has errors that leave open what is meant; ``policy`` is
    there where the draft could be read.
    """

    edited: Edited = field(repr=False)  # the text's tree repeats itself at every level: its repr would too
    data: bytes | None = field(default=None, repr=False)
    policy: Policy | None = field(default=None, repr=False)
    placed: list[Placed] = field(default_factory=list, repr=False)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id that the draft gives itself."""
        return _head(self.edited.root, "policy")

    @property
    def version(self) -> str:
        """The version that the draft gives itself."""
        return _head(self.edited.root, "version")

    @property
    def is_changed(self) -> bool:
        """Whether the draft differs from the file that the workbook was made from."""
        return self.data is not None and self.data != self.edited.carried.data


def draft_of(path: Path, library: Library) -> Draft:
    """Read an editing workbook, make its draft and judge it; findings point at cells.

    Raises WorkbookError for a file that is no editing workbook, PolicyError where it carries no policy.
    """
    edited = read_edited(path)
    draft = Draft(edited, remarks=list(edited.remarks))
    _fill(draft, library)
    tabs = {page.title: place for place, page in enumerate(edited.pages)}
    draft.remarks.sort(key=lambda one: (tabs.get(one.sheet, len(tabs)), one.row, one.column))
    return draft


def _fill(draft: Draft, library: Library) -> None:
    edited = draft.edited
    applied = apply(edited.root, edited.pages)
    draft.placed = applied.placed
    draft.remarks += applied.remarks
    if any(one.is_error for one in draft.remarks):
        return
    text = rewrite(edited.root, edited.text)
    twins = _read_back(edited.root, text, applied.placed, edited.path.name)
    draft.data = (BOM if edited.carried.data.startswith(BOM) else b"") + text.encode("utf-8")
    places = Places(text, applied.placed, twins)
    draft.policy, findings = judge(draft.data, draft.id, library)
    draft.remarks += map(places.remark, findings)
    draft.remarks += of_versions(edited, draft.data, library, places)


def _head(root: Branch, key: str) -> str:
    value = root.get(key)
    return "" if value is None or isinstance(value, Branch) else value.text.strip()


def _read_back(root: Branch, text: str, placed: list[Placed], where: str) -> dict[Entry, Entry]:
    """The entries of the draft by those of the tree that it was written from.

    Raises WorkbookError where the draft does not say what the workbook says: a style of the file that
    cannot be patched. That way no draft is ever handed out that differs from its cells.
    """
    try:
        twins = dict(pairs(root, compose(text)))
        for one in placed:
            for column in one.kind.fields.keys() & one.page.places.keys():
                _check(one, column, twins[one.entry])
    except (YAMLError, ValueError, AssertionError, Unreadable) as error:
        raise WorkbookError(
            Bilingual(
                "the changes cannot be written into this file without rewriting it",
                "无法在不重写文件的情况下写入这些改动",
            ),
            Bilingual(
                "make them in the file itself, or write its entries as plain key: value lines first",
                "请直接修改文件，或先将其改写为普通的“键: 值”形式",
            ),
            where,
        ) from error
    return twins


def _check(one: Placed, column: str, entry: Entry) -> None:
    """Raises ValueError unless the draft says in a cell's place what the cell says."""
    field, text = one.kind.fields[column], one.line.cells.get(column, "")
    found = field.get(entry.value, one.kind.shape)
    wanted = field.canonical(text) if text.strip() else ""
    if fits_a_cell(found) and not same_text(found, wanted, column in one.line.numbers):
        raise ValueError(wanted, found)
