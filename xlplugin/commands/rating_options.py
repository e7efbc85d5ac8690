"""The options of ``xlplugin rating``, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from .bilingual_help import both
from .session import Failure

if TYPE_CHECKING:
    from xlplugin.compliance.manual_override_rules import Reason

Customers = Annotated[
    list[str] | None, typer.Argument(metavar="CUSTOMER", help=both("Customers by their numbers.", "客户号。"))
]
Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help=both("The customer's number.", "客户号。"))]
Policy = Annotated[
    str,
    typer.Option(
        "--policy",
        metavar="POLICY",
        help=both("The id of the policy; needed where there are several.", "制度标识；有多个制度时须指定。"),
    ),
]
Everybody = Annotated[
    bool, typer.Option("--all", help=both("Everybody for whom this step comes next.", "所有待办理该环节的客户。"))
]
Grade = Annotated[
    str | None,
    typer.Option(
        "--grade",
        metavar="GRADE",
        help=both("Another grade: a manual override.", "另行指定的等级，即人工调整。"),
    ),
]
ReasonCode = Annotated[
    str,
    typer.Option(
        "--reason",
        metavar="CODE",
        help=both("The reason code of a manual override.", "人工调整的原因代码。"),
    ),
]
Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help=both("Why.", "原因。"))]
Comment = Annotated[str, typer.Option("--comment", metavar="TEXT", help=both("What there is to say.", "说明。"))]
Evidence = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence",
        metavar="TEXT",
        help=both(
            "The document or file that proves a manual override; may be repeated.",
            "证明人工调整的文件或资料，可重复给出。",
        ),
    ),
]


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a step is for: some customers, all for whom it comes next, or those of one run."""

    customers: Sequence[str]
    policy: str
    everybody: bool = False
    run: int | None = None

    @property
    def many(self) -> bool:
        """True where the journal says whom."""
        return self.everybody or self.run is not None

    def check(self) -> None:
        """Refuse none, and more than one, of the ways to say whom."""
        if bool(self.customers) + self.everybody + (self.run is not None) != 1:
            ways_en, ways_zh = "customers, or --all", "客户号，或 --all"
            raise Failure(f"say whom: give {ways_en}", f"请指定客户：给出{ways_zh}")


def reason_of(code: str, comment: str, evidence: Sequence[str] | None) -> Reason:
    """Why a grade is changed."""
    from xlplugin.compliance.manual_override_rules import Reason

    return Reason(code.strip(), comment, tuple(evidence or ()))


def inputs_of(pairs: Sequence[str]) -> dict[str, object]:
    """``--set input=value`` as inputs."""
    found: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise Failure(f"--set {pair}: write --set input=value", f"--set {pair}：请写 --set 输入项=取值")
        if name.strip() in found:
            raise Failure(f"--set {name.strip()} is given twice", f"--set {name.strip()} 重复给出")
        found[name.strip()] = value.strip()
    return found
