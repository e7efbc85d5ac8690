"""The methods of the add-in: a call of Calc's becomes a call of one of our functions, whatever happens."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from xlplugin.compliance.approval_words import approval_words
from xlplugin.functions.context import Context
from xlplugin.functions.declaration import Function
from xlplugin.functions.log_file import logger
from xlplugin.functions.values import CellError
from xlplugin.scoring.serving import Serving

from .documents import Documents
from .methods import METHODS, takes_cells
from .values import Table, answer_for, argument_of, cells_of, table_for

RECHECK = 1.0
"""Seconds for which a policy file is taken as unchanged: a sheet asks thousands of times."""


def methods_for(said: Mapping[str, Any]) -> dict[str, Callable[..., object]]:
    """The methods by name; ``said`` is what the installation wrote down, of which ``engine`` is read here.

    ``engine`` stands where a workbook is recalculated by a command: the file it is of (``workbook``), the
    command's folders of ``policies``, its ``language``, the ``as_of`` that goes before the workbook's own, and
    ``in_force``: versions in the workbook give way to those in force.
    """
    engine = said.get("engine", {})
    serving = Serving([Path(folder) for folder in engine.get("policies", ())], recheck_after=RECHECK)
    log = logger(serving.settings)
    as_of = datetime.date.fromisoformat(engine["as_of"]) if engine.get("as_of") else None
    documents = Documents(_base(serving, log, engine), listener, as_of)
    return {one.name: method_of(one.function, one.gives_table, documents, log) for one in METHODS}


def _base(serving: Serving, log: logging.Logger, engine: Mapping[str, Any]) -> Callable[[str], Context]:
    settings = serving.settings
    approvals = approval_words(serving.library.folders, settings)

    def base(url: str) -> Context:
        path = Path(engine["workbook"]) if engine.get("workbook") else file_of(url)
        ask = serving.compiled if path is None else serving.for_workbook(path)
        return Context(
            (lambda stamp, as_of: ask(stamp.partition("@")[0], as_of)) if engine.get("in_force") else ask,
            datetime.date.today(),
            settings.default_policy,
            settings.default_aml_policy,
            engine.get("language") or settings.language,
            approvals=approvals,
            log=log,
        )

    return base


def file_of(url: str) -> Path | None:
    """The file of a workbook's address; None for one that was never saved or lies on a server."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        return None
    return Path(url2pathname(parts.path))


def method_of(
    function: Function, table: bool, documents: Documents, log: logging.Logger
) -> Callable[..., object]:
    """A method of the add-in: it takes itself, the workbook, and the arguments, and never raises."""
    call, find = function.call, documents.find
    make = array()
    shown: Callable[[Any], object] = table_for if table else lambda answer: answer_for(answer, make)

    def of_cells(self: object, document: Any, cells: Any, *others: object) -> object:
        try:
            book = find(document)
            return shown(call([cells_of(cells, book.logical), *map(argument_of, others)], book.context))
        except Exception:
            return failed()

    def of_values(self: object, document: Any, *arguments: object) -> object:
        try:
            return shown(call([*map(argument_of, arguments)], find(document).context))
        except Exception:
            return failed()

    def failed() -> object:
        log.exception("xlplugin failed: %s in Calc", function.name)
        return shown(CellError.NULL)

    return of_cells if takes_cells(function.arguments[0]) else of_values


def array() -> Callable[[Table], object]:
    """What makes an array of a table.

    A method that answers with a value or a table can say which only by way of a volatile result. It gives
    its table at once and never again, so that nothing is volatile.
    """
    import uno
    import unohelper
    from com.sun.star.sheet import XVolatileResult

    class Array(unohelper.Base, XVolatileResult):
        def __init__(self, table: Table) -> None:
            self._table = table

        def addResultListener(self, listener: Any) -> None:
            result = uno.createUnoStruct("com.sun.star.sheet.ResultEvent")
            result.Value = uno.Any("[][]any", self._table)
            listener.modified(result)

        def removeResultListener(self, listener: object) -> None:
            pass

    return Array


def listener(modified: Callable[[], None], closed: Callable[[], None]) -> Any:
    """A listener as Calc calls it."""
    import unohelper
    from com.sun.star.util import XModifyListener

    class Listener(unohelper.Base, XModifyListener):
        def modified(self, event: object) -> None:
            modified()

        def disposing(self, event: object) -> None:
            closed()

    return Listener()
