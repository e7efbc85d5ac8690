"""What goes wrong with a journal, said in both languages with the mend."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual


class JournalError(Exception):
    """Why a journal cannot be opened, read or written; nothing was half-written.

    ``kind`` tells programs which: newer, older, absent, not-a-journal, network, locked, full, read-only, broken,
    clock, unknown-entry, unknown-customer, unknown-policy, changed-policy, address, driver, unreachable, value,
    rating, override, key, draft-policy, retired-policy, approval, anchor, calendar, outcomes, review, confidential,
    not-in-force, failed.
    """

    def __init__(self, kind: str, en: str, zh: str) -> None:
        super().__init__(en)
        self.kind = kind
        self.message = Bilingual(en, zh)
