"""How to run it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from boomerang.case.bundled import bundled_cases, load
from boomerang.case.scenario import digest_of_case
from boomerang.report.data.call import Call
from boomerang.report.document.blocks import Paragraph, Section, TextTable, Typed
from boomerang.report.sections.findings import Findings, Found

TAKEN = {"persons", "until"}  # of what is simulated, by commands
OPTIONS = {  # of commands, where they are not named as in Python
    "policies": "--policy",
    "explanations": "--explanation",
    "outcomes": "--outcome",
    "start": "--from",
    "end": "--to",
}


def again(given: Sequence[Found]) -> Section:
    """The commands or calls that give the same results, and the digests to compare."""
    told = "The same version gives the same bytes on any machine, for any number of threads."
    typed = Typed("\n".join(call_of(found.call) for found in given))
    return Section("again", "How to run it again", (typed, Paragraph(told + _verified(given)), _facts(given)))


def _verified(given: Sequence[Found]) -> str:
    if not any(isinstance(found, Findings) for found in given):
        return ""
    return (
        " boomerang verify with the folder of the answer simulates some of its countries again and compares"
        " their digests."
    )


def call_of(call: Call) -> str:
    """The command; Python where what is simulated needs more than the command takes."""
    options, plain = call.scenario.options, list(call.scenario.case.mechanisms)
    changed = {key: said for key, said in options.items() if said and said != plain}
    if options["mechanisms"] != plain:
        changed["mechanisms"] = options["mechanisms"]
    case = _case(call)
    if set(changed) <= TAKEN - ({"until"} if call.command == "explain" else set()):
        return shlex.join(["boomerang", call.command, case, *_words({**call.arguments, **changed})])
    words = ", ".join(f"{key}={said!r}" for key, said in changed.items())
    others = "".join(f", {key}={said!r}" for key, said in call.arguments.items())
    return f"boomerang.{call.command}(boomerang.scenario({case!r}, {words}){others})"


def _words(arguments: dict[str, Any]) -> Iterator[str]:
    """Arguments as a shell takes them."""
    for name, given in arguments.items():
        option = OPTIONS.get(name, f"--{name.replace('_', '-')}")
        if isinstance(given, bool):
            yield option
        elif isinstance(given, dict):
            yield from (word for key, value in given.items() for word in (option, f"{key}={value}"))
        else:
            several = given if isinstance(given, list) else [given]
            yield from (word for value in several for word in (option, str(value)))


def _case(call: Call) -> str:
    """The name of a bundled case if it is still the same, else where the copy lies."""
    name, policy = call.scenario.case.name, call.scenario.policy
    wanted = digest_of_case(call.scenario.case, policy)
    bundled = name in bundled_cases() and digest_of_case(load(name), policy) == wanted
    return name if bundled else call.copy


def _facts(given: Sequence[Found]) -> TextTable:
    """What decides the results together, and what there is to know of an answer."""
    first = given[0].call
    rows = [
        ("case", given[0].case.name),
        ("digest of the case (SHA-256)", digest_of_case(given[0].case, first.scenario.policy)),
        ("version of boomerang", " and ".join(dict.fromkeys(found.call.version for found in given))),
        ("seed", " and ".join(dict.fromkeys(str(found.call.arguments["seed"]) for found in given))),
        *(row for found in given if isinstance(found, Findings) for row in _of_answer(found)),
    ]
    return TextTable("What decides every number of this report", ("what", "value"), tuple(rows))


def _of_answer(found: Findings) -> list[tuple[str, str]]:
    seconds = found.data["seconds"]
    return [
        ("simulated countries of each explanation", f"{found.about.simulations:,}"),
        ("digest of all simulated countries (SHA-256)", found.data["digest"]),
        ("seconds to simulate and to analyse", f"{seconds['simulate']}, {seconds['analyse']}"),
    ]
