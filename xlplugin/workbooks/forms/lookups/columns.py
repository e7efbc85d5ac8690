"""The columns of the lookup ledger, where they stand, and their formulas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.forms.calls import formula_for, literal
from xlplugin.workbooks.forms.columns import CUSTOMER
from xlplugin.workbooks.forms.formats import DATE, TEXT
from xlplugin.workbooks.forms.grid import FIRST_ROW, LEDGER
from xlplugin.workbooks.forms.wording import NOTHING

from .form import NO_ADVICE, LookupForm
from .lists import COUNTS, FIRSTS, IDS, ITEMS, KEYS, STAMPS, SYSTEMS, TYPES, VALUES

OBSERVED = Bilingual("Observation", "观察")
RESULT = Bilingual("Type and advice", "类型与建议")
NO_SYSTEM = Bilingual("choose a system from the list", "请从列表中选择分类体系")
UNKNOWN = Bilingual("no such system here: choose from the list", "本表没有该分类体系：请从列表中选择")
NO_VALUE = Bilingual("choose what was observed", "请选择观察到的情形")


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``formula`` gives its text for a row, counted as on the sheet."""

    key: str
    title: Bilingual
    kind: Literal["serial", "entry", "result"]
    group: Bilingual
    width: float
    number_format: str = ""
    long_text: bool = False
    note: Bilingual = NOTHING
    formula: Callable[[LookupForm, int], str] | None = None


def _check(form: LookupForm, row: int) -> str:
    said = (literal(text.in_language(form.language)) for text in (NO_SYSTEM, UNKNOWN, NO_VALUE))
    no_system, unknown, no_value = said
    call = formula_for("CHECKROW", values=f"$G{row}", policy=f"$L{row}").removeprefix("=")
    chosen = f"IF(LEN($L{row})=0,{unknown},IF(COUNTA($G{row})=0,{no_value},{call}))"
    return f'=IF(COUNTA($F{row})=0,IF(COUNTA($G{row})=0,"",{no_system}),{chosen})'


def _type(form: LookupForm, row: int) -> str:
    call = formula_for("GRADE", values=f"$G{row}", policy=f"$L{row}").removeprefix("=")
    return f'=IF((LEN($L{row})=0)+(COUNTA($G{row})=0)>0,"",{call})'


def _title(form: LookupForm, row: int) -> str:
    found = f'INDEX({TYPES},MATCH($L{row}&"|"&$I{row},{KEYS},0))'
    return f'=IF(ISERROR($I{row}),"",IF(LEN($I{row})=0,"",IFERROR({found},"")))'


def _advice(form: LookupForm, row: int) -> str:
    item = f"INDEX({ITEMS},MATCH($L{row},{STAMPS},0))"
    call = formula_for("TREATMENT", grade=f"$I{row}", item=item, policy=f"$L{row}").removeprefix("=")
    none = literal("—")
    given = f"IF({item}={literal(NO_ADVICE)},{none},IFERROR({call},{none}))"
    return f'=IF(ISERROR($I{row}),"",IF(LEN($I{row})=0,"",{given}))'


def _stamp(form: LookupForm, row: int) -> str:
    place = f"IFERROR(MATCH($F{row},{SYSTEMS},0),MATCH($F{row},{IDS},0))"
    return f'=IF(COUNTA($F{row})=0,"",IFERROR(INDEX({STAMPS},{place}),""))'


COLUMNS = (
    Column("serial", Bilingual("No.", "序号"), "serial", CUSTOMER, 6),
    Column("customer", Bilingual("Customer", "客户"), "entry", CUSTOMER, 14, TEXT,
           note=Bilingual("number; may stand in several rows", "编号，可多行出现")),
    Column("name", Bilingual("Name", "客户名称"), "entry", CUSTOMER, 19, TEXT),
    Column("date", Bilingual("Observed on", "观察日期"), "entry", OBSERVED, 12, DATE,
           note=Bilingual("date such as 2026-03-01", "日期，如2026-03-01")),
    Column("observer", Bilingual("Observer", "记录人"), "entry", OBSERVED, 11, TEXT),
    Column("system", Bilingual("System", "分类体系"), "entry", OBSERVED, 29, TEXT,
           note=Bilingual("choose from the list first", "先从列表中选择")),
    Column("value", Bilingual("Observed value", "观察到的情形"), "entry", OBSERVED, 23, TEXT,
           note=Bilingual("the list follows the system", "列表随分类体系变化")),
    Column("check", Bilingual("Check of a row", "数据检查"), "result", RESULT, 26, "", True, formula=_check),
    Column("type", Bilingual("Type", "类型"), "result", RESULT, 16, formula=_type),
    Column("title", Bilingual("Title of the type", "类型名称"), "result", RESULT, 22, "", True, formula=_title),
    Column("advice", Bilingual("Advice", "建议措施"), "result", RESULT, 42, "", True, formula=_advice),
    Column("stamp", Bilingual("Policy", "制度版本"), "result", RESULT, 22, formula=_stamp),
)  # fmt: skip
KEYS_IN_ORDER = tuple(column.key for column in COLUMNS)


def letter_of(key: str) -> str:
    """The letter of a column."""
    return chr(ord("A") + KEYS_IN_ORDER.index(key))


def cells_of(form: LookupForm, key: str) -> str:
    """All cells of a column, as another sheet refers to them."""
    letter = letter_of(key)
    return f"'{LEDGER}'!${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + form.height}"


def offered(row: int) -> str:
    """The reference to the values of the system that a row has chosen."""
    place = f"MATCH($F{row},{SYSTEMS},0)"
    return f"=OFFSET({VALUES},INDEX({FIRSTS},{place})-1,0,INDEX({COUNTS},{place}),1)"
