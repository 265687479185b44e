"""An answer as people use it in Python: tables, charts and files, and what the command prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boomerang.case.scenario import Scenario
from boomerang.digests import canonical_json, digest_of
from boomerang.files import put_whole, told_plainly
from boomerang.folders import Made, OutputFolder, claimed
from boomerang.inference.backtest import Backtest
from boomerang.inference.caution import cautions
from boomerang.inference.explain import Answer
from boomerang.inference.mechanisms import Mechanisms
from boomerang.inference.scales import measures_of
from boomerang.inference.table.table import Table
from boomerang.inference.where import Where
from boomerang.measure.figures import Figure
from boomerang.report.data.answer import answer_data
from boomerang.report.data.fitted import MADE, fitted_data, never_data
from boomerang.report.data.learned import learned_data
from boomerang.report.data.mechanisms import mechanisms_data
from boomerang.report.data.parameters import to_datatree, write_posterior
from boomerang.report.data.plain import json_text
from boomerang.report.data.track_record import track_record_data
from boomerang.report.data.where import where_data
from boomerang.report.document.page import html_of
from boomerang.report.filling import add_charts, add_report, as_read
from boomerang.report.sections.findings import ANSWER_FILE, TABLE, Findings
from boomerang.report.sections.whole import report_of
from boomerang.report.terminal.answer import print_answer
from boomerang.report.terminal.mechanisms import print_mechanisms
from boomerang.report.terminal.track_record import print_track_record
from boomerang.version import version

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import DataTree

WHOLE = "the table is whole"
SUBSETS_TABLE = "subsets"
TABLES = TABLE, SUBSETS_TABLE  # folders beside an answer


def made_of(scenario: Scenario, seed: int, by: str | None = None) -> Made:
    """What answers from a table of this scenario make of a folder; `by` is the version, None for this one."""
    digest = digest_of(canonical_json([scenario.digest, seed]))
    return Made("explain", scenario.case.name, by or version(), digest, what="answer")


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
        where: where the event happens of which most was observed; None if no event was, or nobody looked.
        folder: where it was written; None before `write`.
        charts: the charts there, relative to the folder; undrawn: a sentence for each that failed, and
            for the report if it did.
    """

    answer: Answer
    known_by: date | None
    seconds: float
    scores: DataFrame | None = None
    backtest: Backtest | None = None
    inclusion: Mechanisms | None = None
    where: Where | None = None
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
        two methods of which it is the average (`networks`, `regression`), the share of its countries
        that are as strange as the observed one (`p_value`), and of those that are taken for another's
        (`mistaken`). bool: whether it is `possible`, see the verdict. str: what it does not make even when it
        is fitted (`never`), empty for nothing.
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
            "possible": [k not in answer.verdict.ruled_out for k in range(len(self.table.names))],
            "never": [", ".join(names) for names in never_data(answer.fits, self.table.names).values()],
        }
        frame = DataFrame(columns, index=Index(self.table.names, name="explanation"))
        return frame.sort_values("probability", ascending=False, kind="stable")

    @property
    def fitted(self) -> DataFrame:
        """How what was observed lies among the fitted countries of each explanation.

        One row for each figure, level and shape of a series, by name, and each explanation. Columns: its
        `kind`, what it is `of`, its `unit`, what was `observed`, and of fitted countries the `least`, `low`
        (5 %), `median`, `high` (95 %) and `most`; how far the observed one is `apart` from their mean, in
        standard deviations; the posterior predictive p-value (`tail`); the share of countries, each fitted in
        its turn, in which anything is as far out (`p`); and whether the explanation `never` makes it.
        """
        from pandas import DataFrame

        rows = [
            {**{key: given for key, given in check.items() if key != MADE}, "explanation": name, **made}
            for check in fitted_data(self.answer.fits, self.table.names)
            for name, made in check[MADE].items()
        ]
        return DataFrame(rows).set_index(["name", "explanation"]) if rows else DataFrame()

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
        data["learned"] = learned_data(self.answer.estimates, self.table.case)
        data |= {"where": where_data(self.where)} if self.where else {}
        return data | (mechanisms_data(self.inclusion) if self.inclusion else {})

    def print(self) -> None:
        """Print what the command prints."""
        print_answer(self.answer, self.known_by, self.folder)
        print_track_record(self.scores, self.backtest)
        if self.inclusion:
            print_mechanisms(self.inclusion)

    def write(self, folder: str | Path) -> None:
        """Write explanation.json, posterior.nc, the charts and report.html.

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
        from boomerang.report.charts import LOOPS

        self.folder, self.charts, self.undrawn = held.folder, [], []
        with told_plainly(held.folder, "answer", WHOLE), held.replacing(ANSWER_FILE) as new:
            write_posterior(self.parameters, new / "posterior.nc")
            self._write_data(new)
        specs, self.undrawn = self._specifications()
        loops = [LOOPS + name for name in self.posterior.index[1:]]
        self.charts, unrendered = add_charts(held, specs, WHOLE, only_json=loops)
        with told_plainly(held.folder, "answer", WHOLE), held.adding() as new:
            self._write_data(new)  # again, as it names the charts
        self.undrawn += unrendered + add_report(held, lambda: self._found(specs), WHOLE)

    def report(self, file: str | Path) -> Path:
        """Write the report: one HTML file that needs neither network nor other files.

        Raises:
            InputError: it cannot be written.
        """
        path = Path(file)
        specs, _ = self._specifications()
        with told_plainly(path, "report", "choose another file"):
            put_whole(path, lambda new: new.write_bytes(html_of(report_of([self._found(specs)])).encode()))
        return path

    def _specifications(self) -> tuple[dict[str, dict[str, Any]], list[str]]:
        from boomerang.report.charts import specifications

        return specifications(self.drawings)

    @property
    def drawings(self) -> Mapping[str, Callable[[], Any]]:
        """What draws each chart, by name."""
        from boomerang.report.charts import drawings_of_answer

        return drawings_of_answer(self.answer, where_data(self.where) if self.where else None)

    def _found(self, specs: dict[str, dict[str, Any]]) -> Findings:
        return Findings.of(self.table.scenario, self.table.about, as_read(self.to_dict()), as_read(specs))

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
