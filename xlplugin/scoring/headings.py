"""Which column holds which input: headings matched by id, title or alias, in any order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input


@dataclass(frozen=True, slots=True)
class Headings:
    """The positions of the columns of each input, by its name; columns of other headings are in none."""

    found: Mapping[str, tuple[int, ...]]
    texts: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The inputs without a column."""
        return tuple(name for name, places in self.found.items() if not places)

    @property
    def doubled(self) -> tuple[str, ...]:
        """The inputs with several columns."""
        return tuple(name for name, places in self.found.items() if len(places) > 1)


class HeadingError(LookupError):
    """Columns that do not give each input once; ``message`` names every missing and every doubled one."""

    def __init__(self, message: Bilingual) -> None:
        super().__init__(message.en)
        self.message = message


def match(cells: Sequence[Input], headings: Sequence[str]) -> Headings:
    """Which headings mean which of ``cells``; one that could mean several means none."""
    claims = _claims(cells)
    found: dict[str, list[int]] = {item.name: [] for item in cells}
    for position, heading in enumerate(headings):
        owners = claims.get(heading_key(heading), frozenset())
        if len(owners) == 1:
            found[next(iter(owners))].append(position)
    return Headings({name: tuple(places) for name, places in found.items()}, tuple(headings))


def positions(cells: Sequence[Input], headings: Sequence[str]) -> tuple[int, ...]:
    """The position of each input's one column, in the order of ``cells``; raises HeadingError."""
    matched = match(cells, headings)
    if matched.missing or matched.doubled:
        raise HeadingError(_complaint(cells, matched))
    return tuple(places[0] for places in matched.found.values())


def heading_key(heading: str) -> str:
    """A heading as it is compared: case folded, full width made narrow, without blanks and line breaks.

    >>> heading_key(" Liabilities / Assets\\n（％）")
    'liabilities/assets(%)'
    """
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Cf")


def accepted(item: Input) -> Iterator[str]:
    """What may stand above the cells of an input.

    Its id, either title, both titles in either order, or an alias; each also with the unit in brackets.
    """
    title = item.title
    both = (f"{title.en} {title.zh}", f"{title.zh} {title.en}")
    for text in (item.name, title.en, title.zh, *both, *item.aliases):
        yield text
        if item.unit:
            yield f"{text} ({item.unit})"


def _claims(cells: Sequence[Input]) -> Mapping[str, frozenset[str]]:
    """Which inputs each heading may mean; an id means its own input whatever the others are called."""
    claims: dict[str, frozenset[str]] = {}
    for item in cells:
        for heading in accepted(item):
            key = heading_key(heading)
            claims[key] = claims.get(key, frozenset()) | {item.name}
    return claims | {heading_key(item.name): frozenset({item.name}) for item in cells}


def _complaint(cells: Sequence[Input], matched: Headings) -> Bilingual:
    title = {item.name: item.title for item in cells}
    en, zh = [], []
    if matched.missing:
        en.append(
            "no column is headed " + ", ".join(f"{title[name].en} ({name})" for name in matched.missing)
        )
        zh.append("缺少列：" + "、".join(f"{title[name].zh}（{name}）" for name in matched.missing))
    for name in matched.doubled:
        said = [" ".join(matched.texts[position].split()) for position in matched.found[name]]
        en.append(f"several columns are headed {title[name].en} ({name}): {', '.join(said)}")
        zh.append(f"有多列对应{title[name].zh}（{name}）：{'、'.join(said)}")
    return Bilingual(
        "; ".join(en) + "; head the column of each input once, by its name, title or alias",
        "；".join(zh) + "；请以名称、标题或别名为每个输入项的列命名，各一次",
    )
