"""Codes into another library's categories become codes of ours, without looking each one up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xlplugin.policy.findings import Bilingual

from .column import BAD, BLANK, FIRST, Column
from .problems import MISSING, Problem

MENDED = 8
"""Up to so many categories that are no words the codes are mended one by one."""
BROKEN = Problem("value", Bilingual("a code without a category", "代码没有对应的类别"))
"""Stands for a code beyond its categories."""


def recoded(codes: np.ndarray, values: Sequence[object], blank: object) -> Column | None:
    """The column of signed bytes that code ``values`` (words, MISSING or Problems), -1 for ``blank``.

    The words keep the order of their categories, so that their codes only shift. None where too many of
    the values are no words.
    """
    places = {value: i + FIRST for i, value in reversed([*enumerate(values)]) if _is_word(value)}
    mends = [(i + FIRST, value) for i, value in enumerate(values) if not _is_word(value)]
    if blank is not MISSING:
        mends.append((BLANK, blank))
    if not places or len(mends) > MENDED:
        return None
    filler = next(iter(places))
    vocabulary = [value if _is_word(value) else filler for value in values]
    if _is_word(blank) and blank not in places:
        places[blank] = len(vocabulary) + FIRST
        vocabulary.append(blank)
    data = codes.view(np.uint8) + np.uint8(FIRST)  # -1 wraps to 1, which is BLANK
    for code, value in sorted(mends, key=lambda mend: mend[0]):  # blanks first: a category may become one
        meant = BLANK if value is MISSING else places[value] if _is_word(value) else BAD
        change = (data == code).view(np.uint8)
        change *= np.uint8((meant - code) % 256)
        data += change
    return Column(data, tuple(vocabulary))


def _is_word(value: object) -> bool:
    return value is not MISSING and not isinstance(value, Problem)
