"""One chart of a result, which a notebook shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from boomerang.case.text.texts import unknown
from boomerang.errors import InputError
from boomerang.inference.numbers import Numbers
from boomerang.report.comparison import Comparison
from boomerang.report.explanation import Explanation
from boomerang.report.story import Stories
from boomerang.study.accounting_descent import Descent
from boomerang.study.sensitivity import Influences

Result = Explanation | Comparison | Numbers | Stories | Influences | Descent


@dataclass(frozen=True, repr=False)
class Drawing:
    """A chart.

    A notebook shows it as a picture, which needs neither a network nor a script.

    Attributes:
        name: of the chart; spec: it in the words of Vega-Lite.
    """

    name: str
    spec: dict[str, Any]

    @property
    def altair(self) -> Any:
        """The same as an Altair chart, to be changed."""
        from altair import Chart

        return Chart.from_dict(self.spec)

    def __repr__(self) -> str:
        title = self.spec["title"]["text"]
        return f"<Drawing {self.name}: {title if isinstance(title, str) else '; '.join(title)}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from boomerang.report.charts.rendered import pictured

        return {"image/svg+xml": pictured(self.spec)["svg"].decode(), "text/plain": repr(self)}


def chart(found: Result, name: str | None = None) -> Drawing:
    """A chart of a result.

    Args:
        found: what `explain`, `whatif`, `number`, `story`, `sensitivity` or `descent` gives.
        name: as of its file in the folder of a result, such as `predictions`; None for the first.

    Raises:
        InputError: there is no such chart, or nothing to show in it.
    """
    from boomerang.report.charts.rendered import specification

    drawings = _drawings(found)
    wanted = next(iter(drawings)) if name is None else name
    if wanted not in drawings:
        raise InputError(unknown(wanted, "chart of this result", drawings))
    drawn = drawings[wanted]()
    if drawn is None:
        raise InputError(f"there is nothing to show in the chart '{wanted}' of this result")
    return Drawing(wanted, specification(drawn))


def _drawings(found: Result) -> Mapping[str, Callable[[], Any]]:
    from boomerang.report.charts import drawings_of

    return found.drawings if isinstance(found, Explanation | Comparison | Stories) else drawings_of(found)
