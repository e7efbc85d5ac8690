"""Reads what is peculiar to manual overrides: an order of the grades, grades that the policy makes, reason codes."""

from __future__ import annotations

from collections.abc import Mapping

from .fields import Fields, bilingual_of, wrong
from .findings import Bilingual
from .model import Scale
from .read_inputs import word_of
from .strict_yaml import MapNode, TextNode
from .variable import Variable


def ordered(item: Fields, scale: Scale) -> None:
    """Refuse manual overrides of grades that are types: there are no notches between them."""
    if scale == "none":
        raise wrong(
            item.where,
            f"{item.what}: the scale is none, so that the grades have no order in which to count notches",
            f"{item.what}：scale 为 none，各等级不分高低，无法按级数限定调整幅度",
            "drop it, or write scale: value or scale: risk where the grades have an order",
            "请删去；若等级有高低之分，请将 scale 写为 value 或 risk",
        )


def grades_of_its_own(item: Fields, graded: Variable) -> Variable:
    """The grades meant, refused where a cell holds them and no decision makes them."""
    if graded.is_input or graded.kind != "words":
        raise wrong(
            item.at("of"),
            f"{item.what}: {graded.name} is no grade that the policy gives",
            f"{item.what}：{graded.name} 不是由本制度评出的等级",
            "write of: and a decision that gives grades",
            "请用 of: 写明给出等级的决策",
        )
    return graded


def reasons_of(item: Fields) -> Mapping[str, Bilingual]:
    """The reason codes with their texts, at least one."""
    node = item.child("reasons")
    if isinstance(node, MapNode) and not node.items or isinstance(node, TextNode) and not node.text.strip():
        raise wrong(
            node.where,
            f"{item.what}.reasons is empty: whoever changes a grade has to say why",
            f"{item.what}.reasons 为空：调整等级必须说明原因",
            "write a code and its text, such as M05: {en: Data incomplete, zh: 资料不完整}",
            "请写代码及其含义，例如 M05: {en: Data incomplete, zh: 资料不完整}",
        )
    return {
        word_of(code, "reason code"): bilingual_of(text, f"{item.what}.reasons.{code.text}")
        for code, text in item.pairs("reasons")
    }
