"""How to run it again."""

from __future__ import annotations

import shlex

from boomerang.case.bundled import bundled_cases, load
from boomerang.case.scenario import digest_of_case
from boomerang.report.document.blocks import Paragraph, Section, TextTable, Typed
from boomerang.report.sections.findings import Findings

COPY = "table/case"  # the case as it was, beside an answer


def again(given: Findings) -> Section:
    """The command or the call that gives the same answer, and the digests to compare."""
    told = (
        "The same version gives the same bytes on any machine, for any number of threads. boomerang verify "
        "with the folder of this report simulates some of its countries again and compares their digests."
    )
    return Section("again", "How to run it again", (Typed(_call(given)), Paragraph(told), _facts(given)))


def _call(given: Findings) -> str:
    """The command; Python where what is simulated needs more than the command takes."""
    case, options, plain = _case(given), given.scenario.options, list(given.case.mechanisms)
    more = {key: said for key, said in options.items() if said and key not in ("persons", "mechanisms")}
    if more or options["mechanisms"] != plain:
        changed = {key: said for key, said in options.items() if said and said != plain}
        words = ", ".join(f"{key}={said!r}" for key, said in changed.items())
        asked = [f"{given.about.simulations}", f"seed={given.about.seed}"]
        asked += [f"known_by={given.data['known_by']!r}"] if given.data["known_by"] else []
        return f"boomerang.explain(boomerang.scenario({case!r}, {words}), {', '.join(asked)})"
    return shlex.join(["boomerang", "explain", case, *_arguments(given)])


def _arguments(given: Findings) -> list[str]:
    data, prior = given.data, given.data["prior"]
    told = ["--simulations", str(given.about.simulations), "--seed", str(given.about.seed)]
    told += ["--known-by", data["known_by"]] if data["known_by"] else []
    told += ["--persons", str(data["persons"])] if data["persons"] else []
    if len(set(prior.values())) > 1:
        told += [part for name, share in prior.items() for part in ("--prior", f"{name}={share}")]
    told += ["--mechanisms"] if "inclusion" in data else []
    return told + (["--backtest"] if "backtest" in data else [])


def _case(given: Findings) -> str:
    """The name of a bundled case if it is still the same, else where the copy lies."""
    name = given.case.name
    bundled = name in bundled_cases() and digest_of_case(load(name)) == given.about.case
    return name if bundled else COPY


def _facts(given: Findings) -> TextTable:
    seconds = given.data["seconds"]
    rows = (
        ("case", given.case.name),
        ("digest of the case (SHA-256)", given.about.case),
        ("version of boomerang", given.about.version),
        ("seed", str(given.about.seed)),
        ("simulated countries of each explanation", f"{given.about.simulations:,}"),
        ("digest of all simulated countries (SHA-256)", given.data["digest"]),
        ("seconds to simulate and to analyse", f"{seconds['simulate']}, {seconds['analyse']}"),
    )
    return TextTable("What decides every number of this report", ("what", "value"), rows)
