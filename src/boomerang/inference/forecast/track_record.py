"""How predictions did: the scores of each against what became known later, and their means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from boomerang.inference.forecast.baselines import baselines
from boomerang.inference.forecast.outlook import Outlook
from boomerang.inference.forecast.predict import AVERAGE
from boomerang.inference.forecast.score import score

if TYPE_CHECKING:
    from pandas import DataFrame

BEHIND = "behind_average"
MEANS = ["crps", "crps_log", "log_score", "within_50", "within_90"]


def scores_of(outlook: Outlook) -> DataFrame:
    """One row for each later figure and each prediction of it, baselines included.

    Columns: `figure`, `by` whom it was predicted, `observed`, the predicted `low`, `median` and `high` (5 %,
    50 % and 95 %), and those of `Score`.
    """
    from pandas import DataFrame

    rows = [
        {
            "figure": later.target.key,
            "by": name,
            "observed": later.target.observed,
            **dict(zip(("low", "median", "high"), sample.quantiles([0.05, 0.5, 0.95]), strict=True)),
            **asdict(score(sample, later.target, later.rounding)),
        }
        for column, later in enumerate(outlook.later)
        for name, sample in {
            **{name: sample.column(column) for name, sample in outlook.samples.items()},
            **baselines(later.known),
        }.items()
    ]
    return DataFrame(rows)


def scores_at(cuts: Iterable[date], look: Callable[[date], Outlook]) -> DataFrame:
    """Predict at every cut from what was known by then, and score by what became known later.

    Args:
        cuts: the dates.
        look: what was predicted on a date, and what came; predictions must use nothing that became known
            after the date.

    Returns:
        The rows of `scores_of`, with the `cut` in front.
    """
    from pandas import concat

    frames = []
    for cut in cuts:
        frame = scores_of(look(cut))
        frame.insert(0, "cut", cut)
        frames.append(frame)
    return concat(frames, ignore_index=True)


def mean_scores(scores: DataFrame) -> DataFrame:
    """The number of figures, mean scores and coverages of each prediction, best mean log score first.

    The last column, `behind_average`, is the mean log score less that of the average on the same figures,
    since baselines have no prediction where a series is too short: above 0 is worse than the average, below 0
    better; NaN where nothing was predicted by the average.
    """
    same = [column for column in ("cut", "figure") if column in scores]
    by = scores.groupby("by", sort=False)
    means = by[MEANS].mean()
    means.insert(0, "figures", by.size())
    average = scores[scores["by"] == AVERAGE].set_index(same)["log_score"]
    aligned = average.reindex(scores.set_index(same).index).to_numpy()
    means[BEHIND] = (scores["log_score"] - aligned).groupby(scores["by"], sort=False).mean()
    return means.sort_values("log_score", kind="stable")
