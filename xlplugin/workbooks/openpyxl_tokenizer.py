"""openpyxl's tokenizer of formulas by itself: its package would bring along all that reads and writes workbooks."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

NAME = "openpyxl.formula.tokenizer"


def _module() -> ModuleType:
    package = None if NAME in sys.modules else importlib.util.find_spec("openpyxl")
    for folder in (package.submodule_search_locations if package is not None else None) or ():
        path = Path(folder, "formula", "tokenizer.py")
        spec = importlib.util.spec_from_file_location(NAME, path) if path.is_file() else None
        if spec is not None and spec.loader is not None:
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    return importlib.import_module(NAME)


_tokenizer = _module()
Token, Tokenizer, TokenizerError = _tokenizer.Token, _tokenizer.Tokenizer, _tokenizer.TokenizerError
