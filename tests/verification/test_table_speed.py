"""The script that times a table counts what it should."""

from table_speed import Timed, measure, verdicts

from boomerang.study import simulate


def test_every_country_is_counted() -> None:
    engine = simulate.simulate_model
    timed = measure("village", 2, 1, 300)
    assert timed.countries == 8
    assert 0 < timed.kernel < timed.wall
    assert 0 < timed.processor < 1
    assert simulate.simulate_model is engine


def test_verdicts() -> None:
    one, idle, two = Timed(1, 10, 9.5, 0.9, 8), Timed(2, 5, 5, 0.9, 8), Timed(2, 5.2, 9.6, 0.9, 8)
    assert [holds for _, _, holds in verdicts(one, two)] == [True, True, True]
    assert [holds for _, _, holds in verdicts(one, idle)] == [True, False, True]
    assert [holds for _, _, holds in verdicts(one, two._replace(wall=5.4))] == [True, False, False]
