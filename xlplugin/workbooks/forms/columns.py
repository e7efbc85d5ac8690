"""The columns of a ledger: who the customer is, the policy's inputs, the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from xlplugin.functions.registry import FUNCTIONS
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Grades, Input, Policy, SubPolicy, Table
from xlplugin.policy.variables import variables

from .formats import TEXT, input_format, output_format
from .wording import NOTHING

CUSTOMER = Bilingual("Customer", "客户")
INPUTS = Bilingual("Inputs", "评级要素")
RESULTS = Bilingual("Results", "评级结果")
CHECK, REASONS, RULES = "CHECKROW", "REASONS", "RULES"
"""The keys of the results that are no outputs of the policy, which are in lower case."""
_NUMBERS = ("number", "integer", "boolean", "date")
"""The kinds of outputs that cells hold as numbers."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``key`` is what data rows call it: an input's name, or an output's.

    ``function`` and ``output`` say which of our functions fills a result column; ``width`` 0 leaves
    the width to the heading and the choices. An ``entry`` of a ``kind`` is checked as such. ``formula``
    columns are calculated from others of the ledger; ``held`` ones are filled by a command, not by hand;
    ``copy`` ones are hidden. ``in_words``: a result that is a text and never a number.
    """

    key: str
    title: Bilingual
    role: Literal["serial", "entry", "input", "result", "formula", "held", "copy"]
    group: Bilingual
    number_format: str = ""
    width: float = 0.0
    input: Input | None = None
    function: str = ""
    output: str = ""
    long_text: bool = False
    kind: Literal["", "date", "choice", "code", "amount", "grade"] = ""
    choices: tuple[Bilingual, ...] = ()
    note: Bilingual = NOTHING
    in_words: bool = False


SERIAL = Column("serial", Bilingual("No.", "序号"), "serial", CUSTOMER, width=6)
IDENTITY = (
    SERIAL,
    Column("customer_no", Bilingual("Customer no.", "客户编号"), "entry", CUSTOMER, TEXT, 12),
    Column("customer_name", Bilingual("Name", "客户名称"), "entry", CUSTOMER, TEXT, 22),
)
"""What stands before the inputs of a plain form."""


def input_columns(policy: Policy) -> Iterator[Column]:
    """A column per input, in the policy's order."""
    for item in policy.cells:
        yield Column(item.name, item.title, "input", item.group or INPUTS, input_format(item), input=item)


def usual_results(policy: Policy) -> tuple[str, ...]:
    """The results of a plain form: the check, the score, the grade, the reasons, then further outputs."""
    main = [name for name in ("score", "grade") if name in policy.result]
    return (CHECK, *main, REASONS, *(name for name in policy.result if name not in main))


def full_results(policy: Policy) -> tuple[str, ...]:
    """The same with the rules that fired, for a policy that has any."""
    usual = usual_results(policy)
    place = usual.index(REASONS)
    return (*usual[:place], RULES, *usual[place:]) if has_overrides(policy) else usual


def has_overrides(policy: Policy) -> bool:
    """True where a hard rule may change a grade, in the policy or in one that it uses."""
    return any(
        has_overrides(decision.policy)
        if isinstance(decision, SubPolicy)
        else bool(getattr(decision, "overrides", ()))
        for decision in policy.decisions
    )


def result_columns(policy: Policy, keys: Sequence[str]) -> Iterator[Column]:
    """A column per result. Raises ValueError for one that the policy does not give."""
    known = variables(policy)
    if unknown := [key for key in keys if key not in (CHECK, REASONS, RULES, *policy.result)]:
        raise ValueError(
            f"{policy.id} has no output {', '.join(unknown)}; it gives {', '.join(policy.result)}"
        )
    for key in keys:
        if key == CHECK:
            yield _of_function("CHECKROW", key, 32)
        elif key == REASONS:
            yield _of_function("REASONS", key, 50)
        elif key == RULES:
            title = Bilingual("Rules that fired", "触发的硬性规则")
            yield Column(key, title, "result", RESULTS, "", 14, function="GRADE", output="overrides", in_words=True)
        else:
            name = policy.result[key]
            made = known[name]
            stated = name in policy.inputs or isinstance(policy.decision(name), Table)
            function, output = _call(policy, key)
            yield Column(
                key,
                made.title,
                "result",
                RESULTS,
                output_format(made, stated),
                function=function,
                output=output,
                in_words=made.kind not in _NUMBERS,
            )


def _of_function(function: str, key: str, width: float) -> Column:
    return Column(
        key, FUNCTIONS[function].title, "result", RESULTS, "", width, function=function, long_text=True, in_words=True
    )


def _call(policy: Policy, output: str) -> tuple[str, str]:
    """The function that gives an output, and the output where it has to be named."""
    if output == "score":
        return "SCORE", ""
    if output != "grade":
        return "GRADE", output
    return ("AMLTIER", "") if policy.scale == "risk" else ("GRADE", "")


def grades_of(policy: Policy, output: str) -> Grades | None:
    """The grades that an output of the policy can be, or None where it is none."""
    name = policy.result.get(output, "")
    return policy.grades(name) if name and name not in policy.inputs else None
