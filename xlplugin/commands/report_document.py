"""The figures of monitoring as a document for programs."""

from __future__ import annotations

from xlplugin.compliance.monitoring import Monitoring
from xlplugin.compliance.monitoring_calibration import Calibration, GradeRate
from xlplugin.compliance.monitoring_counts import Distribution, Migration
from xlplugin.compliance.monitoring_discrimination import Discrimination
from xlplugin.compliance.monitoring_overrides import FATES, WAYS, Overrides
from xlplugin.compliance.monitoring_psi import Stability
from xlplugin.compliance.monitoring_reviews import Reviews
from xlplugin.compliance.monitoring_texts import missing_library
from xlplugin.compliance.monitoring_validation import Validation

from .session import Session

Document = dict[str, object]


def figures(session: Session, found: Monitoring) -> Document:
    """All figures; one that is not there is null, with the reason beside it."""
    missing = missing_library()
    return {
        "customers": found.customers,
        "gradings_without_customer": found.nameless,
        "gradings_by_drafts": found.drafts,
        "system_grades": _spread(found.system),
        "grades_in_force": _spread(found.in_force),
        "basis": dict(found.bases),
        "migration_in_force": _moves(found.moves),
        "migration_system": _moves(found.system_moves),
        "overrides": _overrides(session, found.overrides),
        "reviews": _reviews(session, found.reviews),
        "stability": [_stable(session, one) for one in found.stability],
        "outcomes": None if found.validation is None else _validation(session, found.validation),
        "missing": session.said(missing) if missing else None,
    }


def _spread(found: Distribution) -> Document:
    counts = {grade: found.counts.get(grade, 0) for grade in found.grades}
    return {"grades": counts, "graded": found.graded, "without": found.without}


def _moves(moves: Migration | None) -> Document | None:
    if moves is None:
        return None
    ends = [*moves.grades, ""]
    return {
        "grades": [grade or None for grade in ends],
        "counts": [[moves.pairs.get((old, new), 0) for new in ends] for old in ends],
        "up": moves.up,
        "down": moves.down,
        "moved": moves.moved,
        "unchanged": moves.unchanged,
        "new": moves.new,
        "left": moves.left,
    }


def _overrides(session: Session, one: Overrides) -> Document:
    return {
        "decided": one.decided,
        "overridden": one.overridden,
        "rate": one.rate,
        "inputs": one.inputs,
        "outputs": one.outputs,
        "both": one.both,
        "departed_without_override": one.departed,
        "redacted": one.untold,
        "direction": {way: one.ways.get(way, 0) for way in WAYS},
        "reasons": [
            {"code": by.code, "title": session.said(by.title), "what": by.what, "count": by.count}
            | {"direction": {way: by.ways.get(way, 0) for way in WAYS}}
            for by in one.reasons
        ],
        "deciders": [{"who": by.who, "decided": by.decided, "overridden": by.overridden} for by in one.deciders],
        "until_the_day": {fate: one.fates.get(fate, 0) for fate in FATES},
        "expired_share": one.expired,
    }


def _reviews(session: Session, found: Reviews | None) -> Document | None:
    if found is None:
        return None
    return {
        "open": found.open,
        "overdue": len(found.overdue),
        "customers": found.customers,
        "tasks": [
            {"what": task.what, "title": session.said(task.title), "open": task.open, "overdue": task.overdue}
            | {"late_1_to_30": task.late[0], "late_31_to_90": task.late[1], "late_over_90": task.late[2]}
            for task in found.tasks
        ],
    }


def _stable(session: Session, one: Stability) -> Document:
    return {
        "figure": one.name,
        "title": session.said(one.title),
        "psi": one.psi,
        "by_chance_95": one.chance,
        "mark": one.mark or None,
        "why": session.said(one.why) if one.why else None,
        "reference": one.before,
        "now": one.after,
        "redacted": one.gone,
        "bins": [
            {"bin": session.said(part.title), "reference": part.before, "now": part.after, "part": part.part}
            for part in one.bins
        ],
    }


def _validation(session: Session, found: Validation) -> Document:
    outcomes = found.outcomes
    window = {"from": outcomes.window.start.isoformat(), "until": outcomes.window.end.isoformat()}
    return {
        "table": outcomes.source,
        "digest": outcomes.digest,
        "definition": outcomes.window.definition,
        **window,
        "customers": found.customers,
        "defaulted": found.defaulters,
        "without_grading": list(found.unknown),
        "without_outcome": outcomes.blank,
        "not_in_table": found.absent,
        "repeated_rows": outcomes.repeated,
        "recorded_after_start": found.hindsight,
        "discrimination": [_ranking(session, one) for one in found.rankings],
        "calibration": [{"of": session.said(title)} | _fit(session, fit) for title, fit in found.calibrations],
    }


def _ranking(session: Session, one: Discrimination) -> Document:
    bounds = one.gini_bounds
    return {
        "ranking": one.name,
        "customers": one.customers,
        "defaulted": one.defaulters,
        "without": one.without,
        "auc": one.auc,
        "auc_95": None if one.low is None else [one.low, one.high],
        "gini": one.gini,
        "gini_95": None if bounds is None else list(bounds),
        "ks": one.ks,
        "ks_at": session.said(one.parted) if one.parted else None,
        "ks_p": one.ks_p,
        "tied_pairs": one.ties if one.auc is not None else None,
        "why": session.said(one.why) if one.why else None,
    }


def _fit(session: Session, fit: Calibration) -> Document:
    return {
        "stated_by": fit.item or None,
        "grades": [{"grade": one.grade, **_rate(one)} for one in fit.grades],
        "whole": _rate(fit.whole),
        "expected_defaults": fit.expected,
        "out_of_order": [list(pair) for pair in fit.out_of_order],
        "why": session.said(fit.why) if fit.why else None,
    }


def _rate(one: GradeRate) -> Document:
    bounds = None if one.low is None else [one.low, one.high]
    tested: Document = {"stated": one.expected, "p": one.p, "fits": one.fits}
    return {"customers": one.customers, "defaulted": one.defaulters, "rate": one.rate, "rate_95": bounds, **tested}
