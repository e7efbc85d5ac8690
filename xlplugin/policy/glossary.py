"""What the words of a ranking and of a collecting table mean in Chinese; in English they speak for themselves."""

from __future__ import annotations

from collections.abc import Mapping

from .findings import Bilingual


def _meanings(**words: str) -> Mapping[str, Bilingual]:
    return {word: Bilingual(word, meaning) for word, meaning in words.items()}


COLLECTS = _meanings(sum="合计", min="最小值", max="最大值", worst="最差等级", list="全部列出")
MEASURES = _meanings(percent_rank="客户数占比排名", cumulative_share="累计数值占比", ntile="等分组号")
ORDERS = _meanings(ascending="升序（小者在前）", descending="降序（大者在前）")
TIES = _meanings(best="取最靠前位次", worst="取最靠后位次", mean="取平均位次")
CROSSINGS = _meanings(better="只计其前各行（从优）", worse="连同本行（从严）")
