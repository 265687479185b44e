"""Final sizes of epidemics on random networks (Newman 2002).

On a network drawn with given numbers of contacts, what lies behind a contact is not reached with
probability u, where u = G1(1 - T + T u), and the share that is ever infected is 1 - G0(1 - T + T u). G0
generates the numbers of contacts, and G1 those of somebody met as a contact, without the one they were
met by.

Newman takes the contacts of one infected person as independent. Here they are not: people recover after
an exponential time, and who is infected for long infects many. The SIZE stays the same. It is the share
of people with a large tree of possible infectors; in that tree everybody stands with the one contact that
leads back to the root, so that every infectious period counts once and only the mean T matters. The
PROBABILITY of an epidemic after one infection goes the other way, from a person to all their contacts,
and is smaller (Kenah and Robins 2007; Miller 2007). Both are tested.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from networks import configuration, contacts_of, listed
from trial import Trial, agree, compiled, means_agree, per_year, run

Law = Callable[[np.ndarray], np.ndarray]  # a generating function
Numbers = Callable[[np.random.Generator], np.ndarray]  # numbers of contacts, drawn from a law
PEOPLE = 10_000
BEGUN = 0.005  # share of people infected at the start: enough that an epidemic never fails to start
RECOVERY = 0.25  # a year


def beta_for(transmission: float) -> str:
    """The rate at which two contacts meet, so that an infected person reaches each with that probability."""
    return per_year(RECOVERY * transmission / (1 - transmission))


def final_size(laws: tuple[Law, Law], transmission: float, begun: float = BEGUN) -> float:
    """The share that is ever infected when a share of people, picked at random, is infected at the start."""
    whole, beyond = laws
    u, before = 0.0, -1.0
    while u - before > 1e-15:
        before, u = u, (1 - begun) * beyond(1 - transmission + transmission * u)
    return 1 - (1 - begun) * whole(1 - transmission + transmission * u)


def regular(degree: int) -> tuple[Law, Law]:
    return (lambda x: x**degree), (lambda x: x ** (degree - 1))


def poisson(mean: float) -> tuple[Law, Law]:
    return (lambda x: np.exp(mean * (x - 1)),) * 2


@cache
def poisson_numbers(mean: float) -> Numbers:
    return lambda random: random.poisson(mean, PEOPLE)


def negative_binomial(mean: float, size: float) -> tuple[Law, Law]:
    base = lambda x: 1 + mean * (1 - x) / size  # noqa: E731
    return (lambda x: base(x) ** -size), (lambda x: base(x) ** -(size + 1))


def ever_infected(trial: Trial) -> float:
    assert trial.people("health", "infected")[-1] == 0
    return 1 - trial.people("health", "susceptible")[-1] / trial.compiled.people.country.persons


@cache
def on_regular_networks(degree: int, transmission: float) -> np.ndarray:
    """Final sizes on networks of matchings, drawn anew by every seed."""
    settings = {
        "population.contacts.ties.each": degree,
        "parameters.contacts": degree,
        "parameters.beta": beta_for(transmission),
        "population.places": [{"place": "town", "people": PEOPLE}],
    }
    ready = compiled("sir-regular", settings)
    return np.array([ever_infected(run(ready, seed=seed)) for seed in range(20)])


@cache
def on_listed_networks(numbers: Numbers, transmission: float) -> np.ndarray:
    """Final sizes on networks with given numbers of contacts, listed pair by pair."""
    with TemporaryDirectory() as folder:
        return _on_listed_networks(Path(folder), numbers, transmission)


def _on_listed_networks(folder: Path, numbers: Numbers, transmission: float) -> np.ndarray:
    sizes = []
    for seed in range(8):
        random = np.random.default_rng(seed)
        pairs = configuration(numbers(random), random)
        contacts = contacts_of(pairs, PEOPLE)
        origin = np.where(np.arange(PEOPLE) < BEGUN * PEOPLE, "infected", "susceptible")
        file = listed("sir-edges", folder, pairs, {"contacts": contacts, "origin": origin})
        settings = {
            "population.traits.contacts": list(range(contacts.max() + 1)),
            "parameters.beta": beta_for(transmission),
        }
        sizes.append(ever_infected(run(file, settings, seed)))
    return np.array(sizes)


@pytest.mark.parametrize(("degree", "transmission", "published"), [(4, 0.5, 0.85410), (6, 0.3, 0.74624)])
def test_regular_networks(degree: int, transmission: float, published: float) -> None:
    laws = regular(degree)
    assert final_size(laws, transmission, 1e-9) == pytest.approx(published, abs=1e-5)
    sizes = on_regular_networks(degree, transmission)
    means_agree(f"final size, {degree} contacts", sizes, final_size(laws, transmission), times=5)


@pytest.mark.parametrize(
    ("mean", "transmission", "published"), [(5, 0.3, 0.58281), (4, 0.5, 0.79681), (4, 0.2, 0.0)]
)
def test_poisson_networks(mean: float, transmission: float, published: float) -> None:
    laws = poisson(mean)
    assert final_size(laws, transmission, 1e-9) == pytest.approx(published, abs=1e-5)
    sizes = on_listed_networks(poisson_numbers(mean), transmission)
    means_agree(f"final size, Poisson {mean}", sizes, final_size(laws, transmission), times=5)


@pytest.mark.parametrize(("transmission", "published"), [(0.2, 0.38197), (0.3, 0.54257)])
def test_negative_binomial_networks(transmission: float, published: float) -> None:
    """Mean 5 and size 1: a geometric law."""
    laws = negative_binomial(5, 1)
    assert final_size(laws, transmission, 1e-9) == pytest.approx(published, abs=1e-5)
    sizes = on_listed_networks(lambda random: random.geometric(1 / 6, PEOPLE) - 1, transmission)
    means_agree("final size, negative binomial", sizes, final_size(laws, transmission), times=5)


def test_the_law_of_contacts_matters() -> None:
    """Three laws with the same number of new infections by one infected contact, 1.5."""
    sizes = [
        on_listed_networks(poisson_numbers(5), 0.3),
        on_regular_networks(6, 0.3),
        on_regular_networks(4, 0.5),
    ]
    means = [float(size.mean()) for size in sizes]
    print(means)
    assert np.allclose(means, [0.583, 0.746, 0.854], atol=0.02), means


def test_probability_of_an_epidemic() -> None:
    """One of 2,000 is infected, four contacts each, T = 0.5: .6627, not the .8541 of independent contacts.

    With beta = gamma, y = exp(-beta x period) is uniform, h = E[(y + (1 - y) h)^3] has the solution
    sqrt(2) - 1, and the probability is 1 - E[(y + (1 - y) h)^4].
    """
    settings = {
        "population.places": [{"place": "town", "people": 2000}],
        "population.traits.origin": {"susceptible": "rest", "infected": 1 / 2000},
    }
    ready = compiled("sir-regular", settings)
    epidemic = np.array([ever_infected(run(ready, seed=seed)) > 0.15 for seed in range(800)])
    h = np.sqrt(2) - 1
    truth = 1 - (1 - h**5) / (5 * (1 - h))
    error = np.sqrt(truth * (1 - truth) / len(epidemic))
    agree("probability of an epidemic", float(epidemic.mean()), float(truth), float(error), len(epidemic))
