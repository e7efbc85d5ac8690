"""What may be entered in the form's own cells, beside the inputs of the policy."""

from __future__ import annotations

from typing import Any

from xlplugin.policy.findings import Bilingual

from .choices import Lists
from .columns import Column, grades_of
from .form import Form
from .wording import both

CODE_LENGTH = 18
_LAST_DAY, _LARGEST = 2958465, 10**15
_CODE = Bilingual("18 characters; a code that looks like a number has to be text", "18位；以文本格式录入")
_DAY = Bilingual("a date such as 2026-03-01", "日期，如2026-03-01")
_AMOUNT = Bilingual("an amount of 0 or more", "不小于0的金额")
_CHOICE = Bilingual("choose from the list", "从列表中选择")


def entry_rule(column: Column, form: Form, lists: Lists, cell: str) -> dict[str, Any]:
    """The options of XlsxWriter's ``data_validation`` for a column; empty where anything goes."""
    if column.role != "entry":
        return {}
    match column.kind:
        case "choice":
            words = tuple(choice.in_language(form.language) for choice in column.choices)
            rule, said = {"validate": "list", "source": lists.source(words)}, _CHOICE
        case "grade":
            rule, said = {"validate": "list", "source": lists.source(grade_ids(form))}, _CHOICE
        case "date":
            rule = {"validate": "date", "criteria": "between", "minimum": 1, "maximum": _LAST_DAY}
            said = _DAY
        case "code":
            rule, said = {"validate": "custom", "value": f"=LEN({cell})={CODE_LENGTH}"}, _CODE
        case "amount":
            rule, said = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": _LARGEST}, _AMOUNT
        case _:
            return {}
    title = column.title.in_language(form.language)[:32]
    texts = {"error_title": title, "error_message": said.in_language(form.language), "error_type": "warning"}
    return rule | texts | {"input_title": title, "input_message": both(said)}


def grade_ids(form: Form) -> tuple[str, ...]:
    """The grades that a rater can choose."""
    grades = grades_of(form.policy, "grade")
    return grades.ids if grades else ()
