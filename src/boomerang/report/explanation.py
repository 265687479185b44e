"""An answer as people use it in Python: tables, charts and files, and what the command prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boomerang.case.scenario import Scenario
from boomerang.digests import canonical_json, digest_of
from boomerang.files import told_plainly
from boomerang.folders import Made, OutputFolder, claimed
from boomerang.inference.backtest import Backtest
from boomerang.inference.caution import cautions
from boomerang.inference.explain import Answer
from boomerang.inference.mechanisms import Mechanisms
from boomerang.inference.scales import measures_of
from boomerang.inference.table.table import Table
from boomerang.measure.figures import Figure
from boomerang.report.data.answer import answer_data
from boomerang.report.data.mechanisms import mechanisms_data
from boomerang.report.data.parameters import to_datatree, write_posterior
from boomerang.report.data.plain import json_text
from boomerang.report.data.track_record import track_record_data
from boomerang.report.terminal.answer import print_answer
from boomerang.report.terminal.mechanisms import print_mechanisms
from boomerang.report.terminal.track_record import print_track_record
from boomerang.version import version

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import DataTree

WHOLE = "the table is whole"
TABLES = TABLE, SUBSETS_TABLE = "table", "subsets"  # folders beside an answer
ANSWER_FILE = "explanation.json"


def made_of(scenario: Scenario, seed: int) -> Made:
    """What answers from a table of this scenario make of a folder."""
    digest = digest_of(canonical_json([scenario.digest, seed]))
    return Made("explain", scenario.case.name, version(), digest, "answer")


@dataclass(repr=False, eq=False)
class Explanation:
    """Which explanation fits what was known, how sure that is, and what to observe next.

    `boomerang.explain` makes it; a notebook shows its table.

    Attributes:
        answer: all that was found, as arrays.
        known_by: the date that was asked for; None for everything.
        seconds: how long the simulations took; those of the analysis are in `answer`.
        scores: one row for each later figure and each prediction of it; None if there was none to score.
        backtest: answers at earlier dates and their scores; None if it was not asked for.
        inclusion: how likely each mechanism is at work; None if it was not asked for.
        folder: where it was written; None before `write`.
        charts: the charts there, relative to the folder; undrawn: a sentence for each that failed.
    """

    answer: Answer
    known_by: date | None
    seconds: float
    scores: DataFrame | None = None
    backtest: Backtest | None = None
    inclusion: Mechanisms | None = None
    folder: Path | None = field(default=None, init=False)
    charts: list[str] = field(default_factory=list, init=False)
    undrawn: list[str] = field(default_factory=list, init=False)

    @property
    def table(self) -> Table:
        """The simulated countries."""
        return self.answer.data.table

    @property
    def known(self) -> list[Figure]:
        """The observations that it rests on."""
        return self.answer.data.figures

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        return self.answer.verdict.sentence

    @property
    def cautions(self) -> list[str]:
        """What must be known before the verdict is quoted; nothing if all is well."""
        return cautions(self.answer)

    @property
    def posterior(self) -> DataFrame:
        """One row an explanation, likeliest first.

        Columns, float64: its `probability` and the `sd` of that, the `prior`, the probability by each of the
        two methods of which it is the average (`random forest`, `regression`), the share of its countries
        that are as strange as the observed one (`p_value`), and of those that are taken for another's
        (`mistaken`).
        """
        from pandas import DataFrame, Index

        answer = self.answer
        columns = {
            "probability": answer.posterior.probability,
            "sd": answer.posterior.sd,
            "prior": answer.data.prior,
            **{name: said.probability for name, said in answer.methods.items()},
            "p_value": answer.outside.p_value,
            "mistaken": 1 - answer.honesty.confusion.diagonal(),
        }
        frame = DataFrame(columns, index=Index(self.table.names, name="explanation"))
        return frame.sort_values("probability", ascending=False, kind="stable")

    @property
    def parameters(self) -> DataTree:
        """For each explanation the draws of its parameters, as ArviZ reads them: `posterior` and `prior`."""
        table = self.table
        facts: dict[str, str | int] = {"case": table.case.name, "version": table.about.version}
        facts |= {"digest": table.digest, "seed": table.about.seed}
        return to_datatree(self.answer.estimates, facts, measures_of(table.case))

    @property
    def predictions(self) -> DataFrame:
        """What each explanation, and their average, says of each count at the end of every month.

        One row for each count, explanation and month, which are the sorted index; columns: quantiles, `5%` to
        `95%`.
        """
        from pandas import concat

        months = self.table.months
        frames = {count: prediction.bands(months) for count, prediction in self.answer.paths.items()}
        joined = concat(frames, names=["count"]).reset_index("count").rename(columns={"at": "month"})
        return joined.set_index(["count", "explanation", "month"]).sort_index()

    @property
    def next_observations(self) -> DataFrame:
        """One row a quantity that could be observed, most telling first: `gain`, and its `low` and `high`.

        The gain is the expected drop in log loss; the ends are those of its 95 % interval.
        """
        from pandas import DataFrame, Index

        given = self.answer.next
        columns = {"gain": given.gain, "low": given.low, "high": given.high}
        return DataFrame(columns, index=Index(given.names, name="quantity"))

    @property
    def mechanisms(self) -> DataFrame | None:
        """One row a mechanism: `claim`, `probability`, its `sd`, `prior`, and whether the data are `silent`.

        None if it was not asked for.
        """
        from pandas import DataFrame, Index

        if self.inclusion is None:
            return None
        given, found = self.inclusion, self.inclusion.inclusion
        columns = {
            "claim": [self.table.case.mechanisms[name].claim for name in given.names],
            "probability": found.probability,
            "sd": found.sd,
            "prior": found.prior,
            "silent": given.silent,
        }
        return DataFrame(columns, index=Index(given.names, name="mechanism"))

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data: what `--json` prints and explanation.json holds."""
        data = answer_data(self.answer, known_by=self.known_by, simulated=self.seconds, charts=self.charts)
        data |= track_record_data(self.scores, self.backtest)
        return data | (mechanisms_data(self.inclusion) if self.inclusion else {})

    def print(self) -> None:
        """Print what the command prints."""
        print_answer(self.answer, self.known_by, self.folder)
        print_track_record(self.scores, self.backtest)
        if self.inclusion:
            print_mechanisms(self.inclusion)

    def write(self, folder: str | Path) -> None:
        """Write explanation.json, posterior.nc and the charts.

        Raises:
            InputError: the folder cannot be written, or holds something else than answers to the same.
        """
        with claimed(
            Path(folder), made_of(self.table.scenario, self.table.about.seed), WHOLE, TABLES
        ) as claim:
            self.fill(claim)

    @property
    def _made(self) -> Made:
        return made_of(self.table.scenario, self.table.about.seed)

    def fill(self, held: OutputFolder) -> None:
        """Write into a folder that is held. The answer comes first, whatever becomes of the charts.

        Raises:
            InputError: as of `write`.
        """
        from boomerang.report.charts import FOLDER, write_charts

        self.folder, self.charts, self.undrawn = held.folder, [], []
        with told_plainly(held.folder, "answer", WHOLE), held.replacing(ANSWER_FILE) as new:
            write_posterior(self.parameters, new / "posterior.nc")
            self._write_data(new)
        with told_plainly(held.folder / FOLDER, "charts", WHOLE), held.adding() as new:
            self.charts, self.undrawn = write_charts(self.answer, new)
            self._write_data(new)  # again, as it names the charts

    def _write_data(self, folder: Path) -> None:
        text = json_text(self.to_dict()) + "\n"
        (folder / ANSWER_FILE).write_text(text, encoding="utf-8")

    def __repr__(self) -> str:
        return f"<Explanation of {self.table.case.name}: {self.verdict}>"

    def _repr_html_(self) -> str:
        told = [f"<b>{escape(self.table.case.title)}</b>: {escape(self.verdict)}."]
        told += [f"<b>Caution:</b> {escape(sentence)}" for sentence in self.cautions]
        table: str = self.posterior.to_html(float_format="{:.2f}".format)
        return "".join(f"<p>{line}</p>" for line in told) + table
