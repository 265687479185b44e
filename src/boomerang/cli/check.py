"""`boomerang check`."""

from __future__ import annotations

from boomerang.cli.arguments import AsJson, CaseName
from boomerang.cli.output import print_json
from boomerang.processors import one_blas_thread
from boomerang.startup import keep_what_is_there


def check(case: CaseName, as_json: AsJson = False) -> None:
    """Validate a case, describe what it compiles to, and estimate what a run costs here."""
    from boomerang.case.scenario import scenario

    valid = scenario(case)
    from boomerang.preview.describe import describe
    from boomerang.study.simulate import prepare

    keep_what_is_there()
    with one_blas_thread():
        description = describe(prepare(valid).compiled)
    if as_json:
        from dataclasses import asdict

        print_json({"valid": True, **asdict(description)})
    else:
        from boomerang.report.terminal.check import print_description

        print_description(description)
