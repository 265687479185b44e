"""Parameters by their paths, and what a policy makes of them."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, Tag

from boomerang.case.parts.part import Part
from boomerang.case.parts.values import Expression, Measure


class ParameterChange(Part):
    """What a policy makes of a parameter, whatever that is worth."""

    noun: ClassVar[str] = "a change of a parameter"

    times: Expression = Field(description="by what its value in this run is multiplied")


def _form(data: Any) -> str:
    return "ParameterChange" if isinstance(data, (dict, ParameterChange)) else "Measure"


AnyParameterChange = Annotated[
    Annotated[ParameterChange, Tag("ParameterChange")] | Annotated[Measure, Tag("Measure")],
    Discriminator(_form),
]


def path_of_parameter(mechanism: str | None, name: str) -> str:
    """Where a parameter stands: `parameters.NAME`, or below its mechanism."""
    return f"mechanisms.{mechanism}.parameters.{name}" if mechanism else f"parameters.{name}"


def changed_value(before: Measure, change: ParameterChange | Measure, values: dict[str, float]) -> Measure:
    """What a parameter is worth under a policy; `values` are those of the case, which `times` may name."""
    if isinstance(change, Measure):
        return change
    return replace(before, number=before.number * change.times.value(values))
