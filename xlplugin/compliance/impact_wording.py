"""How a part of a policy and its change are said, short enough for a cell."""

from __future__ import annotations

from collections.abc import Mapping

from xlplugin.policy.cells import Cell
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import (
    Bands,
    Characteristic,
    Condition,
    Formula,
    Input,
    Linear,
    Matrix,
    NamedList,
    Override,
    Parameter,
    Ranking,
    Scorecard,
    SubPolicy,
    Table,
)
from xlplugin.policy.numbers import format_number

KINDS: Mapping[str, Bilingual] = {
    "characteristic": Bilingual("characteristic", "评分指标"),
    "scorecard": Bilingual("scorecard", "评分卡"),
    "cut-offs": Bilingual("cut-offs", "分数线"),
    "decision": Bilingual("decision", "判定规则"),
    "override": Bilingual("override", "硬性规则"),
    "input": Bilingual("input", "输入项"),
    "parameter": Bilingual("parameter", "参数"),
    "list": Bilingual("list", "名单"),
    "result": Bilingual("result", "结果"),
}
NEW, GONE, OTHERWISE = (
    Bilingual("new", "新增"),
    Bilingual("dropped", "删除"),
    Bilingual("see the comparison of the policies", "详见制度差异"),
)
_ACTIONS = {"cap": Bilingual("at most", "最高"), "floor": Bilingual("at least", "至少"), "set": Bilingual("set to", "直接定为")}
_MOST = 8
"""Single differences that are told of one part; the policy's own comparison has them all."""


def difference(before: object, after: object) -> Bilingual:
    """What changed from one part to the other; None is a part that is not there."""
    if before is None or after is None:
        there, state = (after, NEW) if before is None else (before, GONE)
        said = "; ".join(f"{name}: {text}" if name else text for name, text in _facts(there).items())
        return Bilingual(f"{state.en}: {said}" if said else state.en, f"{state.zh}：{said}" if said else state.zh)
    old, new = _facts(before), _facts(after)
    parts = []
    for name in [*new, *(name for name in old if name not in new)]:
        was, now = old.get(name), new.get(name)
        if was != now:
            parts.append(f"{name}: {was or '–'} → {now or '–'}" if name else f"{was} → {now}")
    if not parts:
        return OTHERWISE
    said = "; ".join(parts[:_MOST])
    more = len(parts) - _MOST
    if more <= 0:
        return Bilingual(said, said)
    return Bilingual(f"{said}; and {more} more", f"{said}；另有 {more} 处")


def action_text(action: str, grade: str) -> Bilingual:
    """What a rule does to a grade; no action is the row of a table."""
    if action not in _ACTIONS:
        return Bilingual(grade, grade)
    return Bilingual(f"{_ACTIONS[action].en} {grade}", f"{_ACTIONS[action].zh} {grade}")


def _facts(part: object) -> dict[str, str]:
    """What can change in a part, by name, in the words of the policy file."""
    match part:
        case Characteristic():
            points = {_cell(item.cell): _points(item.points) for item in part.attributes}
            of = {} if part.of == part.name else {"of": part.of}
            weight = {} if part.weight == 1.0 else {"weight": format_number(part.weight)}
            applies = {"applies": part.applies.text} if part.applies else {}
            return {**of, **weight, **applies, **points}
        case Scorecard():
            numbers = {"base_points": part.base_points, "divide_by": part.divide_by, "decimals": part.decimals}
            return {"combine": part.combine} | {name: format_number(float(value)) for name, value in numbers.items()}
        case Bands():
            found: dict[str, str] = {"of": part.of}
            for band in part.bands:
                text = _cell(band.cell)
                found[band.grade] = f"{found[band.grade]}, {text}" if band.grade in found else text
            return found
        case Override():
            return {"": f"{part.action} {part.grade}", "when": _condition(part.when)}
        case Table():
            return {
                f"{place}. {_condition(row.when)}": "refuse" if row.refuse else ", ".join(map(str, row.then.values()))
                for place, row in enumerate(part.rows, 1)
            }
        case Matrix():
            return {f"{row} × {column}": value for row, cells in part.values.items() for column, value in cells.items()}
        case Ranking():
            return {"of": part.of, "measure": part.measure, "order": part.order, "ties": part.ties}
        case SubPolicy():
            return {"": part.policy.stamp}
        case Formula():
            return {"": part.expression.text}
        case Parameter():
            value = part.value
            return {"": str(value).lower() if isinstance(value, bool) else format_number(value, part.unit)}
        case Input():
            stated = part.missing if part.default is None else str(part.default)
            domain, plausible = (cell.text if cell else "" for cell in (part.domain, part.plausible))
            words = ", ".join(part.values)
            return {"type": part.type, "unit": part.unit, "domain": domain, "plausible": plausible, "missing": stated,
                    "values": words}  # fmt: skip
        case NamedList():
            return {name: "+" for name in part.items}
    return {}


def _condition(when: Condition | None) -> str:
    if when is None:
        return "otherwise"
    if when.formula is not None:
        return when.text
    return "; ".join(f"{name}: {_cell(cell)}" for name, cell in when.cells.items())


def _cell(cell: Cell) -> str:
    """A test as the policy writes it, its parameters by their figures: those may be all that differs."""
    if not cell.parameters or not cell.ranges:
        return cell.text
    return ", ".join(part.text("%" if "%" in cell.text else "") for part in cell.ranges)


def _points(points: float | Linear | None) -> str:
    if points is None:
        return "error"
    if isinstance(points, Linear):
        return f"{format_number(points.start)} … {format_number(points.end)}"
    return format_number(points)
