"""How sure a figure of a policy is: the nearest status above it counts."""

from __future__ import annotations

from typing import Literal

Status = Literal["stated", "repaired", "proposed"]
