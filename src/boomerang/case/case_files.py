"""The files that a case names."""

from boomerang.case.parts.population import DrawnPopulation
from boomerang.case.parts.schema import Case


def files_of(case: Case) -> list[str]:
    """Name the tables that lie beside the case file, relative to its folder."""
    population = case.population
    if isinstance(population, DrawnPopulation):
        return [population.places] if isinstance(population.places, str) else []
    edges = [layer.edges for layer in population.contacts.values()]
    return list(dict.fromkeys([population.persons, *edges]))
