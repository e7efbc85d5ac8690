"""Finds out who may do what on this machine, where its journal is, and which policies are approved."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from xlplugin.policy.findings import PolicyError
from xlplugin.policy.library import Library
from xlplugin.policy.model import Policy
from xlplugin.policy.settings import Settings

from .session import Session


def examine_compliance(
    session: Session, settings: Settings, library: Library, policies: Iterable[Policy], problems: list[str]
) -> dict[str, Any]:
    """The facts; what is wrong goes to ``problems``. A journal that is not there yet is none."""
    from xlplugin.compliance.access import Access
    from xlplugin.compliance.approvals import Approvals
    from xlplugin.compliance.user import current_user

    user, access, approvals = current_user(), Access(settings.roles), Approvals.of(library, settings)
    states = [approvals.state(policy) for policy in policies]
    problems += [session.said(state.problem) for state in states if state.problem]
    return {
        "user": user,
        "roles": list(access.of(user)) if access.configured else None,
        **_journal(session, settings, problems),
        "approvals": dict(sorted(Counter(state.state for state in states).items())),
        **_calendar(session, settings, problems),
    }


def _journal(session: Session, settings: Settings, problems: list[str]) -> dict[str, Any]:
    from xlplugin.compliance.database import address, masked, told
    from xlplugin.compliance.errors import JournalError
    from xlplugin.compliance.journal import open_journal

    try:
        name = masked(address(settings.journal))
    except JournalError as error:
        problems.append(session.said(error.message))
        return {"journal": told(settings.journal), "journal_entries": None}
    try:
        with open_journal(settings.journal) as journal:
            return {"journal": name, "journal_entries": journal.head.seq}
    except JournalError as error:
        if error.kind != "absent":
            problems.append(session.said(error.message))
        return {"journal": name, "journal_entries": None}


def _calendar(session: Session, settings: Settings, problems: list[str]) -> dict[str, Any]:
    """The calendar of working days, and the last year that it covers, this one and the next looked at."""
    from xlplugin.compliance.errors import JournalError
    from xlplugin.compliance.working_days import WorkingDays

    try:
        days = WorkingDays(settings.calendar)
        year = datetime.date.today().year
        covered = [one for one in (year, year + 1) if days.covers(one)]
        return {"calendar": session.said(days.name), "calendar_covers": covered}
    except JournalError as error:
        problems.append(session.said(error.message))
    except PolicyError as error:
        problems.append(error.in_language(session.language))
    return {"calendar": settings.calendar, "calendar_covers": []}
