"""`boomerang cases`."""

from __future__ import annotations

from boomerang.cli.arguments import AsJson
from boomerang.cli.output import print_json


def cases(as_json: AsJson = False) -> None:
    """List the bundled cases."""
    from boomerang.report.data.cases import cases_data

    rows = cases_data()
    if as_json:
        print_json({"cases": rows})
    else:
        from boomerang.report.terminal.cases import print_cases

        print_cases(rows)
