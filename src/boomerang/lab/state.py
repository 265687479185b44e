"""What somebody has chosen in the lab, as it stands in the address of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from boomerang.errors import InputError

LONGEST = 8_000  # characters of an address
EVERYTHING = "(everything)"
YOUR_OWN = "your own"  # the policy that the levers of the page make, unless the case has one of this name
LEVER, SETTING = "lever ", "set "
TEXTS = ("case", "explanation", "policy", "outcome", "tab")
NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class State:
    """All that is chosen; an address holds what differs from the beginning.

    Attributes:
        case: the name of a case that the lab may show; empty for the first of them.
        explanation: whose mechanisms are on; `EVERYTHING` for all of the case, None for the usual one.
        policy: the policy that is followed; `YOUR_OWN` for that of `levers`, None for none.
        start: the first day of `YOUR_OWN`; None for its usual one.
        levers: what a lever of the state is multiplied by under `YOUR_OWN`, by name; 1 is left out.
        settings: parameters that are worth something else, by path, as they are written in a case.
        outcome: the event that is looked at; None for the usual one of the case.
        seed: the luck of the country that is shown first.
        edition: how often the case was edited on this page; an address cannot hold that.
        tab: which tab is open, and `more`, what that keeps in the address.
    """

    case: str = ""
    explanation: str | None = None
    policy: str | None = None
    start: date | None = None
    levers: Mapping[str, float] = field(default_factory=lambda: NONE)
    settings: Mapping[str, str] = field(default_factory=lambda: NONE)
    outcome: str | None = None
    seed: int = 1
    edition: int = 0
    tab: str = ""
    more: Mapping[str, str] = field(default_factory=lambda: NONE)

    @classmethod
    def of_query(cls, query: str) -> Self:
        """Read the query of an address, such as `?case=village&policy=no+stops`.

        Raises:
            InputError: it is too long, or a number or date in it cannot be read.
        """
        if len(query) > LONGEST:
            raise InputError(f"the address has {len(query):,} characters; at most {LONGEST:,} are read")
        given = dict(parse_qsl(query.removeprefix("?"), keep_blank_values=False))
        given.pop("token", None)  # of whoever may open the page
        texts: dict[str, Any] = {name: given.pop(name) for name in TEXTS if name in given}
        seed, start = given.pop("seed", "1"), given.pop("from", None)
        return cls(
            **texts,
            seed=_seed(seed),
            start=_day(start) if start else None,
            levers={name: _times(name, text) for name, text in _with(LEVER, given)},
            settings=dict(_with(SETTING, given)),
            more={name: text for name, text in given.items() if not name.startswith((LEVER, SETTING))},
        )

    def query(self) -> str:
        """The query of the address that leads to this state; empty at the beginning."""
        texts = {name: getattr(self, name) for name in TEXTS}
        given = {name: text for name, text in texts.items() if text}
        given |= {"seed": str(self.seed)} if self.seed != 1 else {}
        given |= {"from": self.start.isoformat()} if self.start else {}
        given |= {f"{LEVER}{name}": f"{times:g}" for name, times in self.levers.items()}
        given |= {f"{SETTING}{path}": text for path, text in self.settings.items()} | dict(self.more)
        return f"?{urlencode(given)}" if given else ""

    def changed(self, **changes: Any) -> Self:
        """The state with some of it chosen otherwise."""
        return replace(self, **changes)


def _with(prefix: str, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((name.removeprefix(prefix), text) for name, text in given.items() if name.startswith(prefix))


def _seed(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:21]) < 2**64:
        return int(text)
    raise InputError(f"the seed in the address is '{text[:30]}'; write a whole number from 0 to {2**64 - 1}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'from' in the address is '{text[:30]}'; write a day such as 2013-01-01") from None


def _times(name: str, text: str) -> float:
    try:
        times = float(text)
    except ValueError:
        times = -1.0
    if 0 <= times <= 2:
        return times
    raise InputError(f"the lever '{name[:40]}' in the address is '{text[:30]}'; write a number from 0 to 2")
