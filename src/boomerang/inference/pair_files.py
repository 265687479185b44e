"""Pairs of twins on disk: a file each, which is there whole or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from boomerang.errors import InputError
from boomerang.files import clear, put_whole, told_plainly
from boomerang.folders import in_the_way
from boomerang.measure.paired import Record
from boomerang.study.netcdf import read_netcdf, write_netcdf

WHAT, ADVICE = (
    "pairs",
    "the pairs that are there are whole, so make room or choose another folder, and resume",
)
BELONGS = "pair_of"  # attribute of a file
FILE = re.compile(r".+-\d{5,}\.nc")


@dataclass(frozen=True)
class PairFiles:
    """The files of pairs.

    Attributes:
        folder: where they are; it is held by whoever has this.
        digest: of all that decides what is in them.
    """

    folder: Path
    digest: str

    def begin(self, resume: bool) -> Self:
        """Make the folder, and give the same files; refuse one that holds pairs if it is not gone on with.

        Raises:
            InputError: it holds pairs, or something else, or cannot be made.
        """
        with told_plainly(self.folder, WHAT, ADVICE):
            self.folder.mkdir(parents=True, exist_ok=True)
            clear(self.folder)
        for name in sorted(file.name for file in self.folder.iterdir()):
            if not (name.startswith(".") or FILE.fullmatch(name)):
                raise InputError(in_the_way(self.folder, name))
        if not resume and any(self.folder.glob("*.nc")):
            raise InputError(
                f"{self.folder}: this folder holds pairs already; resume them or choose another folder"
            )
        return self

    def write(self, explanation: str, number: int, record: Record) -> None:
        """Put the file of a pair in place, whole; an empty record stands for one that was refused.

        Raises:
            InputError: the disk is full.
        """
        facts = {BELONGS: self._mark(explanation, number)}
        file = self._file(explanation, number)
        with told_plainly(self.folder, WHAT, ADVICE):
            put_whole(file, partial(write_netcdf, variables=record, attributes=facts))

    def read(self, explanation: str, pairs: int) -> dict[int, Record]:
        """Those of the first `pairs` of an explanation that are there, by number.

        Raises:
            InputError: a file is damaged, or of something else.
        """
        return {
            number: self._read(explanation, number)
            for number in range(pairs)
            if self._file(explanation, number).is_file()
        }

    def _read(self, explanation: str, number: int) -> Record:
        file = self._file(explanation, number)
        try:
            record, facts = read_netcdf(file)
        except InputError:
            raise InputError(f"{file}: this file is damaged; delete it and resume") from None
        if facts.get(BELONGS) != self._mark(explanation, number):
            raise InputError(f"{file}: this pair is of something else; delete it and resume")
        return record

    def _file(self, explanation: str, number: int) -> Path:
        return self.folder / f"{explanation}-{number:05d}.nc"

    def _mark(self, explanation: str, number: int) -> str:
        return f"{self.digest}, {explanation}, pair {number}"
