"""A village of eight weeks and one observation."""

from typing import Any

from boomerang.case import Case, case_from_data
from boomerang.case.bundled import load
from boomerang.case.parts.plain import plain_data

RESTRICTION = "mechanisms.restriction.parameters."


def valley(*, count: str = "depart", value: float = 2, **changes: Any) -> Case:
    """The village until 25 February 2010.

    Args:
        count: what was counted until then; value: how many.
        changes: entries of the case that are replaced.
    """
    village = load("village")
    data: Any = plain_data(village)
    data["period"]["to"] = "2010-02-25"
    data["policies"] = {}
    data["levers"]["restriction"] = {"from the start": 0.6}
    data["observations"] = [
        {"count": count, "kind": "ever", "by": "2010-02-25", "value": value, "said by": "the district office"}
        | {"known": "2010-03-01", "source": "assumption"}
    ]
    return case_from_data(data | changes, village.folder)
