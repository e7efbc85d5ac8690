"""What the signatures of an approval are made over, and whether they hold, each by itself and together."""

from __future__ import annotations

from collections.abc import Mapping

from xlplugin.policy.approved import GRANTED, REQUESTED, RETIRED, ApprovalFile, ReleaseFile, Said

from . import approval_faults as faults
from . import release_key
from .approval_faults import Fault


def signed_text(said: Mapping[str, Said], step: str = "") -> str:
    """The canonical text that a signature is made over: all that stands before it.

    ``step`` is the step that is signed; without one the signature is the last of the file.
    """
    from .canonical import canonical

    kept: dict[str, Said] = {}
    for name, value in said.items():
        if name == step and isinstance(value, dict):
            kept[name] = {key: text for key, text in value.items() if key != "signature"}
            break
        if name != "signature":
            kept[name] = value
    return canonical(kept)


def signature_holds(key: str, signature: str, said: Mapping[str, Said], step: str) -> bool | Fault:
    """Whether a signature holds, or why that cannot be told."""
    try:
        from .signing import holds

        return holds(key, signature, signed_text(said, step))
    except ImportError as error:  # a spreadsheet program with a Python of its own may lack it
        return faults.unchecked(str(error.name))


def together(file: ApprovalFile) -> Fault | None:
    """What is wrong between steps that each hold by themselves."""
    granted = file.granted
    if granted is None:
        return None
    if granted.by == file.requested.by:
        return faults.same_person(file)
    if granted.key == file.requested.key:
        return faults.same_key(file)
    if granted.on < file.requested.on:
        return faults.backwards(file, REQUESTED, GRANTED)
    if file.retired is not None and file.retired.on < granted.on:
        return faults.backwards(file, GRANTED, RETIRED)
    return None


def release_fault(file: ReleaseFile) -> Fault | None:
    """Why the approval of a release does not hold, None where it does."""
    if file.key != release_key.RELEASE_KEY:
        return faults.release_key(file.path)
    held = signature_holds(file.key, file.signature, file.said, "")
    return held if isinstance(held, Fault) else None if held else faults.release_signature(file.path)
