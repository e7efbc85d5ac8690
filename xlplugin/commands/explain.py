"""``xlplugin explain``: how the grade of one customer comes about."""

from __future__ import annotations

from typing import Annotated

import typer

from .bilingual_help import both
from .options import AsOf, Json, Policies, PolicyName
from .printing import print_json
from .session import GRADED, NOT_ALL, Failure, day_of, session_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help=both(
        "Show how one customer's grade comes about: each characteristic, its points, the rules that fired.",
        "说明一个客户的等级如何得出：各项指标、得分和触发的硬性规则。",
    )
)
def explain(
    context: typer.Context,
    policy: PolicyName,
    values: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME=VALUE",
            help=both(
                "The values as in a cell: leverage=55% management=good; what is left out is blank.",
                "各项取值，写法同单元格：leverage=55% management=好；未给出者视为空白。",
            ),
        ),
    ] = None,
    as_of: AsOf = None,
    policies: Policies = None,
    json: Json = False,
) -> int:
    """Explain one row."""
    from xlplugin.scoring.headings import named_row

    from .explanation import document, show

    session, day = session_of(context), day_of(as_of)
    compiled = session.serving(policies).open(policy, day)
    row = named_row(compiled.policy.cells, named_values(values or []))
    result = compiled.grade_row(row, day)
    if json:
        print_json(document(session, compiled, result, day))
    else:
        show(session, compiled, result, day)
    return NOT_ALL if result.error else GRADED


def named_values(texts: list[str]) -> dict[str, object]:
    """The values of ``name=value`` texts by name; a name twice, or a text without ``=``, is refused."""
    found: dict[str, object] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise Failure(
                f"{text} is not of the form name=value, such as leverage=55%",
                f"{text} 不是 名称=取值 的形式，例如 leverage=55%",
            )
        if name.strip() in found:
            raise Failure(f"{name.strip()} is given twice", f"{name.strip()} 给出了两次")
        found[name.strip()] = value
    return found
