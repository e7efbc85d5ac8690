"""Grades a pandas DataFrame: columns of the frame in, columns of results with the same index out."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np

from .column import FIRST, Column
from .headings import positions
from .result import Graded
from .row_texts import TEXTS, error_text, overrides_text, reasons_text
from .words import as_text

if TYPE_CHECKING:
    import pandas

    from .api import GradingPolicy

MARK = "cannot be graded; texts=True says why"


def grade_frame(
    policy: GradingPolicy, frame: pandas.DataFrame, as_of: datetime.date, texts: bool, language: str
) -> pandas.DataFrame:
    """Every named output of each row, then what is said about it; rows keep their index and order."""
    import pandas as pd

    cells = policy.policy.cells
    taken = positions(cells, [as_text(name) or str(name) for name in frame.columns])
    columns = [frame.iloc[:, position] for position in taken]
    graded = policy.compiled.grade_columns(columns, len(frame), as_of)
    results: dict[str, object] = {
        name: _of_output(policy, graded, name) for name in policy.compiled.result_at if name not in TEXTS
    }
    ungraded = graded.has_problem()
    if texts:
        results |= _texts(graded, ungraded, language)
    else:
        results["error"] = pd.Categorical.from_codes(np.where(ungraded, 0, -1), [MARK])
    return pd.DataFrame(results, index=frame.index)


def _texts(graded: Graded, ungraded: np.ndarray, language: str) -> dict[str, object]:
    """The columns of text; each row is graded once more for its words."""
    import pandas as pd

    reasons: list[str] = []
    overrides: list[str] = []
    errors: list[str | None] = []
    for i, wrong in enumerate(ungraded.tolist()):
        row = graded.row(i)
        reasons.append("" if wrong else reasons_text(row, language))
        overrides.append("" if wrong else overrides_text(row, language))
        errors.append(error_text(row, language) if wrong else None)
    said = {"reasons": reasons, "overrides": overrides, "error": errors}
    return {name: pd.array(texts, dtype="string") for name, texts in said.items()}


def _of_output(policy: GradingPolicy, graded: Graded, name: str) -> object:
    column = graded.column(name)
    made_by = policy.compiled.result_names[name]
    if column.vocabulary is None:
        return _numbers(column, policy.compiled.known[made_by].kind == "date")
    if column.vocabulary and all(isinstance(word, bool) for word in column.vocabulary):
        return _booleans(column)
    return _words(column, None if made_by in policy.policy.inputs else policy.policy.grades(made_by), policy)


def _numbers(column: Column, dates: bool) -> object:
    data = np.where(np.isfinite(column.data), column.data, np.nan)
    if not dates:
        return data
    days = np.full(len(data), np.datetime64("NaT", "s"))
    known = ~np.isnan(data)
    epoch = datetime.date(1970, 1, 1).toordinal()
    days[known] = (data[known].astype(np.int64) - epoch).astype("datetime64[D]")
    return days


def _booleans(column: Column) -> object:
    import pandas as pd

    truths = np.array([False, False, *map(bool, column.vocabulary or ())])
    return pd.arrays.BooleanArray(truths.take(column.data), column.data < FIRST)


def _words(column: Column, grades: object, policy: GradingPolicy) -> object:
    """Words as categories; those of a grade in the policy's order, whichever of them occur."""
    import pandas as pd

    spoken = [
        "; ".join(map(str, word)) if isinstance(word, tuple) else str(word) for word in column.vocabulary or ()
    ]
    ids = list(getattr(grades, "ids", ()))
    ordered = bool(ids) and policy.policy.scale != "none"
    categories = ids if set(spoken) <= set(ids) else list(dict.fromkeys(spoken))
    place = {word: i for i, word in enumerate(categories)}
    codes = np.array([-1, -1, *(place[word] for word in spoken)], dtype=np.int64)
    return pd.Categorical.from_codes(codes.take(column.data), categories, ordered=ordered)
