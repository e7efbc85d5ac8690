"""Scorecards as tables for people: how they add up, their characteristics, the points of each attribute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .describing import (
    NOTHING,
    REASON,
    STATUS,
    TITLE,
    Known,
    Section,
    heading,
    joined,
    plain,
    said_cell,
    said_condition,
    said_reason,
    status_text,
)
from .findings import Bilingual
from .model import Attribute, Characteristic, Linear, Scorecard
from .numbers import format_number
from .variables import Variable


def scorecard_sections(card: Scorecard, known: Known) -> Iterator[Section]:
    """Its characteristics, then the points of their attributes."""
    note = joined(_how(card))
    headings = (
        Bilingual("Characteristic", "指标"),
        TITLE,
        Bilingual("Reads", "取自"),
        Bilingual("Weight", "权重"),
        Bilingual("Only if", "仅当"),
        Bilingual("Must be", "须为"),
        REASON,
        STATUS,
    )
    rows = tuple(
        (
            plain(item.name),
            item.title,
            plain("" if item.of == item.name else item.of),
            plain("" if item.weight == 1 else format_number(item.weight)),
            _applies(item, known),
            _MONOTONIC.get(item.monotonic, NOTHING),
            said_reason(item.reason),
            status_text(item.status),
        )
        for item in card.characteristics
    )
    title = heading(card, "characteristics", "指标")
    yield Section(title, headings, rows, numbers=(3,), ordered=True, note=note)
    points = tuple(
        (
            plain(item.name),
            _value(attribute),
            _meaning(attribute, known.get(item.of)),
            _points(attribute),
            status_text(attribute.status),
        )
        for item in card.characteristics
        for attribute in item.attributes
    )
    names = (headings[0], Bilingual("Value", "取值"), Bilingual("Meaning", "含义"), Bilingual("Points", "得分"), STATUS)
    yield Section(heading(card, "points", "得分"), names, points, keys=2, numbers=(3,))


_MONOTONIC = {"increasing": Bilingual("increasing", "递增"), "decreasing": Bilingual("decreasing", "递减")}


def _how(card: Scorecard) -> Iterator[Bilingual]:
    yield Bilingual(*{
        "sum": ("sum of the points", "各项得分之和"),
        "max": ("the highest points", "各项得分的最高值"),
        "mean": ("mean of the points", "各项得分的平均值"),
    }[card.combine])
    if card.base_points:
        figure = format_number(card.base_points)
        yield Bilingual(f"base points {figure}", f"基础分 {figure}")
    if card.divide_by != 1:
        figure = format_number(card.divide_by)
        yield Bilingual(f"divided by {figure}", f"除以 {figure}")
    if card.weights_sum is not None:
        figure = format_number(card.weights_sum)
        yield Bilingual(f"weights sum to {figure}", f"权重合计 {figure}")
    yield Bilingual(f"rounded to {card.decimals} decimals", f"保留 {card.decimals} 位小数")


def _applies(item: Characteristic, known: Known) -> Bilingual:
    if item.applies is None:
        return NOTHING
    when = said_condition(item.applies, known)
    if item.inapplicable == "zero":
        return Bilingual(f"{when.en}, else 0", f"{when.zh}，否则计0分")
    return Bilingual(f"{when.en}, else the others weigh more", f"{when.zh}，否则其余各项折算")


def _value(attribute: Attribute) -> Bilingual:
    """The test as the policy writes it; in Chinese the words of the language are Chinese, too."""
    bare = replace(attribute.cell, parameters=())
    return Bilingual(bare.text, said_cell(bare, None).zh)


def _meaning(attribute: Attribute, variable: Variable | None) -> Bilingual:
    if attribute.title:
        return attribute.title
    said = said_cell(attribute.cell, variable)
    return NOTHING if said == _value(attribute) else said


def _points(attribute: Attribute) -> Bilingual:
    if attribute.points is None:
        return Bilingual("error", "报错")
    if isinstance(attribute.points, Linear):
        return plain(f"{format_number(attribute.points.start)} → {format_number(attribute.points.end)}")
    return plain(format_number(attribute.points))
