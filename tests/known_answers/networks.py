"""Random networks as the tables of listed persons that a case can name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shutil import copyfile

import numpy as np
from trial import CASES


def configuration(degrees: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """int64[pairs, 2]: who knows whom when everybody has so many contacts, drawn at random.

    Contacts with oneself and repeated ones are dropped: of a network of any size, a handful.
    """
    ends = random.permutation(np.repeat(np.arange(len(degrees)), degrees))
    pairs = np.sort(ends[: len(ends) // 2 * 2].reshape(-1, 2), axis=1)
    low, high = pairs[pairs[:, 0] != pairs[:, 1]].T
    return np.stack(np.divmod(np.unique(low * len(degrees) + high), len(degrees)), axis=1)


def ring(people: int, reach: int) -> np.ndarray:
    """int64[pairs, 2]: everybody in a circle knows the next few on both sides."""
    first = np.arange(people)
    return np.concatenate([np.stack([first, (first + step) % people], 1) for step in range(1, reach + 1)])


def contacts_of(pairs: np.ndarray, people: int) -> np.ndarray:
    """int64[people]: how many contacts everybody has."""
    return np.bincount(pairs.ravel(), minlength=people)


def listed(case: str, folder: Path, pairs: np.ndarray, traits: Mapping[str, np.ndarray]) -> Path:
    """Put a case into a folder, with its tables of persons and contacts beside it."""
    import pyarrow
    from pyarrow import parquet

    columns = {"person": np.arange(len(next(iter(traits.values())))), **traits}
    parquet.write_table(pyarrow.table(columns), folder / "persons.parquet")
    parquet.write_table(pyarrow.table({"a": pairs[:, 0], "b": pairs[:, 1]}), folder / "edges.parquet")
    return Path(copyfile(CASES / f"{case}.yaml", folder / "case.yaml"))
