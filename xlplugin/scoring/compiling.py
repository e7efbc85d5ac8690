"""What the steps of a policy are compiled against: where each name lies in a row, what it can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from xlplugin.policy.cells import Cell
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Condition, Input, Policy
from xlplugin.policy.numbers import format_number
from xlplugin.policy.partition import Partition, partition
from xlplugin.policy.ranges import ALL, Range, complement, merge
from xlplugin.policy.variables import Variable, variables

from .column import Block, Column
from .problems import MISSING, Problem
from .undefined import Undefined

Row = list
"""Canonical values by position: the inputs in order, then what each decision makes."""


@dataclass(slots=True)
class Compiling:
    """The names of one policy while it is compiled."""

    policy: Policy
    known: dict[str, Variable]
    at: dict[str, int]
    read_as_number: set[int] = field(default_factory=set)
    """Positions whose numbers are worked with, not only looked up: their columns are cleaned first."""
    extras: int = 0

    @classmethod
    def of(cls, policy: Policy) -> Compiling:
        """The positions of a policy: parameters have none."""
        known = variables(policy)
        names = [name for name in known if name not in policy.parameters]
        return cls(policy, known, {name: i for i, name in enumerate(names)})

    def extra(self) -> int:
        """A further position, for what a step notes about its own work."""
        self.extras += 1
        return len(self.at) + self.extras - 1

    def partition(self, name: str, cells: Iterable[Cell]) -> Partition:
        """The slots of a name under some cells: an input within its domain, a decision anywhere."""
        variable = self.known[name]
        item = self.policy.inputs.get(name)
        domain = allowed(item) if item is not None else (ALL,)
        return partition(variable, cells, self.policy.lists, domain)

    def no_value(self, name: str, value: object, reader: Bilingual) -> Undefined:
        """Why ``value`` cannot be read: its own problem, or that it is missing or special."""
        if isinstance(value, Problem):
            return Undefined(value)
        variable = self.known[name]
        shown = Bilingual("missing", "缺失") if value is MISSING else Bilingual(str(value), str(value))
        return Undefined(
            Problem(
                "declined",
                Bilingual(
                    f"{variable.title.en} is {shown.en}, and {reader.en} does not say what then; "
                    "enter a value, or let the policy state this case",
                    f"{variable.title.zh}为{shown.zh}，而“{reader.zh}”未规定此种情形；请填写，或在制度中写明",
                ),
                name if variable.is_input else "",
            )
        )


def allowed(item: Input) -> tuple[Range, ...]:
    """The numbers that an input accepts: its domain, within what is plausible."""
    ranges = item.domain.ranges if item.domain else (ALL,)
    if item.plausible:
        ranges = complement(complement(item.plausible.ranges), within=ranges)
    return merge(ranges)


def shown(value: object, variable: Variable) -> Bilingual:
    """A value as a person reads it: with its unit, a word by its title."""
    if isinstance(value, float):
        text = format_number(value, variable.range_unit)
        if variable.unit not in ("", "%"):
            return Bilingual(f"{text} {variable.unit}", f"{text}{variable.unit}")
        return Bilingual(text, text)
    if value is MISSING:
        return Bilingual("missing", "缺失")
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, tuple):
        parts = [shown(word, variable) for word in value]
        return Bilingual("; ".join(p.en for p in parts), "；".join(p.zh for p in parts))
    title = variable.titles.get(str(value))
    return title if title is not None else Bilingual(str(value), str(value))


def described(cell: Cell, variable: Variable) -> Bilingual:
    """A cell as a person reads it: parameters by their figures, words by their titles."""
    if cell.anything:
        return Bilingual("any", "任意")
    figures = [part.text(variable.range_unit) for part in cell.ranges]
    en, zh = list(figures), list(figures)
    for word in (*cell.words, *cell.specials):
        title = shown(word, variable)
        en.append(title.en)
        zh.append(title.zh)
    en += [f"in {name}" for name in cell.lists]
    zh += [f"属于 {name}" for name in cell.lists]
    if cell.negated:
        en, zh = [f"not {', '.join(en)}"] if en else [], [f"非{'、'.join(zh)}"] if zh else []
    if cell.other:
        en, zh = [*en, "other"], [*zh, "其他"]
    if cell.missing:
        en, zh = [*en, "missing"], [*zh, "缺失"]
    if not en:
        return Bilingual(cell.text, cell.text)
    return Bilingual(", ".join(en), "、".join(zh))


def described_condition(condition: Condition | None, known: Mapping[str, Variable]) -> Bilingual:
    """A condition as a person reads it; None is the row that takes the rest."""
    if condition is None:
        return Bilingual("otherwise", "其余情形")
    if condition.formula is not None:
        return Bilingual(condition.text, condition.text)
    parts = [(known[name].title, described(cell, known[name])) for name, cell in condition.cells.items()]
    return Bilingual(
        "; ".join(f"{title.en}: {text.en}" for title, text in parts),
        "；".join(f"{title.zh}：{text.zh}" for title, text in parts),
    )


def no_rule(what: Bilingual, value: object, variable: Variable, accepted: str) -> Problem:
    """The policy has no rule for a value: an error that names what reads it, the value and what is accepted."""

    def message() -> Bilingual:
        said = shown(value, variable)
        return Bilingual(
            f"{what.en}: no rule for {variable.title.en} = {said.en}; there are rules for {accepted}",
            f"{what.zh}：没有适用于“{variable.title.zh} = {said.zh}”的规则；现有规则：{accepted}",
        )

    return Problem("declined", message, variable.name if variable.is_input else "")


Writer = Callable[[Row], None]
Columns = Callable[[Block], Column]
