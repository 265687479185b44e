"""Which parameters matter, in one call: from a design that is simulated, or from a table that is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

from boomerang.addresses import number_at
from boomerang.arrays import Floats
from boomerang.case import Case
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.case.text.texts import listed, so_many, unknown
from boomerang.digests import canonical_json, digest_of
from boomerang.errors import InputError
from boomerang.folders import Made, OutputFolder, claimed, in_words
from boomerang.inference.table.table import Table
from boomerang.report.data.call import Call
from boomerang.report.data.sensitivity import sensitivity_data
from boomerang.report.sections.findings import TABLE
from boomerang.study.kept import ADVICE, PARTS, check_parts
from boomerang.study.sensitivity import Design, Influences, framed, measured
from boomerang.study.sensitivity_methods import METHODS, SLICES, given_data, method_of
from boomerang.version import version

DATASET_FILE = "sensitivity.nc"
FEWEST = 10 * SLICES  # rows of a table


def sensitivity(
    scenario: str | Path | Case | Scenario,
    outcomes: str | Sequence[str],
    *,
    method: str = "morris",
    simulations: int = 1000,
    replicates: int = 1,
    seed: int = 1,
    table: str | Path | None = None,
    folder: str | Path | None = None,
    resume: bool = False,
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Influences:
    """Say which parameters outcomes depend on, through the priors of a case.

    Args:
        scenario: as of `simulate`; its parameters in doubt vary, each by itself.
        outcomes: events, of which all that happen in a run are counted.
        method: `morris` for the effects of moving a parameter from the 5 % to the 95 % point of its prior, in
            events; `sobol` for shares of the variance; `pawn` for changes of the whole distribution.
        simulations: the most countries that may be simulated.
        replicates: countries at each point, whose mean counts. Each point has the same seeds.
        seed: of replicate 0, and of the design.
        table: where `explain` has left its table; its countries are used and none is simulated. Measures are
            PAWN and delta; of the arguments above only scenario, outcomes and seed count.
        folder: where sensitivity.json, a chart and a report are written; resume: go on with the points there.
        threads, executor: as of `ensemble`; progress: called with the number of points done.

    Raises:
        InputError: something given is wrong, the table is of something else, or the folder cannot be written.
    """
    given, wanted = as_scenario(scenario), [outcomes] if isinstance(outcomes, str) else list(outcomes)
    if resume and folder is None:
        raise InputError("there is nothing to resume without a folder; give the folder of the points")
    find: Callable[..., Influences]
    if table is not None:
        find, made = partial(_from_table, given, wanted, Path(table), seed), _made(given, wanted, table, seed)
    else:
        design = Design.of(given, method_of(method), wanted, simulations, replicates, seed)
        how: dict[str, Any] = {"threads": threads, "executor": executor, "progress": progress}
        find, made = partial(design.simulate, resume=resume, **how), design.made
    if folder is None:
        return find()
    shape = {"method": method, "simulations": simulations, "replicates": replicates}
    with claimed(Path(folder), made, ADVICE, [PARTS]) as held:
        check_parts(Path(folder), resume, "points")
        _fill(held, _call(given, wanted, seed, table, shape), found := find(home=Path(folder)))
        return found


def _call(
    given: Scenario, outcomes: list[str], seed: int, table: str | Path | None, shape: dict[str, Any]
) -> Call:
    """The call that gives the same indices; whoever has the table has it elsewhere."""
    asked = shape if table is None else {"table": "TABLE"}
    return Call("sensitivity", given, version(), {"outcomes": outcomes, **asked, "seed": seed})


def _fill(held: OutputFolder, call: Call, found: Influences) -> None:
    """Write the indices, their chart and their report into a folder that is held."""
    from boomerang.report.charts import drawings_of
    from boomerang.report.filling import fill, write_dataset

    beside = partial(write_dataset, found.dataset, DATASET_FILE)
    fill(held, call, sensitivity_data(found), drawings_of(found), ADVICE, beside)


def _made(scenario: Scenario, outcomes: Sequence[str], table: str | Path, seed: int) -> Made:
    """What indices from a table make of a folder."""
    digest = digest_of(canonical_json([scenario.digest, str(table), seed, *outcomes]))
    told = in_words({"table": table, "outcomes": outcomes, "seed": seed, **scenario.options})
    return Made("sensitivity", scenario.case.name, version(), digest, what="indices", settings=told)


def _from_table(
    scenario: Scenario, outcomes: Sequence[str], folder: Path, seed: int, home: Path | None = None
) -> Influences:
    """The indices of the countries of an explanation in a table; nothing of it is kept in `home`."""
    table = Table.read(folder / TABLE if (folder / TABLE).is_dir() else folder)
    explanation = _explanation(table, scenario)
    rows = table.labels == table.names.index(explanation)
    if rows.sum() < FEWEST:
        raise InputError(
            f"{folder}: {so_many(rows.sum(), 'country', 'countries')} of {explanation}"
            f" {'is' if rows.sum() == 1 else 'are'} too few for indices; make the table"
            f" longer, with {FEWEST} or more"
        )
    drawn = table.parameters[rows].dropna(axis="columns")
    points, luck = _even(drawn.to_numpy()), number_at(f"sensitivity of a table, seed {seed}") % 2**31
    made = {name: _final(table, name)[rows] for name in outcomes}
    found = {name: measured(given_data, points, counts, luck) for name, counts in made.items()}
    return Influences(
        case=scenario.case.name,
        title=scenario.case.title,
        explanation=explanation,
        method="PAWN and delta",
        main=METHODS["pawn"].main,
        outcomes=made,
        indices=framed(found, list(drawn.columns)),
        countries=len(points),
        replicates=1,
        left_out=0,
        luck=dict.fromkeys(outcomes, float("nan")),
    )


def _explanation(table: Table, scenario: Scenario) -> str:
    """The explanation of the table under which this scenario was simulated."""
    if table.scenario.changed(mechanisms=scenario.mechanisms) != scenario:
        raise InputError(
            f"{table.folder}: this table is not of {scenario.case.name} as it is here; build it again with"
            " the same case and options"
        )
    for name in table.names:
        explanation = table.case.explanations.get(name)
        on = [each for each in table.scenario.mechanisms if explanation and each in explanation.mechanisms]
        if explanation and on == list(scenario.mechanisms):
            return name
    raise InputError(
        f"{table.folder}: no explanation of this table has just these mechanisms on"
        f" ({listed(scenario.mechanisms) or 'none'}); name one of {listed(table.names)}"
    )


def _final(table: Table, outcome: str) -> Floats:
    """How often an event has happened by the end of the run of each row."""
    if outcome not in table.paths:
        raise InputError(unknown(outcome, "count that this table follows", table.paths))
    return table.paths[outcome][:, -1]


def _even(values: Floats) -> Floats:
    """Each column as shares from 0 to 1, by rank."""
    ranks = values.argsort(axis=0, kind="stable").argsort(axis=0)
    return (ranks + 0.5) / len(values)
