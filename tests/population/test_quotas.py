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


def test_rare_categories_spread_over_many_classes_are_not_starved() -> None:
    """One officer in 500: 20 in a town of 10,000, of 180 classes; the total may err like a random walk."""
    shares = np.ones(1)
    for trait in ([0.5, 0.5], [0.35, 0.3, 0.35], [0.5, 0.3, 0.2], [0.2] * 5, [0.998, 0.002]):
        shares = np.outer(shares, trait).ravel()
    officers = quotas(np.array([10_000]), shares[None])[0, 1::2].sum()
    error = 0.5 * np.sqrt(90)  # half a person in each of 90 classes, in either direction
    assert abs(officers - 20) < 3 * error


def test_nobody_lands_in_a_class_without_share() -> None:
    counts = quotas(np.array([7, 100]), np.array([[0.5, 0, 0.5, 0], [0, 1, 0, 0]]))
    assert counts[:, [1, 3]].tolist() == [[0, 0], [100, 0]]
