"""`boomerang check`."""

from __future__ import annotations

import gc
import os

from boomerang.cli.arguments import AsJson, CaseName, print_json


def check(case: CaseName, as_json: AsJson = False) -> None:
    """Validate a case, describe what it compiles to, and estimate what a run costs here."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads wait longer than they work

    from boomerang.case.scenario import scenario

    valid = scenario(case)
    from boomerang.preview.describe import describe
    from boomerang.study.simulate import prepare

    gc.freeze()  # what imports leave is no garbage; looking through it takes longer than compiling a case
    description = describe(prepare(valid).compiled)
    if as_json:
        from dataclasses import asdict

        print_json({"valid": True, **asdict(description)})
    else:
        from boomerang.report.terminal.check import print_description

        print_description(description)
