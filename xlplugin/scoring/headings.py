"""Which column holds which input: headings matched by id, title or alias, in any order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlplugin.policy.fields import nearest
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


def named_row(cells: Sequence[Input], values: Mapping[str, object]) -> list[object]:
    """The cells of one row from values by id, title or alias; what is left out is None.

    Raises HeadingError for a name that no input has and for an input that is named twice.
    """
    names = tuple(values)
    matched = match(cells, names)
    known = {position for places in matched.found.values() for position in places}
    strange = [name for position, name in enumerate(names) if position not in known]
    if strange:
        raise HeadingError(_strange(cells, strange[0]))
    if matched.doubled:
        places = matched.found[matched.doubled[0]]
        twice = [names[position] for position in places]
        raise HeadingError(
            Bilingual(
                f"{' and '.join(twice)} are the same input; give it once",
                f"{'、'.join(twice)}是同一输入项；请只给出一次",
            )
        )
    given = list(values.values())
    return [given[places[0]] if places else None for places in matched.found.values()]


def _strange(cells: Sequence[Input], name: str) -> Bilingual:
    known = tuple(item.name for item in cells)
    close = nearest(name, known)
    listed = ", ".join(known)
    return Bilingual(
        f"there is no input {name}; " + (f"did you mean {close}?" if close else f"there are: {listed}"),
        f"没有输入项 {name}；" + (f"是否应为 {close}？" if close else f"现有：{listed}"),
    )
