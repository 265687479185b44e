"""How large the flagship's numbers are: every explanation at central values and over draws from its priors.

    python verification/magnitudes.py --draws 200

Writes verification/results/magnitudes.csv, one row a country, and docs/figures/magnitudes.svg, and prints the
table with a verdict for each figure. Counts run to the data cut, 28 May 2015.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import altair as alt
import pandas as pd
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import boomerang
from boomerang.case import Case
from boomerang.study.draws import draw_priors, simulate_draws
from boomerang.study.run import Run

CASE = "tajikistan-2015"
CUT = date(2015, 5, 28)
YEARS = 5.4  # from the start of the period to the cut
OFFICIAL = (386, 400)  # departures that officials named in May 2015
MOST_REFUSED = 0.1  # share of the draws of an explanation
HERE = Path(__file__).parent
RESULTS = HERE / "results" / "magnitudes.csv"
CHART = HERE.parent / "docs" / "figures" / "magnitudes.svg"
COUNTED = ("depart", "defect", "stop", "resign", "arrest", "broadcast")
# What the counts should be at central values: low, high.
EXPECTED = {
    "depart": (100, 3000),
    "stop": (10_000, 100_000),
    "resign": (1_000, 30_000),
    "defect": (0, 5),
    "arrests a year": (20, 200),
}


def measured(run: Run) -> dict[str, float]:
    """The counts of one country, over the whole run."""
    events = run.dataset["events"].sum(["time", "place"]).to_series()
    counts = {name: float(events.get(name, 0)) for name in COUNTED}
    return counts | {"arrests a year": counts["arrest"] / YEARS}


def countries(case: Case, explanation: str, draws: int, seed: int, progress: Progress) -> pd.DataFrame:
    """One row a country: first the one at central values, then one for each draw, empty where refused."""
    task = progress.add_task(explanation, total=draws)
    explained = boomerang.scenario(case, explanation=explanation, until=CUT)
    central = boomerang.simulate(explained, seed=seed)
    settings = draw_priors(explained, draws, seed=seed)
    rows = simulate_draws(
        explained,
        settings,
        measured,
        seed=seed,
        runaway={},
        progress=lambda done: progress.update(task, completed=done),
    )
    frame = pd.DataFrame([measured(central), *rows])
    return frame.assign(explanation=explanation, draw=range(-1, draws))


def verdicts(frame: pd.DataFrame, case: Case) -> Iterator[tuple[str, str, bool]]:
    """(explanation, sentence, holds) for every figure."""
    for name, part in frame.groupby("explanation", sort=False):
        central, drawn = part[part.draw < 0].iloc[0], part[part.draw >= 0]
        for what, (low, high) in EXPECTED.items():
            value = float(central[what])
            yield (
                str(name),
                f"{what}: {value:,.0f} at central values, {low:,} to {high:,} expected",
                (low <= value <= high),
            )
        refused = float(drawn.depart.isna().mean())
        yield str(name), f"{refused:.1%} of draws refused, as their hazards run away", refused < MOST_REFUSED
        drawn = drawn.dropna()
        low, high = drawn.depart.quantile([0.05, 0.95])
        inside = low <= OFFICIAL[0] and OFFICIAL[1] <= high
        yield (
            str(name),
            f"departures: 90 % of draws from {low:,.0f} to {high:,.0f}, officials said 386 to 400",
            inside,
        )
        share = float((drawn.broadcast > 0).mean())
        if "icon" in case.explanations[str(name)].mechanisms:
            yield str(name), f"a broadcast in {share:.0%} of draws, a minority expected", share < 0.5


def chart(frame: pd.DataFrame) -> alt.LayerChart:
    """The departures of every draw by explanation, with what officials said."""
    drawn = frame[frame.draw >= 0].dropna().assign(depart=lambda rows: rows.depart.clip(lower=1))
    order = list(dict.fromkeys(frame.explanation))
    x = alt.X("depart:Q", scale=alt.Scale(type="log"), title="departures by 28 May 2015 (logarithmic)")
    y = alt.Y("explanation:N", sort=order, title=None)
    points = alt.Chart(drawn).mark_tick(thickness=1, opacity=0.35, size=16).encode(x=x, y=y)
    central = (
        alt.Chart(frame[frame.draw < 0]).mark_point(filled=True, size=70, color="black").encode(x=x, y=y)
    )
    official = alt.Chart(pd.DataFrame({"depart": [OFFICIAL[0]]})).mark_rule(
        color="#c0392b", strokeDash=[4, 3]
    )
    title = alt.Title(
        "What each explanation makes of the country",
        subtitle=[
            "One tick is one country at a draw from the priors, a dot the country at central values,",
            "the dashed line what officials counted: 386.",
        ],
        anchor="start",
    )
    return (points + official.encode(x=x) + central).properties(width=560, height=320, title=title)


def main() -> None:
    """Simulate, write and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    case = boomerang.load(CASE)
    with Progress(transient=True) as progress:
        frame = pd.concat(
            [countries(case, name, given.draws, given.seed, progress) for name in case.explanations]
        )
    RESULTS.parent.mkdir(exist_ok=True)
    frame.to_csv(RESULTS, index=False)
    chart(frame).save(CHART)
    table = Table("explanation", "figure", "holds")
    for name, sentence, holds in verdicts(frame, case):
        table.add_row(name, sentence, "yes" if holds else "NO")
    Console().print(table)


if __name__ == "__main__":
    main()
