"""The value contract, case by case: what a cell becomes under each kind of declaration."""

from __future__ import annotations

import datetime
import math
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.policy.cells import parse_cell
from xlplugin.policy.findings import Bilingual, Where
from xlplugin.policy.model import Input, NamedList
from xlplugin.scoring.dates import day_number, serial
from xlplugin.scoring.values import MISSING, Problem, converter
from xlplugin.scoring.words import fold

HERE = Where("case.yaml", 1, 1)
COUNTRIES = NamedList(
    name="countries",
    title=Bilingual("Countries", "国家"),
    as_of=datetime.date(2026, 6, 19),
    items={
        "IR": Bilingual("Iran", "伊朗"),
        "KP": Bilingual("Korea, North", "朝鲜"),
        "CD": Bilingual("Congo", "刚果"),
        "CG": Bilingual("Congo", "刚果"),
        "NO": Bilingual("Norway", "挪威"),
    },
    references=(),
    status="stated",
    digest="",
    where=HERE,
    aliases={"IR": ("Islamic Republic of Iran", "伊朗伊斯兰共和国")},
)


def declared(type_: str, domain: str = "", plausible: str = "", **rest: object) -> Input:
    kind = "date" if type_ == "date" else "number"
    return Input(
        name="cell",
        type=type_,  # type: ignore[arg-type]
        title=Bilingual("Debt ratio", "负债率"),
        where=HERE,
        status="stated",
        domain=parse_cell(domain, kind, HERE) if domain else None,
        plausible=parse_cell(plausible, kind, HERE) if plausible else None,
        **rest,  # type: ignore[arg-type]
    )


LEVEL = {
    "good": Bilingual("Good", "好"),
    "fair": Bilingual("Fair", "一般"),
    "poor": Bilingual("Very poor", "差"),
    "2": Bilingual("Second class", "Ⅱ类"),
}
INPUTS = {
    "number": declared("number"),
    "percent": declared("number", "[0%..300%]", unit="%"),
    "money": declared("number", ">= 0", "[1..1000000]", unit="万元"),
    "two ranges": declared("number", "[0..1], (5..6]"),
    "open": declared("number", "(0..5)"),
    "special": declared("number", "[-50..50]", specials={"no_ebitda": 999.0}),
    "special titled": declared(
        "number", "[-50..50]", specials={"none_due": 999.0}, special_titles={"none_due": Bilingual("None due", "无应收账款")}
    ),
    "special inside": declared("number", "[0..999]", specials={"no_ebitda": 999.0}),
    "worded": declared("number", missing="stated", missing_words=("—", "-", "无", "N/A")),
    "zero": declared("integer", "[0..5]", missing="default", default=0.0),
    "integer": declared("integer", "[-9..9]"),
    "any integer": declared("integer"),
    "boolean": declared("boolean"),
    "boolean worded": declared("boolean", missing="stated", missing_words=("无",)),
    "date": declared("date"),
    "recent": declared("date", ">= 2020-01-01"),
    "category": declared("category", values=LEVEL, synonyms={"good": ("excellent", "优秀")}),
    "category stated": declared("category", values=LEVEL, missing="stated", missing_words=("n/a",)),
    "category default": declared("category", values=LEVEL, missing="default", default="fair"),
    "case": declared("category", values={"a": Bilingual("small", "小写"), "A": Bilingual("big", "大写")}),
    "country": declared("category", values_from="countries"),
    "set": declared("set", values_from="countries"),
    "set stated": declared("set", values_from="countries", missing="stated", missing_words=("N/A",)),
    "set default": declared("set", values_from="countries", missing="default", default="NO"),
    "text": declared("text"),
}
CONVERTERS = {name: converter(item, {"countries": COUNTRIES}) for name, item in INPUTS.items()}

REFUSED = "refused"
DAY = float(datetime.date(2026, 3, 1).toordinal())

CASES = [
    # numbers
    ("number", 3.5, 3.5),
    ("number", -0.0, 0.0),
    ("number", 3, 3.0),
    ("number", 2**53, 2.0**53),
    ("number", 2**53 + 1, REFUSED),
    ("number", -(2**53) - 1, REFUSED),
    ("number", 1e300, 1e300),
    ("number", Decimal("12.5"), 12.5),
    ("number", Decimal("0.1"), 0.1),
    ("number", np.float64(2.5), 2.5),
    ("number", np.float32(0.5), 0.5),
    ("number", np.int64(7), 7.0),
    ("number", np.uint8(7), 7.0),
    ("number", Fraction(1, 2), REFUSED),
    ("number", 1j, REFUSED),
    ("number", np.complex128(1), REFUSED),
    ("number", math.inf, REFUSED),
    ("number", -math.inf, REFUSED),
    ("number", Decimal("Infinity"), REFUSED),
    ("number", np.inf, REFUSED),
    ("number", True, REFUSED),
    ("number", False, REFUSED),
    ("number", np.bool_(True), REFUSED),
    ("number", "TRUE", REFUSED),
    ("number", datetime.datetime(2026, 3, 1), REFUSED),
    ("number", np.datetime64("2026-03-01"), REFUSED),
    ("number", [1.0], REFUSED),
    ("number", np.array([1.0]), REFUSED),
    ("number", "12.5", 12.5),
    ("number", " 12.5 ", 12.5),
    ("number", "\u200b12.5\ufeff", 12.5),
    ("number", "\u300012.5\u00a0", 12.5),
    ("number", "１２．５", 12.5),
    ("number", "−3", -3.0),
    ("number", "－３", -3.0),
    ("number", "+3", 3.0),
    ("number", "-0", 0.0),
    ("number", "1,200", 1200.0),
    ("number", "１，２００", 1200.0),
    ("number", "1,234,567.89", 1234567.89),
    ("number", "(1,200)", -1200.0),
    ("number", "（1,200）", -1200.0),
    ("number", "( 5 )", -5.0),
    ("number", "1.2e3", 1200.0),
    ("number", "1E-2", 0.01),
    ("number", ".5", 0.5),
    ("number", "5.", 5.0),
    ("number", "0012", 12.0),
    ("number", "1_000", REFUSED),
    ("number", "1,20,0", REFUSED),
    ("number", "0,120", REFUSED),
    ("number", "1,2", REFUSED),
    ("number", "1 200", REFUSED),
    ("number", "1.200,5", REFUSED),
    ("number", "nan", REFUSED),
    ("number", "NaN", REFUSED),
    ("number", "inf", REFUSED),
    ("number", "-Infinity", REFUSED),
    ("number", "1e999", REFUSED),
    ("number", "0x10", REFUSED),
    ("number", "12abc", REFUSED),
    ("number", "(-5)", REFUSED),
    ("number", "-(5)", REFUSED),
    ("number", "--5", REFUSED),
    ("number", "- 5", REFUSED),
    ("number", "1e", REFUSED),
    ("number", ".", REFUSED),
    ("number", "()", REFUSED),
    ("number", "10²", REFUSED),
    ("number", "½", REFUSED),
    ("number", "五", REFUSED),
    ("number", "٣", REFUSED),
    ("number", "¥5", REFUSED),
    ("number", "55%", REFUSED),
    ("number", "5" * 2000, REFUSED),
    # a percent is a fraction
    ("percent", 0.55, 0.55),
    ("percent", "60%", 0.6),
    ("percent", "12%", 0.12),
    ("percent", "１２％", 0.12),
    ("percent", "12 %", 0.12),
    ("percent", "0.29%", 0.0029),
    ("percent", "1,2%", REFUSED),
    ("percent", "12%%", REFUSED),
    ("percent", "1.2e1%", 0.12),
    ("percent", "(5%)", REFUSED),
    ("percent", "0.55", 0.55),
    ("percent", 3.0, 3.0),
    ("percent", math.nextafter(3.0, 4.0), REFUSED),
    ("percent", math.nextafter(0.0, -1.0), REFUSED),
    ("percent", 55.0, REFUSED),
    ("percent", 55, REFUSED),
    ("percent", "55", REFUSED),
    ("percent", "5500%", REFUSED),
    # domains
    ("open", 0.0, REFUSED),
    ("open", 5e-324, 5e-324),
    ("open", math.nextafter(5.0, 0.0), math.nextafter(5.0, 0.0)),
    ("open", 5.0, REFUSED),
    ("two ranges", 1.0, 1.0),
    ("two ranges", 5.0, REFUSED),
    ("two ranges", 6.0, 6.0),
    ("money", 1.0, 1.0),
    ("money", 0.0, REFUSED),
    ("money", 5e9, REFUSED),
    ("money", -1.0, REFUSED),
    ("special", 999.0, "no_ebitda"),
    ("special", 999, "no_ebitda"),
    ("special", "999", "no_ebitda"),
    ("special", " No_EBITDA ", "no_ebitda"),
    ("special", 998.0, REFUSED),
    ("special titled", 999, "none_due"),
    ("special titled", "NONE_DUE", "none_due"),
    ("special titled", " none  due ", "none_due"),
    ("special titled", "无应收账款", "none_due"),
    ("special titled", "应收账款", REFUSED),
    ("special inside", 999.0, "no_ebitda"),
    ("special inside", 998.0, 998.0),
    # whole numbers
    ("integer", 3.0, 3.0),
    ("integer", -0.0, 0.0),
    ("integer", 3, 3.0),
    ("integer", "3", 3.0),
    ("integer", "3.0", 3.0),
    ("integer", 3.5, REFUSED),
    ("integer", "3.5", REFUSED),
    ("integer", 10, REFUSED),
    ("integer", True, REFUSED),
    ("any integer", 2.0**53, 2.0**53),
    ("any integer", 2.0**54, REFUSED),
    ("any integer", "9007199254740994", REFUSED),
    # blanks
    ("number", None, REFUSED),
    ("number", "", REFUSED),
    ("number", "  \u3000\u200b", REFUSED),
    ("number", math.nan, REFUSED),
    ("worded", None, MISSING),
    ("worded", "", MISSING),
    ("worded", "\u00a0", MISSING),
    ("worded", math.nan, MISSING),
    ("worded", np.float64("nan"), MISSING),
    ("worded", np.float32("nan"), MISSING),
    ("worded", Decimal("NaN"), MISSING),
    ("worded", Decimal("sNaN"), MISSING),
    ("worded", pd.NA, MISSING),
    ("worded", pd.NaT, MISSING),
    ("worded", np.datetime64("NaT"), MISSING),
    ("worded", MISSING, MISSING),
    ("worded", "—", MISSING),
    ("worded", " - ", MISSING),
    ("worded", "－", MISSING),
    ("worded", "无", MISSING),
    ("worded", "n/a", MISSING),
    ("worded", "Ｎ／Ａ", MISSING),
    ("worded", "none", REFUSED),
    ("worded", "-5", -5.0),
    ("number", "—", REFUSED),
    ("number", "-", REFUSED),
    ("number", "无", REFUSED),
    ("number", "N/A", REFUSED),
    ("zero", None, 0.0),
    ("zero", "", 0.0),
    ("zero", "—", REFUSED),
    # booleans
    ("boolean", True, True),
    ("boolean", False, False),
    ("boolean", np.bool_(False), False),
    ("boolean", 1.0, True),
    ("boolean", 0.0, False),
    ("boolean", -0.0, False),
    ("boolean", 1, True),
    ("boolean", 0, False),
    ("boolean", Decimal(1), True),
    ("boolean", np.int8(1), True),
    ("boolean", "TRUE", True),
    ("boolean", " false", False),
    ("boolean", "Yes", True),
    ("boolean", "no", False),
    ("boolean", "Y", True),
    ("boolean", "ｎ", False),
    ("boolean", "1", True),
    ("boolean", "０", False),
    ("boolean", "是", True),
    ("boolean", "否", False),
    ("boolean", "有", True),
    ("boolean", "无", False),
    ("boolean", 2.0, REFUSED),
    ("boolean", 0.5, REFUSED),
    ("boolean", "maybe", REFUSED),
    ("boolean", "on", REFUSED),
    ("boolean", "", REFUSED),
    ("boolean", None, REFUSED),
    ("boolean worded", "无", MISSING),
    ("boolean worded", "有", True),
    # dates
    ("date", datetime.date(2026, 3, 1), DAY),
    ("date", datetime.datetime(2026, 3, 1, 17, 30), DAY),
    ("date", pd.Timestamp("2026-03-01"), DAY),
    ("date", np.datetime64("2026-03-01T12:00:00.000000000"), DAY),
    ("date", 46082.0, DAY),
    ("date", 46082.75, DAY),
    ("date", 46082, DAY),
    ("date", np.int64(46082), DAY),
    ("date", 20260301.0, DAY),
    ("date", 20260301, DAY),
    ("date", "20260301", DAY),
    ("date", "2026-03-01", DAY),
    ("date", "2026-3-1", DAY),
    ("date", "2026/3/1", DAY),
    ("date", "2026.3.1", DAY),
    ("date", "2026-03-01 00:00:00", DAY),
    ("date", "2026-03-01T08:15:00.5", DAY),
    ("date", " ２０２６－０３－０１　", DAY),
    ("date", "2026年3月1日", DAY),
    ("date", "2026年03月01日", DAY),
    ("date", "2026 年 3 月 1 日", DAY),
    ("date", 1.0, float(datetime.date(1900, 1, 1).toordinal())),
    ("date", 59.0, float(datetime.date(1900, 2, 28).toordinal())),
    ("date", 60.0, REFUSED),
    ("date", 60.5, REFUSED),
    ("date", 61.0, float(datetime.date(1900, 3, 1).toordinal())),
    ("date", 0.0, REFUSED),
    ("date", 0.9, REFUSED),
    ("date", -1.0, REFUSED),
    ("date", 2958465.0, float(datetime.date(9999, 12, 31).toordinal())),
    ("date", 2958466.0, REFUSED),
    ("date", 20260230.0, REFUSED),
    ("date", 20260301.5, REFUSED),
    ("date", "2026-02-29", REFUSED),
    ("date", "3/1/2026", REFUSED),
    ("date", "26-03-01", REFUSED),
    ("date", "46082", REFUSED),
    ("date", "tomorrow", REFUSED),
    ("date", True, REFUSED),
    ("date", math.inf, REFUSED),
    ("date", 1e300, REFUSED),
    ("date", None, REFUSED),
    ("date", pd.NaT, REFUSED),
    ("recent", 46082.0, DAY),
    ("recent", 43831.0, float(datetime.date(2020, 1, 1).toordinal())),
    ("recent", 43830.9, REFUSED),
    ("recent", "2019-12-31", REFUSED),
    # categories
    ("category", "good", "good"),
    ("category", " GOOD ", "good"),
    ("category", "Ｇｏｏｄ", "good"),
    ("category", "好", "good"),
    ("category", "　好　", "good"),
    ("category", "very \n poor", "poor"),
    ("category", "Excellent", "good"),
    ("category", "优秀", "good"),
    ("category", 2.0, "2"),
    ("category", 2, "2"),
    ("category", Decimal("2.0"), "2"),
    ("category", "II类", "2"),
    ("category", 2.5, REFUSED),
    ("category", True, REFUSED),
    ("category", "Z", REFUSED),
    ("category", "go od", REFUSED),
    ("category", "good, fair", REFUSED),
    ("category", None, REFUSED),
    ("category", "", REFUSED),
    ("category stated", "", MISSING),
    ("category stated", "N/A", MISSING),
    ("category default", None, "fair"),
    ("category default", "差", "poor"),
    ("case", "a", "a"),
    ("case", "A", "A"),
    ("case", "Big", "A"),
    ("case", "Ａ", REFUSED),
    ("country", "ir", "IR"),
    ("country", "Iran", "IR"),
    ("country", "伊朗伊斯兰共和国", "IR"),
    ("country", "NO", "NO"),
    ("country", "cd", "CD"),
    ("country", "Congo", REFUSED),
    # sets
    ("set", "IR", ("IR",)),
    ("set", "NO; IR", ("IR", "NO")),
    ("set", "NO；伊朗，cg", ("CG", "IR", "NO")),
    ("set", "NO、IR/CD\nCG,NO;", ("CD", "CG", "IR", "NO")),
    ("set", "Korea, North", ("KP",)),
    ("set", "Korea, North; Iran", ("IR", "KP")),
    ("set", "IR; XX", REFUSED),
    ("set", "IR; N/A", REFUSED),
    ("set", "IR NO", REFUSED),
    ("set", "", REFUSED),
    ("set", " ; ", REFUSED),
    ("set", True, REFUSED),
    ("set stated", None, MISSING),
    ("set stated", "；、", MISSING),
    ("set stated", "n/a", MISSING),
    ("set default", "", ("NO",)),
    # identity text
    ("text", " 00123 ", "00123"),
    ("text", "\u200b客户 A\u3000", "客户 A"),
    ("text", 12345.0, "12345"),
    ("text", 12345, "12345"),
    ("text", 0.5, "0.5"),
    ("text", np.int64(5), "5"),
    ("text", datetime.date(2026, 3, 1), "2026-03-01"),
    ("text", 1.2345678901234567e17, REFUSED),
    ("text", 2**53 + 1, REFUSED),
    ("text", 2**60, REFUSED),
    ("text", True, REFUSED),
    ("text", "x" * 1000, "x" * 1000),
    ("text", "x" * 1001, REFUSED),
    ("text", "", REFUSED),
]


@pytest.mark.parametrize(("kind", "cell", "expected"), CASES, ids=lambda case: repr(case)[:40])
def test_a_cell_becomes_what_its_declaration_says(kind: str, cell: object, expected: object) -> None:
    found = CONVERTERS[kind](cell)
    if expected is REFUSED:
        assert isinstance(found, Problem), found
        assert (found.kind, found.input) == ("value", "cell")
        assert found.message.en.startswith("Debt ratio: ")
        assert found.message.zh.startswith("负债率：")
    else:
        assert found == expected
        assert type(found) is type(expected)
        if isinstance(found, float):
            assert math.copysign(1.0, found) == math.copysign(1.0, expected)  # type: ignore[arg-type]


MESSAGES = [
    (
        "percent",
        55.0,
        "Debt ratio: 55 is 5500%: did you mean 55%? Accepted: from 0% to 300%",
        "负债率：55 即 5500%：是否应为 55%？可接受：0% 至 300%",
    ),
    (
        "percent",
        "5500%",
        "Debt ratio: 5500% is outside what is accepted: from 0% to 300%",
        "负债率：5500% 超出可接受的范围：0% 至 300%",
    ),
    (
        "money",
        5e9,
        "Debt ratio: 5,000,000,000 万元 is not plausible (from 1 万元 to 1,000,000 万元): is the unit right? "
        "Enter the figure in 万元, not in 元",
        "负债率：5,000,000,000 万元 超出合理范围（1 万元 至 1,000,000 万元）："
        "单位是否有误？请以万元而非元为单位填写",
    ),
    (
        "number",
        "12abc",
        "Debt ratio: “12abc” is not a number; enter one such as 1200.5",
        "负债率：“12abc” 不是数字；请填写 1200.5 这样的数字",
    ),
    (
        "number",
        "12%",
        "Debt ratio: “12%” is a percentage, but the figure is none; enter it without %",
        "负债率：“12%” 是百分数，而此项不是百分比；请填写，不带 % 号",
    ),
    (
        "number",
        True,
        "Debt ratio: TRUE is not a number; enter one such as 1200.5",
        "负债率：TRUE 不是数字；请填写 1200.5 这样的数字",
    ),
    (
        "number",
        None,
        "Debt ratio: the cell is blank, and the policy does not say what a blank means; enter a value",
        "负债率：单元格为空，而制度未规定空白的含义；请填写",
    ),
    (
        "two ranges",
        3.0,
        "Debt ratio: 3 is outside what is accepted: from 0 to 1 or more than 5 and at most 6",
        "负债率：3 超出可接受的范围：0 至 1，或大于 5 且不超过 6",
    ),
    (
        "integer",
        2.5,
        "Debt ratio: 2.5 is not a whole number; enter one such as 2",
        "负债率：2.5 不是整数；请填写 2 这样的整数",
    ),
    (
        "category",
        "godo",
        "Debt ratio: “godo” is not accepted; did you mean Good? "
        "Accepted: Good, Fair, Very poor, Second class",
        "负债率：“godo” 不是可接受的值；是否应为好？可填：好、一般、差、Ⅱ类",
    ),
    (
        "country",
        "Congo",
        "Debt ratio: “Congo” can mean CD or CG; write one of these",
        "负债率：“Congo” 可以指 CD、CG；请写明其中之一",
    ),
    (
        "recent",
        "2019-12-31",
        "Debt ratio: 2019-12-31 is outside what is accepted: 2020-01-01 or later",
        "负债率：2019-12-31 超出可接受的范围：不早于 2020-01-01",
    ),
    (
        "date",
        "3/1/2026",
        "Debt ratio: “3/1/2026” is not a date; write it as 2026-03-01, 2026/3/1, 20260301 or 2026年3月1日",
        "负债率：“3/1/2026” 不是日期；请写成 2026-03-01、2026/3/1、20260301 或 2026年3月1日",
    ),
    (
        "boolean",
        "maybe",
        "Debt ratio: “maybe” is neither yes nor no; enter TRUE or FALSE, 1 or 0, yes or no",
        "负债率：“maybe” 不能判断是或否；请填 TRUE 或 FALSE、1 或 0、是或否、有或无",
    ),
]


@pytest.mark.parametrize(("kind", "cell", "en", "zh"), MESSAGES)
def test_a_problem_names_the_input_the_value_and_the_mend(kind: str, cell: object, en: str, zh: str) -> None:
    found = CONVERTERS[kind](cell)
    assert isinstance(found, Problem)
    assert (found.message.en, found.message.zh) == (en, zh)


def test_a_long_vocabulary_is_listed_in_part() -> None:
    values = {f"v{n}": Bilingual(f"Value {n}", f"值{n}") for n in range(20)}
    found = converter(declared("category", values=values), {})("nothing of the kind")
    assert isinstance(found, Problem)
    listed = ", ".join(f"Value {n}" for n in range(8))
    assert found.message.en.endswith(f"Accepted: {listed} and 12 more")
    assert found.message.zh.endswith("可填：" + "、".join(f"值{n}" for n in range(8)) + "，另有 12 项")


def test_a_long_text_is_cut_in_the_message() -> None:
    found = CONVERTERS["number"]("x" * 900)
    assert isinstance(found, Problem)
    assert f"“{'x' * 40}…”" in found.message.en


def test_missing_and_problems_survive_another_process() -> None:
    assert pickle.loads(pickle.dumps(MISSING)) is MISSING
    found = CONVERTERS["category"]("godo")
    assert pickle.loads(pickle.dumps(found)) == found
    assert not MISSING


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(),
    st.text(alphabet="0123456789.,%()-+eE年月日/；;　−", max_size=12),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=4),
)


@pytest.mark.parametrize("kind", sorted(INPUTS))
@given(cell=ANYTHING)
def test_no_cell_raises_and_every_number_is_finite(kind: str, cell: object) -> None:
    found = CONVERTERS[kind](cell)
    if isinstance(found, Problem):
        assert found.message.en and found.message.zh
    elif isinstance(found, float):
        assert math.isfinite(found)
        item = INPUTS[kind]
        assert item.domain is None or item.domain.has_number(found)
    else:
        assert found is MISSING or isinstance(found, (str, bool, tuple))


@given(st.floats(min_value=0, max_value=3))
def test_a_float_in_the_domain_stays_the_same_float(number: float) -> None:
    assert CONVERTERS["percent"](number) == number
    assert CONVERTERS["percent"](repr(number)) == number


@given(st.integers(0, 30000))
def test_percent_text_is_exact(hundredths: int) -> None:
    assert CONVERTERS["percent"](f"{hundredths // 100}.{hundredths % 100:02}%") == hundredths / 10000


@given(st.dates(min_value=datetime.date(1900, 1, 1)))
def test_every_way_of_writing_a_date_is_the_same_day(day: datetime.date) -> None:
    number = float(day.toordinal())
    written = (
        day,
        serial(number),
        float(day.strftime("%Y%m%d")),
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    )
    assert {CONVERTERS["date"](cell) for cell in written} == {number}
    assert {day_number(cell) for cell in written} == {number}


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
