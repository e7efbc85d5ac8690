"""How a kind of mapping, a key and a plain form are explained."""

from __future__ import annotations

from typing import NamedTuple

from xlplugin.policy.findings import Bilingual


class Meaning(NamedTuple):
    """What a key says, with a value as a file would write it."""

    text: Bilingual
    example: str


class Explained(NamedTuple):
    """What a kind of mapping is, and its keys in the order of ``KEYS``."""

    title: Bilingual
    text: Bilingual
    keys: dict[str, Meaning]


def meaning(en: str, zh: str, example: str) -> Meaning:
    """A meaning in both languages."""
    return Meaning(Bilingual(en, zh), example)


STATUS = meaning(
    "How sure the figures below it are; without it, the nearest status above counts.",
    "其下各数值的依据；未写时以上级的 status 为准。",
    "proposed",
)
NOTE = meaning("What a reader should know about it.", "需要向读者说明的内容。", "{en: As of the year end, zh: 截至年末}")
TITLE = meaning(
    "Its name for people; without it, made from its name in the file.",
    "供人阅读的名称；未写时由其标识生成。",
    "{en: Score, zh: 评分}",
)
GRADES = meaning(
    "The grades, best or least risky first, with their titles.",
    "各等级及其名称，从最好（或风险最低）的写起。",
    "{A: {en: Good, zh: 良好}, B: {en: Fair, zh: 一般}}",
)
OVERRIDES = meaning(
    "Hard rules on its grades; the strictest that holds wins.",
    "对其等级的硬性规定；同时符合多条时取最严的一条。",
    "[{when: {late: \">= 3\"}, cap: B, reason: {code: O1, en: Often late, zh: 多次逾期}}]",
)
REASON = meaning(
    "What is said when points are lost or the rule fires.",
    "失分或规则触发时给出的原因。",
    "{code: R01, en: Leverage too high, zh: 资产负债率过高}",
)
OF_GRADES = meaning(
    "The decision whose grades are meant; without it, what `result` calls the grade.",
    "指哪项决策的等级；未写时为 `result` 中的 grade。",
    "zone",
)
WITHIN = meaning("Within how many days, at the latest.", "最迟在多少天之内完成。", "5")
DECIMALS = meaning(
    "Places to which it is rounded, half away from zero, before anything reads it.",
    "保留的小数位数，先四舍五入再供后续使用。",
    "2",
)
HEADING = {"title": TITLE, "status": STATUS}


def kind(word: str) -> dict[str, Meaning]:
    """The first key of a decision."""
    return {"kind": meaning("The kind of decision.", "决策种类。", word)}
