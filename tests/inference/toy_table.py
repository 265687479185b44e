"""Tables without simulation: countries whose months are written down."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from boomerang.case import Case, case_from_data
from boomerang.case.bundled import load
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import scenario
from boomerang.inference.table.shards import About
from boomerang.inference.table.table import Table
from boomerang.measure.counts import Floats, ends_of_months
from boomerang.measure.figures import figures

OFFICE = {
    "count": "depart",
    "kind": "ever",
    "said by": "the office",
    "known": "2013-07-15",
    "source": "assumption",
    "error": "none",
}
NAMES = ["chance", "restriction"]


def case_of(*observations: dict[str, Any]) -> Case:
    """The village with other observations, each added to OFFICE, and a parameter `seen`."""
    village = load("village")
    data = plain_data(village)
    written = [{k: v for k, v in {**OFFICE, **given}.items() if v is not None} for given in observations]
    seen = {"value": 0.5, "source": "assumption"}
    return case_from_data(
        {**data, "observations": written, "parameters": {**data["parameters"], "seen": seen}}, village.folder
    )


def table_of(case: Case, months: Floats, rows: int) -> Table:
    """Countries under two explanations, half of `rows` each.

    `months` float64[60] or float64[rows, 60] are the departures so far, and the people who are away; they are
    announced at once, at the end of the month, as the figures of the case.
    """
    paths = np.broadcast_to(months, (rows, 60)).astype(np.float64)
    ends = ends_of_months(case)
    column = {figure.key: int(np.searchsorted(ends, np.datetime64(figure.by))) for figure in figures(case)}
    return Table(
        folder=Path(),
        about=About("0", case.name, "", [], None, None, [], None, 1, tuple(NAMES), rows // 2),
        scenario=scenario(case),
        names=NAMES,
        labels=np.repeat([0, 1], rows // 2),
        draws=np.tile(np.arange(rows // 2), 2),
        refused={},
        mechanisms=pd.DataFrame(index=range(len(paths))),
        summaries=pd.DataFrame({key: paths[:, month] for key, month in column.items()}),
        parameters=pd.DataFrame(index=range(rows)),
        paths={"depart": paths, "stance departed": paths},
        months=ends,
        observables=pd.DataFrame(index=range(rows)),
        _rows=[],
    )
