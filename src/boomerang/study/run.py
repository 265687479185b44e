"""One simulated country: what happened, to whom and where, and the means to rebuild it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from boomerang.case import case_to_yaml
from boomerang.case.scenario import Scenario
from boomerang.case.text.texts import so_many
from boomerang.compile.case import Compiled
from boomerang.digests import digest_of
from boomerang.engine.simulate import Outcome
from boomerang.study.event_log import frame_of, table_of
from boomerang.study.outcome import log_columns, variables_of
from boomerang.study.results import Results, is_coordinate
from boomerang.study.storage import NUMBERS, read_results, write_results
from boomerang.version import version

if TYPE_CHECKING:
    import pandas
    import xarray

OF_LUCK = ("seed", "touched", "touches", "digest")  # what in `provenance` depends on the seed


@dataclass(frozen=True, eq=False)
class Run(Results):
    """One simulated country.

    Attributes:
        seed: the seed of its luck.
        persons: how many people live in it.
        steps: how many steps it took.
        touched: people whose feelings or state were ever moved; touches: how often feelings were moved.
        digest: SHA-256 over tallies and event log, in hexadecimal digits.
        version: the version of boomerang that made it.
    """

    seed: int
    persons: int
    steps: int
    touched: int
    touches: int
    digest: str
    version: str = field(default_factory=version)

    @classmethod
    def of(cls, compiled: Compiled, outcome: Outcome) -> Run:
        """The run that the engine's outcome stands for."""
        return cls(
            scenario=compiled.scenario,
            seed=outcome.seed,
            persons=compiled.people.country.persons,
            steps=compiled.clock.steps,
            touched=outcome.touched,
            touches=outcome.touches,
            digest=_digest(outcome),
            variables=variables_of(compiled, outcome),
            log=log_columns(compiled, outcome.log),
        )

    @classmethod
    def read(cls, folder: str | Path, scenario: Scenario | None = None) -> Run:
        """Read a run from the folder that `write` made.

        Args:
            scenario: what was simulated, where it is known, so that the case need not be read.

        Raises:
            InputError: there is no run in the folder, or its files are not as they were written together.
            CaseError: its case is not valid.
        """
        scenario, variables, log, facts = read_results(Path(folder), scenario)
        return cls(
            scenario=scenario,
            variables=variables,
            log=log,
            digest=str(facts["digest"]),
            version=str(facts["version"]),
            **{name: facts[name] for name in NUMBERS},
        )

    def write(self, folder: str | Path) -> Path:
        """Write run.nc, events.parquet and the resolved case into a folder, made if there is none.

        Raises:
            InputError: the folder cannot be written, or holds a case that would be overwritten.
        """
        write_results(Path(folder), self, self.provenance)
        return Path(folder)

    @property
    def provenance(self) -> dict[str, str | int | float | list[str]]:
        """Where the run comes from and how to rebuild it."""
        options = self.scenario.options
        facts: dict[str, str | int | float | list[str] | None] = {
            "title": self.case.title,
            "source": f"boomerang {self.version}",
            "version": self.version,
            "case": self.case.name,
            "seed": str(self.seed),
            "mechanisms": ", ".join(self.mechanisms),
            "persons": self.persons,
            "steps": self.steps,
            "step_days": self.clock.days,
            "scaled_to_persons": options["persons"],
            "until": options["until"],
            "given": options["given"] or None,
            "policy": options["policy"],
            "touched": self.touched,
            "touches": self.touches,
            "digest": self.digest,
            "resolved_case": case_to_yaml(self.case),
        }
        return {name: given for name, given in facts.items() if given is not None}

    @cached_property
    def dataset(self) -> xarray.Dataset:
        """The results as an xarray.Dataset: named dimensions, units and provenance as attributes."""
        import xarray

        given = {name: (v.dims, v.values, v.attributes) for name, v in self.variables.items()}
        axes = {name for name, variable in self.variables.items() if is_coordinate(name, variable)}
        return xarray.Dataset(
            data_vars={name: parts for name, parts in given.items() if name not in axes},
            coords={name: parts for name, parts in given.items() if name in axes},
            attrs=self.provenance,
        )

    @cached_property
    def events(self) -> pandas.DataFrame:
        """The event log as a pandas.DataFrame, one row an event, in the order of time."""
        return frame_of(table_of(self.log))

    def _repr_html_(self) -> str:
        told = f"{self.case.title}: {so_many(self.persons, 'person', 'people')}, seed {self.seed}"
        rows = "".join(
            f"<tr><td>{escape(event)}</td><td>{count:,}</td></tr>" for event, count in self.counts.items()
        )
        return f"<p>{escape(told)}</p><table><tr><th>event</th><th>how often</th></tr>{rows}</table>"

    def __repr__(self) -> str:
        happened = ", ".join(f"{name} {count:,}" for name, count in self.counts.items())
        return f"<Run of {self.case.name}, seed {self.seed}, {so_many(self.persons, 'person')}: {happened}>"


def _digest(outcome: Outcome) -> str:
    """SHA-256 over the tallies and the columns of the event log."""
    parts: list[str | NDArray[Any]] = [outcome.count]
    for name, column in outcome.log.items():
        parts += [name, column]
    return digest_of(*parts)
