"""What a result is of, as it stands beside it: what was asked, and the case as it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boomerang.case import read_case, write_case
from boomerang.case.scenario import Scenario, scenario
from boomerang.errors import InputError
from boomerang.files import damage_told
from boomerang.inference.belief import PRIORS, Belief
from boomerang.report.data.plain import json_text

CALL_FILE, CASE = "call.json", "case"


@dataclass(frozen=True, eq=False)
class Call:
    """What a result is of.

    Attributes:
        command: of boomerang, and its call in Python.
        scenario: with the mechanisms that can be on.
        version: of boomerang.
        arguments: of the call besides the scenario, as plain data; those that say nothing are left out.
        copy: where the case lies in the folder of the result.
    """

    command: str
    scenario: Scenario
    version: str
    arguments: dict[str, Any]
    copy: str = CASE

    def write(self, folder: Path) -> None:
        """Write it into a folder, with the case."""
        facts = {"command": self.command, "version": self.version, "options": self.scenario.options}
        text = json_text({**facts, "arguments": self.arguments}) + "\n"
        (folder / CALL_FILE).write_text(text, encoding="utf-8")
        write_case(self.scenario.case, folder / self.copy)

    @classmethod
    def read(cls, folder: Path) -> Call:
        """Read it from a folder.

        Raises:
            InputError: it is not there, or damaged.
        """
        file = folder / CALL_FILE
        if not file.is_file():
            raise InputError(
                f"{folder}: there is no result in this folder ({CALL_FILE} missing); a report is written of"
                " what boomerang explain, whatif, number, story or sensitivity has made with --out"
            )
        with damage_told(file, "make the result again"):
            facts = json.loads(file.read_bytes())
            given = scenario(read_case(folder / CASE), **facts["options"])
            return cls(facts["command"], given, facts["version"], facts["arguments"])


def said(arguments: dict[str, Any]) -> dict[str, Any]:
    """Arguments without those that say nothing."""
    return {name: given for name, given in arguments.items() if given or (given == 0 and given is not False)}


def explanations_asked(belief: Belief, scenario: Scenario) -> list[str]:
    """The explanations that must be named to get these."""
    return [] if len(belief.explanations) == len(scenario.case.explanations) else list(belief.explanations)


def posterior_asked(belief: Belief) -> str:
    """A word for the folder of the answer that draws come from; empty for the priors."""
    return "" if belief.source == PRIORS else "ANSWER"
