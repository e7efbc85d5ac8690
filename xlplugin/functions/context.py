"""What a call knows beside its arguments: the policies, the date, the language, the workbook."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xlplugin.policy.findings import Bilingual, PolicyError, UnknownPolicy

from .values import CellError, Refusal, refused

if TYPE_CHECKING:
    from xlplugin.policy.model import Policy
    from xlplugin.scoring.compile import Compiled


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a call, handed in by the host.

    ``policies`` gives the compiled policy of a stamp (``id`` or ``id@version``) on a date and raises
    ``UnknownPolicy`` or ``PolicyError``. ``workbook_policy`` is the workbook's defined name
    ``xlplugin_policy``. ``approvals`` says of a policy whether it is approved; it is asked only where a cell asks.
    """

    policies: Callable[[str, datetime.date], Compiled]
    as_of: datetime.date
    default_policy: str = "credit_rating"
    default_aml_policy: str = "aml_pbc_2013"
    language: str = "en"
    workbook_policy: str | None = None
    approvals: Callable[[Policy], str | Bilingual] | None = None
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("xlplugin"))

    def policy(self, stamp: object, default: str = "") -> Compiled:
        """The policy that an argument names; without one the workbook's, else ``default``.

        Raises ``Refusal``: ``#REF!`` for an unknown policy or one that cannot be served.
        """
        named = stamp if stamp is not None else self.workbook_policy or default or self.default_policy
        if not isinstance(named, str):
            raise refused(
                CellError.REF,
                f"{named} is not the name of a policy; write its id, such as {self.default_policy}",
                f"{named} 不是制度名称；请填写制度标识，例如 {self.default_policy}",
            )
        try:
            return self.policies(named.strip(), self.as_of)
        except UnknownPolicy as unknown:
            raise Refusal(CellError.REF, unknown.message) from unknown
        except PolicyError as error:
            raise refused(
                CellError.REF,
                f"the policy {named} cannot be served: {error.findings[0].in_language('en')}",
                f"制度 {named} 无法使用：{error.findings[0].in_language('zh')}",
            ) from error
