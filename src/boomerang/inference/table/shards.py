"""The folder of a reference table: what it is of, the case, and its rows in files of 32."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from boomerang.case import Case, read_case, write_case
from boomerang.case.parts.case_files import CASE_FILE
from boomerang.case.scenario import digest_of_case
from boomerang.digests import digest_of
from boomerang.errors import InputError
from boomerang.files import clear, damage_told, held, put_whole, told_plainly

if TYPE_CHECKING:
    import pyarrow

FORMAT = 4
MOST_ROWS = 2**20  # of an explanation
ROWS = 32  # rows of a file; the last of an explanation may have fewer
ABOUT, CASE, BELONGS, DIGEST = "table.json", "case", b"boomerang table", b"boomerang digest"
SHARD = re.compile(r"(.+)-(\d{5,})\.parquet")

TABLE, ADVICE = "table", "what is there is whole, so make room or choose another folder, and resume"

OPTIONS = ("mechanisms", "persons", "until", "given", "policy")  # of a scenario

Record = Mapping[str, Any]  # one row: a value for each column


@dataclass(frozen=True)
class About:
    """What a table is of; two tables of the same have the same rows.

    Attributes:
        version: of boomerang; name, case: name of the case, and digest of all it says.
        mechanisms, persons, until, given, policy: what else is simulated, as `Scenario.options` says it.
        seed: of everything; explanations: in the order of the case.
        simulations: rows of each explanation; 0 while the first of them are made.
    """

    version: str
    name: str
    case: str
    mechanisms: list[str]
    persons: int | None
    until: str | None
    given: list[str]
    policy: str | None
    seed: int
    explanations: tuple[str, ...]
    simulations: int = 0
    format: int = FORMAT

    @property
    def options(self) -> dict[str, Any]:
        """What is simulated besides the case, as `Scenario.options`."""
        return {name: getattr(self, name) for name in OPTIONS}

    def differs(self, other: About) -> str | None:
        """The first thing in which two tables differ, apart from their number of rows."""
        mine, others = asdict(self), asdict(other)
        return next((name for name in WORDS if mine[name] != others[name]), None)


WORDS = {  # what makes a table another one; the digest of the case is another under another policy
    "format": "format",
    "version": "version of boomerang",
    "policy": "policy",
    "name": "case",
    "case": "case",
    "mechanisms": "set of mechanisms",
    "persons": "number of persons",
    "until": "last day",
    "given": "given event",
    "seed": "seed",
    "explanations": "explanations",
}


@dataclass(frozen=True)
class Shelf:
    """The folder of a table."""

    folder: Path
    about: About

    @classmethod
    def read(cls, folder: Path) -> Shelf:
        """Find the table of a folder.

        Raises:
            InputError: there is none, or it is not readable.
        """
        file = folder / ABOUT
        if not file.is_file():
            raise InputError(f"{folder}: there is no table in this folder ({ABOUT} missing)")
        try:
            facts = json.loads(file.read_bytes())
            if facts["format"] != FORMAT:
                raise InputError(
                    f"{folder}: the table has format {facts['format']}, and {FORMAT} can be read"
                )
            about = About(**{**facts, "explanations": tuple(facts["explanations"])})
            _check_about(about)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise InputError(
                f"{file}: this is no description of a table that can be read; choose another folder"
            ) from None
        return cls(folder, about)

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, about: About, case: Case, resume: bool) -> Iterator[Shelf]:
        """Begin a table, or go on with one of the same; nobody else can until the block has ended.

        Raises:
            InputError: the folder holds something else, cannot be written, or another process fills it.
        """
        _check_strangers(folder, about.explanations)
        with held(folder, TABLE, ADVICE):
            clear(folder)
            shelf = cls(folder, about)
            if (folder / ABOUT).exists():
                shelf = cls.read(folder)
                shelf._check_same(about, resume)
            else:
                shelf.write_about(about)
            if not shelf.has_case():
                write_case(case, folder / CASE)
            yield shelf

    def has_case(self) -> bool:
        """Whether the case is there, but for policies that are not followed."""
        there = (self.folder / CASE / CASE_FILE).is_file()
        return there and digest_of_case(self.case, self.about.policy) == self.about.case

    def _check_same(self, about: About, resume: bool) -> None:
        if not resume:
            raise InputError(
                f"{self.folder}: this folder holds a table already; resume it or choose another folder"
            )
        if difference := self.about.differs(about):
            raise InputError(
                f"{self.folder}: this table is of another {WORDS[difference]}; choose another folder, "
                "or delete this one to build the table again"
            )

    @property
    def case(self) -> Case:
        """The case as it was when the table was begun."""
        return read_case(self.folder / CASE)

    def own_case(self) -> Case:
        """The same, which nobody has changed.

        Raises:
            InputError: somebody has.
        """
        case = self.case
        if digest_of_case(case, self.about.policy) != self.about.case:
            raise InputError(f"{self.folder}: the case of this table was changed; build the table again")
        return case

    def write_about(self, about: About) -> None:
        """Say what the table is of."""
        text = json.dumps(asdict(about), indent=2, allow_nan=False) + "\n"
        self._put(ABOUT, lambda file: file.write_text(text, encoding="utf-8"))

    def file(self, explanation: str, number: int) -> Path:
        """The file of rows ROWS x number and on."""
        return self.folder / f"{explanation}-{number:05d}.parquet"

    def write(self, explanation: str, number: int, records: Sequence[Record]) -> None:
        """Put a file of rows in place, whole."""
        from pyarrow import parquet

        rows = _arrow(records)
        marks = {BELONGS: self._mark(explanation, number), DIGEST: digest_of(*contents_of(rows)).encode()}
        table = rows.replace_schema_metadata(marks)
        name = self.file(explanation, number).name

        def write(file: Path) -> None:
            with file.open("wb") as target:  # a name with a colon would be taken for an address
                parquet.write_table(table, target, compression="zstd", write_page_checksum=True)

        self._put(name, write)

    def rows(self, explanation: str, number: int) -> pyarrow.Table | None:
        """The rows of a file; None where there is no such file.

        Raises:
            InputError: the file is damaged, belongs to another table or elsewhere, or was changed.
        """
        from pyarrow import parquet

        file = self.file(explanation, number)
        if not file.exists():
            return None
        with damage_told(file, "delete it and resume the table"), file.open("rb") as source:
            table = parquet.ParquetFile(source, page_checksum_verification=True).read()
        marks = table.schema.metadata or {}
        if marks.get(BELONGS) != self._mark(explanation, number):
            raise InputError(
                f"{file}: these rows are of another table or another file; delete it and resume the table"
            )
        if not _are_as_written(table, marks.get(DIGEST, b"")):
            raise InputError(f"{file}: these rows were changed since; delete the file and resume the table")
        return table

    def _mark(self, explanation: str, number: int) -> bytes:
        """What the files of a table carry, each its own."""
        return json.dumps([asdict(replace(self.about, simulations=0)), explanation, number]).encode()

    def _put(self, name: str, write: Callable[[Path], Any]) -> None:
        """Put a file in place whole or not at all."""
        with _told(self.folder):
            put_whole(self.folder / name, write)


def _check_about(about: About) -> None:
    """Refuse with ValueError what no table says of itself: its names become names of files."""
    names = (about.version, about.name, about.case, *about.explanations, *about.mechanisms, *about.given)
    numbers = (about.seed, about.simulations, about.persons or 0)
    if not all(isinstance(name, str) for name in names) or any("/" in name for name in about.explanations):
        raise ValueError
    if not all(isinstance(number, int) for number in numbers) or not 0 <= about.simulations <= MOST_ROWS:
        raise ValueError


def check_cases(folder: Path) -> None:
    """Refuse an answer of which a table was left with another case.

    Raises:
        InputError: the case of one was changed.
    """
    for about in sorted(folder.glob(f"*/{ABOUT}")):
        Shelf.read(about.parent).own_case()


def _check_strangers(folder: Path, explanations: Sequence[str]) -> None:
    """Refuse a file in the folder's place, and a folder that holds what belongs to no such table."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: this is a file; choose a folder for the table")
    with _told(folder):
        names = sorted(file.name for file in folder.iterdir()) if folder.exists() else []
    begun = ABOUT in names
    for name in names:
        shard = SHARD.fullmatch(name)
        own = name in (ABOUT, CASE) or (shard is not None and shard[1] in explanations)
        if not name.startswith(".") and not (begun and own):
            raise InputError(
                f"{folder}: '{name}' in this folder is no part of the table; choose an empty folder"
            )


def _told(folder: Path) -> AbstractContextManager[None]:
    """Turn a failure of the disk into a sentence."""
    return told_plainly(folder, TABLE, ADVICE)


def _arrow(records: Sequence[Record]) -> pyarrow.Table:
    """Rows as an Arrow table; the type of a column follows from its first value."""
    import pyarrow as pa

    columns = {name: [record[name] for record in records] for name in records[0]}
    return pa.table({name: pa.array(given, _type(given[0], name)) for name, given in columns.items()})


def contents_of(rows: pyarrow.Table) -> Iterator[str | bytes]:
    """The name of every column and what is in it, for a digest."""
    for name in rows.column_names:
        yield name
        yield _bytes_of(rows[name])


def _are_as_written(rows: pyarrow.Table, digest: bytes) -> bool:
    """Whether rows have this digest; not, where they are of a kind that no table has."""
    try:
        return digest_of(*contents_of(rows)).encode() == digest
    except (ValueError, TypeError):
        return False


def _bytes_of(column: pyarrow.ChunkedArray) -> bytes:
    """The values of a column, whatever the chunks they lie in."""
    import pyarrow as pa

    if pa.types.is_string(column.type):
        return "\n".join(column.to_pylist()).encode()
    values = matrix_of(column) if pa.types.is_list(column.type) else column.to_numpy()
    return np.ascontiguousarray(values).tobytes()


def matrix_of(column: pyarrow.ChunkedArray) -> NDArray[np.float32]:
    """float32[n, months] of a column of lists."""
    array = column.combine_chunks()
    flat: NDArray[np.float32] = array.flatten().to_numpy()
    return flat.reshape(len(array), -1)


def _type(value: Any, name: str) -> pyarrow.DataType:
    import pyarrow as pa

    if name == "seed":
        return pa.uint64()
    if isinstance(value, str):
        return pa.string()
    if isinstance(value, int):
        return pa.bool_() if isinstance(value, bool) else pa.int64()
    return pa.float64() if isinstance(value, float) else pa.list_(pa.float32())
