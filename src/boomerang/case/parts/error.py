"""How far a figure that somebody announced may be off."""

from dataclasses import dataclass
from typing import ClassVar, Self

from boomerang.case.parts.priors.prior import Prior
from boomerang.case.parts.values import Expression, share_of_percent

NONE = "none"

# Nobody has said how far a figure is off: the agency's error, of which this is the 5 % and the 95 % point.
USUAL = Prior.from_text("lognormal 0.05 to 0.4")


@dataclass(frozen=True)
class Error(Expression):
    """The standard deviation of the logarithm of a figure (of the logit of a share), such as `20 %`."""

    noun: ClassVar[str] = "error"
    form: ClassVar[str] = "a percentage such as 20 %, a parameter that is a number, or none"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `20 %`, `0.2`, `none`, or a product of parameters and numbers."""
        return super().from_text("0" if text == NONE else share_of_percent(text) or text)

    def plain(self) -> str | int | float:
        """Give no error as `none`."""
        return super().plain() or NONE
