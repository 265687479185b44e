"""`boomerang check`."""

from __future__ import annotations

from boomerang.cli.arguments import AsJson, CaseName, print_json
from boomerang.startup import keep_what_is_there, one_blas_thread


def check(case: CaseName, as_json: AsJson = False) -> None:
    """Validate a case, describe what it compiles to, and estimate what a run costs here."""
    one_blas_thread()

    from boomerang.case.scenario import scenario

    valid = scenario(case)
    from boomerang.preview.describe import describe
    from boomerang.study.simulate import prepare

    keep_what_is_there()
    description = describe(prepare(valid).compiled)
    if as_json:
        from dataclasses import asdict

        print_json({"valid": True, **asdict(description)})
    else:
        from boomerang.report.terminal.check import print_description

        print_description(description)
