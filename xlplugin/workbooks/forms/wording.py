"""What a form says about an input: its heading, what may be entered, what a blank means."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.policy.cells import Cell
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input, Policy
from xlplugin.policy.ranges import ALL, Range, complement
from xlplugin.scoring.wording import amount, intervals

NOTHING = Bilingual("", "")
YES, NO = Bilingual("yes", "是"), Bilingual("no", "否")


def heading(title: Bilingual, unit: str = "") -> str:
    """Both titles and the unit, as our functions recognise a heading.

    >>> heading(Bilingual("Leverage", "负债率"), "%")
    'Leverage\\n负债率 (%)'
    """
    said = f"{title.en}\n{title.zh}" if title.en != title.zh else title.en
    return f"{said} ({unit})" if unit else said


def both(text: Bilingual) -> str:
    """Both languages on one line."""
    return text.en if text.en == text.zh else f"{text.en} {text.zh}"


def sentences(*texts: Bilingual) -> Bilingual:
    """Texts after one another, empty ones left out."""
    return Bilingual(
        "; ".join(text.en for text in texts if text.en), "；".join(text.zh for text in texts if text.zh)
    )


def accepted_ranges(item: Input) -> tuple[Range, ...]:
    """The numbers (days of dates) that a cell may hold: the domain, within what is plausible."""
    domain = item.domain.ranges if item.domain else (ALL,)
    if item.plausible is None:
        return domain
    return complement(complement(item.plausible.ranges), within=domain)


def accepted(item: Input) -> Bilingual:
    """What may be entered, in words."""
    unit = "date" if item.type == "date" else item.unit if item.unit == "%" else ""
    numbers = intervals(Cell("", ranges=accepted_ranges(item)), unit)
    match item.type:
        case "number":
            return Bilingual("number", "数字") if accepted_ranges(item) == (ALL,) else numbers
        case "integer":
            whole = Bilingual("whole number", "整数")
            return whole if accepted_ranges(item) == (ALL,) else sentences(whole, numbers)
        case "date":
            day = Bilingual("date such as 2026-03-01", "日期，如2026-03-01")
            return day if accepted_ranges(item) == (ALL,) else sentences(day, numbers)
        case "boolean":
            return Bilingual("yes or no", "是或否")
        case "category":
            return Bilingual("choose from the list", "从列表中选择")
        case "set":
            return Bilingual("from the list; several parted by ;", "从列表选取，多项以分号隔开")
    return NOTHING


def when_blank(item: Input, policy: Policy) -> Bilingual:
    """What a blank cell means, where the policy allows one."""
    if item.missing == "stated":
        return Bilingual("may be blank", "可留空")
    if item.missing == "error" or item.default is None:
        return NOTHING
    default = default_of(item, policy)
    return Bilingual(f"blank means {default.en}", f"留空视为{default.zh}")


def default_of(item: Input, policy: Policy) -> Bilingual:
    """The default of an input as people read it."""
    if isinstance(item.default, bool):
        return YES if item.default else NO
    if isinstance(item.default, float):
        said = amount(item.default, "date" if item.type == "date" else item.unit)
        return Bilingual(said, said)
    titles = policy.lists[item.values_from].items if item.values_from else item.values
    word = str(item.default)
    return titles.get(word, Bilingual(word, word))


def guidance(item: Input, policy: Policy) -> Bilingual:
    """All that helps with entering: what is accepted, what a blank means, the policy's own note."""
    return sentences(accepted(item), *_specials(item), when_blank(item, policy), item.note or NOTHING)


def _specials(item: Input) -> Iterator[Bilingual]:
    """The numbers that mean something else."""
    for word, number in item.specials.items():
        figure, title = amount(number, item.unit), item.special_titles.get(word, Bilingual(word, word))
        yield Bilingual(f"{figure} means {title.en}", f"{figure} 表示{title.zh}")
