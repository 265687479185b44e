"""From shares to whole people."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from boomerang.population.quotas import quotas

tables = st.integers(1, 6).flatmap(
    lambda classes: st.lists(
        st.tuples(
            st.integers(0, 10_000),
            st.lists(st.floats(0, 1), min_size=classes, max_size=classes).filter(lambda row: sum(row) > 0.01),
        ),
        min_size=1,
        max_size=5,
    )
)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(tables)
def test_quotas_add_up_and_are_less_than_one_from_the_shares(table: list[tuple[int, list[float]]]) -> None:
    people = np.array([count for count, _ in table])
    shares = np.array([row for _, row in table])
    shares /= shares.sum(axis=1, keepdims=True)
    counts = quotas(people, shares)
    assert (counts >= 0).all()
    assert (counts.sum(axis=1) == people).all()
    wanted = people[:, None] * shares
    assert (abs(counts - wanted) < 1 + 1e-6).all()
    # The classes that come first add up to what they should, too.
    assert (abs(counts.cumsum(axis=1) - wanted.cumsum(axis=1)) <= 0.5 + 1e-6).all()


def test_rare_categories_spread_over_many_classes_are_not_starved() -> None:
    """A category of 1 in 500 in each of 40 classes of 100 people: rounding class by class would leave nobody."""
    people = np.full(200, 4000)
    rare = np.tile([0.998, 0.002], 40) / 40
    counts = quotas(people, np.tile(rare, (200, 1)))
    assert (np.round(people[:, None] * rare)[:, 1::2] == 0).all()
    assert abs(counts[:, 1::2].sum() - 200 * 4000 * 0.002) < 80


def test_nobody_lands_in_a_class_without_share() -> None:
    counts = quotas(np.array([7, 100]), np.array([[0.5, 0, 0.5, 0], [0, 1, 0, 0]]))
    assert counts[:, [1, 3]].tolist() == [[0, 0], [100, 0]]
