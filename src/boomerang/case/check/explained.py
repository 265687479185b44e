"""What a case must hold to be explained: explanations that are compared, and observations to compare with."""

from boomerang.case.parts.schema import Case
from boomerang.case.text.errors import CaseError, Problem

NEEDED = {
    "explanations": "`boomerang explain` compares explanations, and there is none; write at least one",
    "observations": "`boomerang explain` needs an observation that is used, and there is none; add one",
}


def lacking(case: Case) -> list[Problem]:
    """What keeps a case from being explained, each where it stands or should stand; empty if nothing does."""
    used = any(entry.unused is None for entry in case.observations)
    there = {"explanations": bool(case.explanations), "observations": used}
    return [Problem(case.file, case.line((key,)), key, NEEDED[key]) for key in NEEDED if not there[key]]


def check_explained(case: Case) -> None:
    """Raise CaseError where a case cannot be explained."""
    if problems := lacking(case):
        raise CaseError(problems)
