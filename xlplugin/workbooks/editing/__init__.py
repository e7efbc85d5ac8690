"""Policies as workbooks that Excel people edit, and the way back into the file without losing a character."""

from .drafting import Draft, draft_of
from .exporting import export, export_findings
from .remarks import Remark

__all__ = ["Draft", "Remark", "draft_of", "export", "export_findings"]
