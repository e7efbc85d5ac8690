"""Puts what the sheets say into the tree of the file: cells, names, rows gone, new, moved or given to others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from . import line_faults
from .declarations import ROOT
from .fields import insert
from .items import Unreadable
from .kinds import ANY, EACH, Kind, Row
from .pages import Line, Page, same_text
from .remarks import Remark
from .rules import INSIDE
from .scalars import LONGEST_KEY, written
from .tree import Branch, Entry, Scalar, fresh


@dataclass(slots=True, eq=False)
class Placed:
    """A line and the record that it says; ``row`` is the one it was made from, None for a new line."""

    page: Page
    line: Line
    kind: Kind
    entry: Entry
    row: Row | None


@dataclass(slots=True)
class Applied:
    """All lines with their records, and what could not be put into the tree."""

    placed: list[Placed] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def apply(root: Branch, pages: list[Page]) -> Applied:
    """Change ``root``, the tree from which the pages' rows were made, into what their lines say."""
    applied = Applied()
    gone: list[Row] = []
    for page in pages:
        if page.title and page.whole:
            _match(page, applied, gone)
    for row in gone:
        _container(root, row).entries.remove(row.entry)
    members_of: dict[Branch, list[Placed]] = {}
    for one in sorted(applied.placed, key=lambda one: len(one.kind.path)):  # owners before what they own
        container = _owner(root, one, applied.remarks)
        if container is None:
            continue
        if one.row is not None and container is not _container(root, one.row):
            _take_out(root, one.row)
            gone.append(one.row)
        if one.entry not in container.entries:
            _add(container, one)
        members_of.setdefault(container, []).append(one)
    for container, members in members_of.items():
        if not isinstance(members[0].kind.path[-1], frozenset):
            _arrange(container, members, applied.remarks)
    for row in gone:
        _prune(root, row)
    return applied


def _match(page: Page, applied: Applied, gone: list[Row]) -> None:
    """Find the record of each line; what is said of a record that is there is changed at once."""
    waiting = {row.key: row for row in page.rows}
    for line in page.lines:
        row = waiting.get(line.key)
        if line.is_blank:
            continue
        waiting.pop(line.key, None)
        kind = row.kind if row else _kind(page, line)
        if kind is None:
            applied.remarks.append(line_faults.no_kind(page, line))
            continue
        entry = row.entry if row else _new_record(kind, page)
        applied.remarks += line_faults.out_of_place(page, line, kind, row)
        applied.remarks += _put(page, line, kind, entry, row)
        applied.placed.append(Placed(page, line, kind, entry, row))
    gone += waiting.values()


def _kind(page: Page, line: Line) -> Kind | None:
    """The kind of a new line, by the names that it fills in; of two, the one that stands beside it already."""
    naming = {column for kind in page.plan.kinds for column in (*kind.names, *kind.marks)}
    filled = {column for column in naming if line.cells.get(column, "").strip()}
    fitting: list[Kind] = []
    for kind in page.plan.kinds:
        wanted = {*kind.names, *kind.marks} | (naming & set(kind.fields))
        fits = all(line.cells.get(column) == word for column, word in kind.marks.items())
        last = kind.path[-1]
        if isinstance(last, frozenset):
            fits = fits and line.cells.get(kind.names[-1]) in last
        if fits and filled == wanted:
            fitting.append(kind)
    beside = [
        kind for kind in fitting if any(row.kind is kind and _same_owner(row, line) for row in page.rows)
    ]
    return next(iter(beside or fitting), None)


def _same_owner(row: Row, line: Line) -> bool:
    owners = row.kind.names[:-1] if row.kind.named else row.kind.names
    return all(row.cells.get(column) == line.cells.get(column) for column in owners)


def _new_record(kind: Kind, page: Page) -> Entry:
    """An empty record in the style of the last one of its kind."""
    like = next((row.entry for row in reversed(page.rows) if row.kind is kind), None)
    key = Scalar("", like.key.style if like and like.key else "") if kind.named else None
    if like is None or isinstance(like.value, Scalar):
        return Entry(key, Branch(True, flow=like is not None or not kind.block))
    return Entry(key, Branch(True, flow=like.value.flow, like=like.value))


def _put(page: Page, line: Line, kind: Kind, entry: Entry, row: Row | None) -> Iterator[Remark]:
    """Put the cells that say something new, those that were cleared first, and the record's own name."""
    before = row.cells if row else {}
    known = [column for column in kind.fields if column in page.places or column in page.removed]
    changed = {
        column: line.cells.get(column, "")
        for column in known
        if not same_text(before.get(column, ""), line.cells.get(column, ""), column in line.numbers)
    }
    for column, text in sorted(changed.items(), key=lambda pair: bool(pair[1].strip())):
        try:
            kind.fields[column].put(entry, text, kind.shape)
        except Unreadable as error:
            yield line_faults.unreadable(page, line, column, error)
    if row is None:
        _complete(entry, kind)
    if kind.named and entry.key is not None:
        name = line.cells.get(kind.names[-1], "")
        if not name.strip():
            yield line_faults.no_name(page, line, kind.names[-1])
        elif len(written(name, '"', True)) > LONGEST_KEY:
            yield line_faults.long_name(page, line, kind.names[-1], LONGEST_KEY)
        elif isinstance(kind.path[-1], frozenset) and name not in kind.path[-1]:
            yield line_faults.unknown_item(page, line, kind.names[-1], kind.path[-1])
        else:
            entry.key.text = name


def _complete(entry: Entry, kind: Kind) -> None:
    """A new record in its usual form: what has to be there is there, a single figure stands bare."""
    value = entry.value
    if not isinstance(value, Branch):
        return
    for key in kind.shape.required:
        if value.get(key) is None:
            insert(value, key, Branch(True), kind.shape.order)
    only = value.get(kind.shape.short) if len(value.entries) == 1 else None
    if isinstance(only, Scalar):
        entry.value = only


def _take_out(root: Branch, row: Row) -> None:
    """Take a record from where it was; elsewhere it is written anew."""
    entry = row.entry
    _container(root, row).entries.remove(entry)
    entry.value, entry.was = fresh(entry.value), None
    if entry.key is not None:
        entry.key = Scalar(entry.key.text, entry.key.style)


def _container(root: Branch, row: Row) -> Branch:
    node = row.chain[-2].value if len(row.chain) > 1 else root
    assert isinstance(node, Branch)
    return node


def _owner(root: Branch, one: Placed, remarks: list[Remark]) -> Branch | None:
    """The collection that the record of a line belongs to, by the names in the line; made where it may be."""
    branch, names = root, list(one.kind.names)
    order: tuple[str, ...] = ROOT
    for place, step in enumerate(one.kind.path[:-1]):
        column = ""
        if step == ANY:
            column = names.pop(0)
            found = branch.entry(one.line.cells.get(column, ""))
            grows = len(one.kind.names) - len(names) <= one.kind.grown
        else:
            assert isinstance(step, str)
            found, grows = branch.entry(step), True
        if found is None:
            if not grows:
                remarks.append(line_faults.no_owner(one.page, one.line, column, branch))
                return None
            name = one.line.cells[column] if column else str(step)
            # Over several lines where what surrounds it is.
            found = insert(branch, name, Branch(one.kind.path[place + 1] != EACH, flow=branch.flow), order)
        if not isinstance(found.value, Branch):
            remarks.append(
                line_faults.no_place(one.page, one.line, one.kind.names[0] if one.kind.names else "")
            )
            return None
        order = INSIDE.get(str(step), order)
        branch = found.value
    if branch.is_map == (one.kind.path[-1] == EACH):
        remarks.append(line_faults.no_place(one.page, one.line, one.kind.names[0] if one.kind.names else ""))
        return None
    return branch


def _add(container: Branch, one: Placed) -> None:
    """Put a record into its collection; a setting has its usual place, others have that of their line."""
    if isinstance(one.kind.path[-1], frozenset) and one.entry.key is not None:
        shape = one.kind.shape
        made = insert(container, one.entry.key.text, one.entry.value, shape.among or shape.order)
        container.entries[container.entries.index(made)] = one.entry
    else:
        container.entries.append(one.entry)


def _arrange(container: Branch, members: list[Placed], remarks: list[Remark]) -> None:
    """Bring the records of a collection into the order of their lines."""
    members.sort(key=lambda one: one.line.number)
    remarks += line_faults.moved(container.entries, members)
    listed = [one.entry for one in members]
    container.entries = listed + [entry for entry in container.entries if entry not in set(listed)]


def _prune(root: Branch, row: Row) -> None:
    """Remove the collections that a removed row leaves empty, up to the record that they are in."""
    chain = row.chain[:-1]
    for place in range(len(chain) - 1, -1, -1):
        entry = chain[place]
        step = row.kind.path[place]
        grown = step == ANY and row.kind.path[:place].count(ANY) < row.kind.grown
        if not isinstance(entry.value, Branch) or entry.value.entries or (step == ANY and not grown):
            return
        above = chain[place - 1].value if place else root
        assert isinstance(above, Branch)
        if entry in above.entries:
            above.entries.remove(entry)
