"""What an editing workbook consists of: sheets with columns, and on each sheet rows of one or more kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from xlplugin.policy.findings import Bilingual

from .fields import Field, Shape
from .tree import Branch, Entry, Node, Scalar

ANY, EACH = "*", "[]"
"""Steps of a path that stand for every key of a mapping and for every item of a list."""

Step = str | frozenset[str]
"""A key, ANY, EACH, or the keys of a set."""

Chain = tuple[Entry, ...]
"""The entries that lead to a record, the record last."""


LONGEST_TEXT = 32_767


def fits_a_cell(text: str) -> bool:
    """Whether a cell can hold a text, whose length Excel counts in UTF-16 units; a longer one stays in the file."""
    return len(text) <= LONGEST_TEXT // 2 or len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT


def anything(value: Node) -> bool:
    """True for every node."""
    return True


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``choices`` are words of the language with what they mean in Chinese; cells show both.

    A ``closed`` column holds nothing but its choices; ``names`` is the kind of record whose names it offers.
    """

    id: str
    title: Bilingual
    width: float = 14
    choices: Mapping[str, str] = field(default_factory=dict)
    closed: bool = True
    names: str = ""

    @property
    def heading(self) -> str:
        """The heading, in both languages on one line."""
        return f"{self.title.en} {self.title.zh}" if self.title.zh else self.title.en

    def shown(self, word: str) -> str:
        """A word of the language as the cell shows it."""
        return f"{word} {self.choices[word]}" if word in self.choices else word

    def read(self, text: str) -> str:
        """The word that a cell means: alone, with its meaning, or by its meaning alone."""
        said = " ".join(text.split())
        for word, meaning in self.choices.items():
            if said in (word, meaning, f"{word} {meaning}"):
                return word
        return text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row: where its records are, and which columns say what about them.

    ``names`` are the columns that hold the keys met on the way, the record's own last; of these the first
    ``grown`` need no row of their own. ``marks`` are columns with a fixed word, by which the kind is known.
    A new record is written over several lines where ``block`` says so.
    """

    id: str
    title: Bilingual
    path: tuple[Step, ...]
    names: tuple[str, ...]
    fields: Mapping[str, Field]
    shape: Shape = Shape()
    marks: Mapping[str, str] = field(default_factory=dict)
    accepts: Callable[[Node], bool] = anything
    grown: int = 0
    block: bool = False

    @property
    def named(self) -> bool:
        """Whether a record has a name of its own."""
        return self.path[-1] == ANY or isinstance(self.path[-1], frozenset)

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that a row of this kind may fill."""
        return (*self.names, *self.marks, *self.fields)

    def begins(self, chain: Chain) -> bool:
        """Whether a chain follows the path, as far as it goes."""
        return len(chain) <= len(self.path) and all(map(_fits, self.path, chain))

    def is_here(self, chain: Chain) -> bool:
        """Whether the last entry of a chain is a record of this kind."""
        return len(chain) == len(self.path) and self.begins(chain) and self.accepts(chain[-1].value)

    def cells(self, chain: Chain) -> dict[str, str]:
        """What the row of a record says, by column."""
        met = [
            entry.key.text for step, entry in zip(self.path, chain, strict=True) if entry.key and _named(step)
        ]
        said = dict(zip(self.names, met, strict=True)) | dict(self.marks)
        said |= {column: one.get(chain[-1].value, self.shape) for column, one in self.fields.items()}
        return {column: text for column, text in said.items() if text and fits_a_cell(text)}


@dataclass(frozen=True, slots=True)
class Plan:
    """A sheet: its title, what it is about, its columns from the second on, the kinds of its rows."""

    title: str
    about: Bilingual
    columns: tuple[Column, ...]
    kinds: tuple[Kind, ...]

    def column(self, id: str) -> Column:
        """A column by its id."""
        return next(column for column in self.columns if column.id == id)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A record as a row: ``key`` tells it from all others of the file."""

    kind: Kind
    key: str
    chain: Chain
    cells: Mapping[str, str]

    @property
    def entry(self) -> Entry:
        """The record."""
        return self.chain[-1]


def rows_of(root: Branch, plan: Plan) -> list[Row]:
    """The rows of a sheet in the order of the file, what stands inside a record below it."""
    return list(_walk(Entry(None, root), (), "", plan.kinds))


def _walk(entry: Entry, chain: Chain, key: str, kinds: tuple[Kind, ...]) -> Iterator[Row]:
    for kind in kinds:
        if chain and kind.is_here(chain):
            yield Row(kind, f"#{key[1:]}", chain, kind.cells(chain))
            break
    if isinstance(entry.value, Scalar):
        return
    for place, inner in enumerate(entry.value.entries):
        longer = (*chain, inner)
        if any(kind.begins(longer) for kind in kinds):
            yield from _walk(inner, longer, f"{key}.{place}", kinds)


def _fits(step: Step, entry: Entry) -> bool:
    if step == EACH:
        return entry.key is None
    if entry.key is None:
        return False
    return step == ANY or (entry.key.text in step if isinstance(step, frozenset) else entry.key.text == step)


def _named(step: Step) -> bool:
    return step == ANY or isinstance(step, frozenset)
