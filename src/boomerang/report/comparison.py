"""What policies change, as people use it in Python: tables, an array, files, and what the command prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from boomerang.folders import OutputFolder
from boomerang.inference.advice import sentences
from boomerang.inference.judged import Judged
from boomerang.inference.pair_files import ADVICE
from boomerang.inference.pairs import chosen_policies
from boomerang.measure.paired import EXPLANATION, PAIR, WEIGHT, Record, joined
from boomerang.report.data.call import Call, explanations_asked, posterior_asked, said
from boomerang.report.data.policy_tables import choice_of, facts_of, table_of
from boomerang.report.data.whatif import whatif_data
from boomerang.report.terminal.whatif import print_whatif
from boomerang.study.results import SEED, is_coordinate
from boomerang.version import version

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import Dataset

DATASET_FILE = "differences.nc"


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """What policies change under each explanation, and which to choose.

    `boomerang.whatif` makes it; a notebook shows its table.

    Attributes:
        judged: all that was found, as arrays.
    """

    judged: Judged

    @property
    def table(self) -> DataFrame:
        """One row a policy and explanation.

        Columns, float64: the mean outcome `as_it_was`; of the paired differences the `median`, the ends of
        the 90 % interval (`low`, `high`) and the `mean`, with the ends of its 90 % confidence interval
        (`mean_low`, `mean_high`); the `regret`. bool: whether it is `idle`, having nothing to change there.
        """
        return table_of(self.judged)

    @property
    def choice(self) -> DataFrame:
        """One row a policy, the first as it was.

        Columns, float64, over all explanations by weight: the mean difference (`average`) and quantiles of
        differences (`median`, `low`, `high`: 90 %); the probability that the outcome is `better` than as it
        was; the most regret (`worst_regret`); the `variance_factor` against independent pairs. bool: which is
        the `minimax` regret policy, and which is the `best` on average.
        """
        return choice_of(self.judged)

    @cached_property
    def dataset(self) -> Dataset:
        """Every pair: `total` and `happened` on both sides, and differences over time, by place and trait.

        Dimensions `explanation`, `pair`, `policy`, and those of each part. Refused pairs are NaN.
        """
        import xarray

        pairs, explanations = self.judged.pairs, self.judged.explanations
        parts = []
        for name in explanations:
            kept = pairs.kept(name)
            whole = joined([pairs.records[name][r] for r in kept], PAIR, np.array(kept))
            parts.append(_dataset(whole))
        seeds = pairs.seed + np.arange(len(pairs.records[explanations[0]]), dtype=np.uint64)
        names = xarray.DataArray(list(explanations), dims=EXPLANATION, name=EXPLANATION)
        found = xarray.concat(parts, names, join="outer").reindex({PAIR: np.arange(len(seeds))})
        beside = {SEED: (PAIR, seeds), WEIGHT: (EXPLANATION, pairs.belief.weights)}
        return found.assign_coords(beside).assign_attrs(facts_of(self.judged))

    @property
    def sentences(self) -> list[str]:
        """What each policy does, and which to choose, in plain words."""
        return sentences(self.judged)

    def to_dict(self) -> dict[str, Any]:
        """All of it but the single pairs, as plain data: what `--json` prints and whatif.json holds."""
        return whatif_data(self.judged)

    def print(self) -> None:
        """Print what the command prints."""
        print_whatif(self.judged)

    def fill(self, held: OutputFolder) -> None:
        """Write whatif.json, differences.nc, the charts and report.html into a folder that is held.

        Raises:
            InputError: the disk is full, or a file of the user's is in the way.
        """
        from boomerang.report.filling import fill, write_dataset

        beside = partial(write_dataset, self.dataset, DATASET_FILE)
        fill(held, self._call, self.to_dict(), self.drawings, ADVICE, beside)

    @property
    def drawings(self) -> Mapping[str, Callable[[], Any]]:
        """What draws each chart, by name."""
        from boomerang.report.charts import drawings_of

        return drawings_of(self.judged)

    @property
    def _call(self) -> Call:
        """The call that makes it again."""
        pairs, belief = self.judged.pairs, self.judged.pairs.belief
        scenario, every = pairs.scenario, pairs.policies == chosen_policies(pairs.scenario, ())
        arguments = {
            "outcome": pairs.outcome,
            "policies": [] if every else list(pairs.policies),
            "explanations": explanations_asked(belief, scenario),
            "pairs": len(pairs.records[belief.explanations[0]]),
            "posterior": posterior_asked(belief),
            "more": self.judged.more,
            "seed": pairs.seed,
        }
        return Call("whatif", scenario, version(), said(arguments))

    def __repr__(self) -> str:
        pairs = self.judged.pairs
        return f"<Comparison of {', '.join(pairs.policies)} in {pairs.scenario.case.name}>"

    def _repr_html_(self) -> str:
        title = self.judged.pairs.scenario.case.title
        told = [f"<b>{escape(title)}</b>", *map(escape, self.sentences)]
        table: str = self.choice.to_html(float_format="{:,.3g}".format)
        return "".join(f"<p>{line}</p>" for line in told) + table


def _dataset(record: Record) -> Dataset:
    """What was measured under one explanation, as xarray has it."""
    import xarray

    parts = {name: (variable.dims, variable.values) for name, variable in record.items()}
    axes = {name for name, variable in record.items() if is_coordinate(name, variable)}
    return xarray.Dataset(
        {name: given for name, given in parts.items() if name not in axes},
        {name: given for name, given in parts.items() if name in axes},
    )
