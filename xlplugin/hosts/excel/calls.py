"""A call of Excel's becomes a call of one of our functions, whatever happens: nothing is ever raised."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from xlplugin.compliance.approval_words import approval_words
from xlplugin.functions.context import Context
from xlplugin.functions.log_file import logger
from xlplugin.functions.values import CellError
from xlplugin.policy.findings import PolicyError
from xlplugin.scoring.serving import Serving

from .calling_workbook import Said, context_of, file_of

if TYPE_CHECKING:
    from xlplugin.functions.declaration import Function

RECHECK = 1.0
"""Seconds for which a policy file is taken as unchanged: a sheet asks thousands of times."""
MOST_CONTEXTS = 256


class Machine:
    """The policies of this machine, and the contexts of the workbooks that ask for them."""

    def __init__(self) -> None:
        self._serving = Serving(recheck_after=RECHECK)
        self._approvals = approval_words(self._serving.library.folders, self._serving.settings)
        self.log = logger(self._serving.settings)
        self._contexts: dict[object, tuple[float, Context]] = {}

    def context(self, said: Said) -> Context:
        """The context of a call; made anew every second, so that what lies beside a workbook is noticed."""
        day, now = datetime.date.today(), time.monotonic()
        until, context = self._contexts.get((said, day), (0.0, None))
        if context is None or now >= until:
            settings = self._serving.settings
            path = file_of(said[0]) if said else None
            base = Context(
                self._serving.compiled if path is None else self._serving.for_workbook(path),
                day,
                settings.default_policy,
                settings.default_aml_policy,
                settings.language,
                approvals=self._approvals,
                log=self.log,
            )
            context = context_of(said, base)
            if len(self._contexts) >= MOST_CONTEXTS:
                self._contexts.clear()
            self._contexts[said, day] = now + RECHECK, context
        return context


class Calls:
    """All calls of one process. The machine's policies are opened by the first."""

    def __init__(self, open_machine: Callable[[], Machine] = Machine) -> None:
        self._open_machine = open_machine
        self._machine: Machine | None = None
        self._retry, self._fault = 0.0, ""

    def __call__(self, function: Function, arguments: Sequence[object], said: Said) -> object:
        """The answer to a call: a value, an error or rows of them."""
        machine = self._machine
        try:
            if machine is None:
                machine = self._opened()
                if machine is None:
                    return self._fault if function.says_why else CellError.NULL
            return function.call(arguments, machine.context(said))
        except Exception:
            if machine is not None:
                machine.log.exception("xlplugin failed: %s in Excel", function.name)
            return CellError.NULL

    def _opened(self) -> Machine | None:
        """The machine's policies; None, and the reason kept, where the configuration cannot be read."""
        if time.monotonic() >= self._retry:
            try:
                self._machine = self._open_machine()
            except PolicyError as error:
                finding = error.findings[0]
                self._fault = f"{finding.in_language('en')} / {finding.in_language('zh')}"
                self._retry = time.monotonic() + RECHECK
        return self._machine
