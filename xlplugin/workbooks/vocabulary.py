"""The built-in functions that the formulas of one calculation may call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual

from .builtins import BUILT_INS, BuiltIn


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Functions by name, and what there is to say of one that is not among them."""

    built_ins: Mapping[str, BuiltIn]
    wrong: Callable[[str], Bilingual | None] = lambda name: None
    """Why a function is left out on purpose; None where it is not."""

    def unknown(self, name: str) -> Bilingual:
        """Why a formula that calls a function is refused."""
        reason = self.wrong(name)
        if reason is not None:
            return reason
        if name in ("INDIRECT", "OFFSET"):
            return Bilingual(
                f"{name} makes up its references as it goes; use INDEX instead",
                f"{name} 的引用在计算时才确定；请改用 INDEX",
            )
        return Bilingual(f"the function {name[:40]} is not known here", f"不支持函数 {name[:40]}")


NATIVE = Vocabulary(BUILT_INS)
"""What the native engine calculates by itself."""
