"""What a reader must know before quoting an answer: when it rests on too little, or compares what differs."""

from __future__ import annotations

import numpy as np

from boomerang.case.text.texts import listed, so_many
from boomerang.inference.explain import Answer
from boomerang.inference.reach import beyond_prior, plain_name
from boomerang.inference.verdict import IMPOSSIBLE

DISAGREEMENT = 0.25  # total variation distance between the two methods from which neither can be quoted
NOTABLE = 0.05  # share of a posterior beyond its prior, and beyond what luck puts there, worth a line
SAME = 0.005  # probabilities that differ by less are printed as the same
SURE = 2.0  # standard errors by which the method errs less often than guessing
MOST_TOLD = 2  # explanations, the likeliest
NAMED = 3  # parameters named in a line


def cautions(answer: Answer) -> list[str]:
    """Sentences that belong beside the verdict; none if all is well."""
    told = [
        _of_size(answer),
        _of_number(answer),
        _of_prior(answer),
        _of_least(answer),
        _of_error(answer),
        _of_methods(answer),
        _of_gains(answer),
        _of_predictions(answer),
    ]
    return [sentence for sentence in told if sentence]


def _of_size(answer: Answer) -> str:
    persons = answer.data.table.about.persons
    if persons is None:
        return ""
    return (
        f"The simulated countries have {persons:,} people, the observations are of the whole country: this"
        " only tries the case out, and its probabilities mean nothing."
    )


def _of_number(answer: Answer) -> str:
    """Whether there are fewer countries of an explanation than figures, from which nobody can learn."""
    countries, figures = answer.data.table.about.simulations, len(answer.data.x0)
    if countries >= figures:
        return ""
    return (
        f"There are {so_many(countries, 'country', 'countries')} of each explanation and"
        f" {so_many(figures, 'figure')}: with fewer countries than figures probabilities mean little, so"
        " simulate more."
    )


def _of_prior(answer: Answer) -> str:
    prior, names = answer.data.prior, answer.data.table.names
    if np.allclose(prior, prior[0]):
        return ""
    shares = ", ".join(f"{name} {share:.0%}" for name, share in zip(names, prior, strict=True))
    return f"The prior is not even: {shares}. Errors are those under it."


def _of_least(answer: Answer) -> str:
    """Whether no simulated country of any explanation is as far out as the observed one."""
    least = 1 / (answer.data.table.about.simulations + 1)
    if least < IMPOSSIBLE or (answer.outside.p_value > 1.0001 * least).any():
        return ""
    return (
        "No simulated country, under any explanation, lies as far out as the observed one: perhaps none of"
        f" them can produce these data. Only from {round(1 / IMPOSSIBLE)} countries each on can that be said."
    )


def _of_error(answer: Answer) -> str:
    """Whether the method errs as often as guessing, as far as so many countries can tell."""
    errors, many = answer.honesty, np.bincount(answer.data.table.labels)
    right = np.diag(errors.confusion)
    luck = np.sqrt((answer.data.prior**2 * right * (1 - right) / many).sum())
    if not 0 < errors.chance_error <= errors.error_rate + SURE * luck:
        return ""
    moved = np.abs(answer.posterior.probability - answer.data.prior).max() >= SAME
    return (
        f"The method errs in {errors.error_rate:.0%} of simulated countries, and guessing in"
        f" {errors.chance_error:.0%}: these observations are not seen to tell the explanations apart, so do"
        f" not quote the probabilities{'' if moved else ', which are those before them'}; simulate more, or"
        " observe more."
    )


def _of_methods(answer: Answer) -> str:
    if answer.disagreement < DISAGREEMENT:
        return ""
    share = f"{answer.disagreement:.0%} of the probability"
    return f"The two methods disagree about {share}: do not quote their average, simulate more."


def _of_gains(answer: Answer) -> str:
    if answer.next.loss <= np.log(len(answer.data.table.names)):
        return ""
    return (
        "The log loss is above that of knowing nothing: with so few countries, what is worth observing next"
        " is mostly luck."
    )


def _of_predictions(answer: Answer) -> str:
    """Whether countries are moved so far that they stand at the edge of all that was simulated."""
    edge = [
        count
        for count, path in answer.paths.items()
        if np.ptp(last := answer.data.table.paths[count][:, -1])
        and np.isclose(path.average.column(-1).quantiles([0.05])[0], last.max())
    ]
    if not edge:
        return ""
    return (
        f"What is predicted of {listed(edge)} is the most that any simulated country has: the observed"
        " country is so far from all of them that nothing can be predicted from them; do not quote it."
    )


def reaches(answer: Answer) -> list[str]:
    """A sentence for each likely explanation of which a parameter reaches notably beyond its prior.

    Beyond the lowest and the highest of n draws lie 2 / (n + 1) of what nothing was learned of.
    """
    told, draws = [], {estimate.explanation: len(estimate.prior) for estimate in answer.estimates}
    judged = [answer.data.table.names[i] for i in answer.verdict.explanations[:MOST_TOLD]]
    for explanation, shares in beyond_prior(answer.estimates).items():
        if explanation not in judged:
            continue
        notable = NOTABLE + 2 / (draws[explanation] + 1)
        far = [f"{plain_name(path)} ({share:.0%})" for path, share in shares.items() if share > notable]
        more = f" and {len(far) - NAMED} more" if len(far) > NAMED else ""
        if far:
            told.append(
                f"Under {explanation} the fit reaches beyond every draw of the prior for "
                f"{', '.join(far[:NAMED])}{more}: simulate more, or widen the prior."
            )
    return told
