"""Reads what a policy declares before it decides: parameters, lists and inputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from .cells import RESERVED, Cell, parse_cell
from .fields import Fields, Node, bilingual_of, constant_of, items_of, number_of, pairs_of, text_of, wrong
from .findings import Bilingual, Where
from .model import Input, NamedList, Parameter, Status
from .numbers import parse_number
from .strict_yaml import MapNode, TextNode

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
WORD = re.compile(r'''[^\s,()\[\]<>="'{}#&*!|%@`]+''')


def name_of(key: TextNode, what: str) -> str:
    """A name of the language: lower-case letters, digits and underscores, no reserved word."""
    if not NAME.fullmatch(key.text) or key.text in RESERVED:
        raise wrong(
            key.where,
            f"{what} {key.text} is not a name",
            f"{what} {key.text} 不是合法名称",
            "use lower-case letters, digits and _, beginning with a letter, and no reserved word",
            "请用小写字母、数字和下划线，以字母开头，且不能是保留字",
            "name",
        )
    return key.text


def word_of(key: TextNode, what: str) -> str:
    """The id of a category, grade or list item: no blanks or signs, no reserved word."""
    if key.text in RESERVED:
        raise wrong(
            key.where,
            f"{what} cannot be called {key.text}: the word is reserved",
            f"{what} 不能叫 {key.text}：这是保留字",
            f"choose another id, such as {key.text}_kind, and keep the title",
            f"请换一个标识，例如 {key.text}_kind，标题可以不变",
            "reserved-word",
        )
    if not WORD.fullmatch(key.text):
        raise wrong(
            key.where,
            f"{what} {key.text} is not a word",
            f"{what} {key.text} 不是一个词",
            "use letters, digits, _ and - without blanks; the title may say more",
            "请用字母、数字、_ 和 -，不含空格；标题可以写全",
            "name",
        )
    return key.text


def titled_words(node: Node, what: str) -> dict[str, Bilingual]:
    """Ids with titles: ``{good: 好}``, ``{good: {en: Good, zh: 好}}`` or ``[A, B]``."""
    if not isinstance(node, MapNode):
        words: dict[str, Bilingual] = {}
        for item in items_of(node, what):
            text_of(item, what)
            assert isinstance(item, TextNode)
            word = word_of(item, what)
            if word in words:
                raise wrong(
                    item.where, f"{what}: {word} twice", f"{what}：{word} 重复", "drop one", "请删去一个"
                )
            words[word] = Bilingual(word, word)
        return words
    return {
        word_of(key, what): Bilingual(key.text.replace("_", " ").capitalize(), text_of(value, what))
        if isinstance(value, TextNode)
        else bilingual_of(value, f"{what}.{key.text}")
        for key, value in pairs_of(node, what)
    }


def read_parameter(key: TextNode, node: Node, status: Status) -> Parameter:
    """One entry of ``parameters``."""
    name = name_of(key, "parameter")
    fields = Fields(node, "parameter", f"parameter {name}")
    value = constant_of(fields.child("value"), f"{fields.what}.value")
    if isinstance(value, bool) and fields.has("unit"):
        raise wrong(
            fields.at("unit"),
            f"{fields.what} is true or false and has no unit",
            f"{fields.what} 取值为 true 或 false，不能有单位",
            "drop unit",
            "请删去 unit",
        )
    return Parameter(
        name,
        value,
        fields.bilingual("title"),
        fields.status(status),
        key.where,
        fields.text("unit", ""),
        fields.flag("placeholder"),
    )


def read_input(
    key: TextNode, node: Node, status: Status, numbers: Mapping[str, float], lists: Mapping[str, NamedList]
) -> Input:
    """One entry of ``inputs``."""
    name = name_of(key, "input")
    what = f"input {name}"
    fields = Fields(node, "input", what)
    kind = fields.choice("type")
    values = titled_words(fields.child("values"), f"{what}.values") if fields.has("values") else {}
    values_from = fields.text("values_from", "")
    if values_from and values_from not in lists:
        raise wrong(
            fields.at("values_from"),
            f"{what}: no list {values_from}",
            f"{what}：没有名单 {values_from}",
            "name the list under lists",
            "请在 lists 中列出该名单",
        )
    worded = kind in ("category", "set")
    if worded == (not values and not values_from):
        raise wrong(
            key.where,
            f"{what} needs values" if worded else f"{what} is a {kind} and takes no values",
            f"{what} 需要 values" if worded else f"{what} 的类型为 {kind}，不能有 values",
            "list the categories under values" if worded else "drop values or make it a category",
            "请在 values 中列出各类别" if worded else "请删去 values 或改为 category",
        )
    numeric = kind in ("number", "integer")
    specials, special_titles = _specials(fields)
    for extra, allowed in (
        ("specials", numeric),
        ("unit", numeric),
        ("plausible", numeric),
        ("domain", numeric or kind == "date"),
        ("synonyms", worded),
    ):
        if fields.has(extra) and not allowed:
            raise wrong(
                fields.at(extra),
                f"{what}: a {kind} has no {extra}",
                f"{what}：{kind} 类型不能有 {extra}",
                f"drop {extra}",
                f"请删去 {extra}",
            )
    read = Input(
        name=name,
        type=kind,  # type: ignore[arg-type]
        title=fields.bilingual("title"),
        where=key.where,
        status=fields.status(status),
        unit=fields.text("unit", ""),
        domain=_interval(fields, "domain", kind, numbers),
        plausible=_interval(fields, "plausible", kind, numbers),
        values=values,
        values_from=values_from,
        specials=specials,
        special_titles=special_titles,
        missing_words=fields.texts("missing_words"),
        aliases=fields.texts("aliases"),
        synonyms=_synonyms(fields, values),
        note=fields.optional_bilingual("note"),
        group=fields.optional_bilingual("group"),
    )
    return _with_missing(read, fields, lists)


def _specials(fields: Fields) -> tuple[dict[str, float], dict[str, Bilingual]]:
    """The numbers that mean something else, and what people call those that have a title."""
    numbers: dict[str, float] = {}
    titles: dict[str, Bilingual] = {}
    for key, node in fields.pairs("specials"):
        what = f"{fields.what}.specials"
        word = word_of(key, what)
        if isinstance(node, MapNode):
            titled = Fields(node, "special", f"{what}.{word}")
            numbers[word] = titled.number("value")
            titles[word] = Bilingual(titled.text("en"), titled.text("zh"))
        else:
            numbers[word] = number_of(node, what)
    return numbers, titles


def _interval(fields: Fields, key: str, kind: str, numbers: Mapping[str, float]) -> Cell | None:
    if not fields.has(key):
        return None
    cell = parse_cell(fields.text(key), "date" if kind == "date" else "number", fields.at(key), numbers)
    if not cell.ranges or cell.missing or cell.other:
        raise wrong(
            fields.at(key),
            f"{fields.what}.{key} must be an interval",
            f"{fields.what}.{key} 应为区间",
            'write "[0..100]" or ">= 0"',
            "请写成“[0..100]”或“>= 0”",
        )
    return cell


def _synonyms(fields: Fields, values: Mapping[str, Bilingual]) -> dict[str, tuple[str, ...]]:
    synonyms: dict[str, tuple[str, ...]] = {}
    for key, node in fields.pairs("synonyms"):
        if values and key.text not in values:
            raise wrong(
                key.where,
                f"{fields.what}.synonyms: {key.text} is not among values",
                f"{fields.what}.synonyms：{key.text} 不在 values 中",
                "write synonyms under the id they stand for",
                "请把同义词写在对应的标识之下",
            )
        synonyms[key.text] = tuple(text_of(item, "synonym") for item in items_of(node, "synonyms"))
    return synonyms


def _with_missing(item: Input, fields: Fields, lists: Mapping[str, NamedList]) -> Input:
    rule = fields.text("missing")
    if rule in ("error", "stated"):
        return replace(item, missing=rule)  # type: ignore[arg-type]
    return replace(item, missing="default", default=_default(item, rule, fields.at("missing"), lists))


def _default(item: Input, text: str, where: Where, lists: Mapping[str, NamedList]) -> float | str | bool:
    number = parse_number(text)
    if item.type in ("number", "integer") and number is not None:
        inside = item.domain is None or item.domain.has_number(number)
        if inside and (item.type == "number" or number.is_integer()):
            return number
    elif item.type == "boolean" and text in ("true", "false"):
        return text == "true"
    elif item.type in ("category", "set") and text in (
        lists[item.values_from].items if item.values_from else item.values
    ):
        return text
    elif item.type == "text":
        return text
    raise wrong(
        where,
        f"input {item.name}: {text} cannot stand for a missing {item.type}",
        f"输入 {item.name}：{text} 不能作为 {item.type} 的缺省值",
        "write error, stated or a value that the input accepts",
        "请写 error、stated 或该输入可接受的值",
    )
