"""How many combinations of the categories of its traits a population has, without making them."""

from collections.abc import Mapping

from boomerang.case.parts.population import Bare, Given, Shares

Known = tuple[tuple[str, str], ...]


def combinations(traits: Mapping[str, Bare], most: int) -> int:
    """Count the combinations of categories whose shares are not 0, and stop where there are more than `most`.

    Traits on which others depend are combined one by one, with the number of combinations of the others.
    Where shares differ between places, every place is taken to have all of them.
    """
    asked = {subject for trait in traits.values() for subject in _subjects(trait)}
    counts: dict[Known, int] = {(): 1}
    for name in _in_order(traits):
        further: dict[Known, int] = {}
        for known, count in counts.items():
            possible = _possible(traits[name], dict(known))
            if name in asked:
                further.update({(*known, (name, category)): count for category in possible})
            else:
                further[known] = count * len(possible)
        counts = further
        if (total := sum(counts.values())) > most:
            return total
    return sum(counts.values())


def _in_order(traits: Mapping[str, Bare]) -> list[str]:
    """The traits, each after those that it depends on."""
    order: dict[str, None] = {}
    while len(order) < len(traits):
        order |= dict.fromkeys(
            name
            for name, trait in traits.items()
            if name not in order and _subjects(trait) & traits.keys() <= order.keys()
        )
    return list(order)


def _subjects(trait: Bare) -> set[str]:
    """The traits and columns that shares depend on."""
    if not isinstance(trait, Given):
        return set()
    return {trait.subject}.union(*(_subjects(branch) for branch in trait.shares.values()))


def _possible(trait: Bare, known: Mapping[str, str]) -> set[str]:
    """The categories that people can have of whom some categories are known."""
    if isinstance(trait, Shares):
        return {category for category, share in trait.root.items() if share.number != 0}
    if not isinstance(trait, Given):
        return set(trait.categories())
    if trait.subject in known:
        branch = trait.shares.get(known[trait.subject], trait.shares.get("other"))
        return _possible(branch, known) if branch else set()
    return set().union(*(_possible(branch, known) for branch in trait.shares.values()))
