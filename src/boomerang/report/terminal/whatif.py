"""What policies change, in the terminal."""

from __future__ import annotations

from rich.text import Text

from boomerang.case.text.texts import rounded, so_many
from boomerang.inference.advice import NONE, cannot, choice, hangs, says
from boomerang.inference.judged import Judged
from boomerang.report.data.plain import with_sign
from boomerang.report.data.policy_tables import choice_of, table_of
from boomerang.report.terminal.screen import Grid, Screen, bold, dim, line


def print_whatif(given: Judged) -> None:
    """Print a comparison: what each policy changes, which to choose, and what must be known of it."""
    console = Screen()
    console.print(_asked(given))
    for note in given.notes:
        console.print(line(bold("Note:"), f" {note}."))
    console.print(_differences(given))
    for policy in given.pairs.policies:
        console.print(line(_sentence(says(given, policy))))
        for told in cannot(given, policy):
            console.print(dim(_sentence(told)))
        if (turns := hangs(given, policy)) and turns != NONE:
            console.print(_sentence(turns))
    for told in _hanging_on_none(given):
        console.print(dim(told))
    console.print(_choices(given))
    console.print(line(bold("Choice:"), f" {choice(given)}."))


def _hanging_on_none(given: Judged) -> list[str]:
    """The policies of which no parameter is known to decide whether they lower or raise; none of few."""
    names = [f"'{policy}'" for policy in given.pairs.policies if hangs(given, policy) == NONE]
    if not names:
        return []
    return [
        f"Whether it lowers or raises hangs on none of the parameters that are drawn: {', '.join(names)}."
    ]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _asked(given: Judged) -> Text:
    """What was asked, and from how much it was answered."""
    pairs = given.pairs
    policies = so_many(len(pairs.policies), "policy", "policies")
    explanations = so_many(len(given.explanations), "explanation")
    until = f" until {pairs.scenario.until}" if pairs.scenario.until else ""
    return line(
        bold(pairs.scenario.case.title),
        f": {pairs.outcome}{until} under {policies} and {explanations}, {pairs.told} of twins each,"
        f" drawn from {pairs.belief.source}, seed {pairs.seed}",
    )


def _differences(given: Judged) -> Grid:
    """A row for each policy and explanation under which it changes anything."""
    grid = Grid(("policy", "explanation"), ("as it was", "difference", "90 %"))
    last = ""
    for (policy, explanation), row in table_of(given).iterrows():
        if not given.effects[policy][explanation].nothing:
            cells = (rounded(row["as_it_was"]), with_sign(row["median"]), _ends(row["low"], row["high"]))
            grid.add_row("" if policy == last else policy, explanation, *cells)
            last = policy
    return grid


def _choices(given: Judged) -> Grid:
    """A row for each policy, over all explanations."""
    grid = Grid(["policy"], ("average", "90 %", "better", "regret\nat most", "variance\nfactor"))
    for policy, row in choice_of(given).iterrows():
        factor = "" if row["variance_factor"] != row["variance_factor"] else f"{row['variance_factor']:.2f}"
        grid.add_row(
            str(policy),
            with_sign(row["average"]),
            _ends(row["low"], row["high"]),
            f"{row['better']:.0%}",
            rounded(row["worst_regret"]),
            factor,
        )
    return grid


def _ends(low: float, high: float) -> str:
    return f"{with_sign(low)} to {with_sign(high)}"
