"""The pages of the lab: each a file here, with `tab(session)`, which gives what is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from boomerang.lab.session import Session


@dataclass(frozen=True)
class Page:
    """A page: its name in addresses and its module, and what stands on its tab."""

    name: str
    title: str

    def of(self, session: Session) -> Any:
        """What is shown to somebody."""
        tab: Callable[[Session], Any] = import_module(f"{__name__}.{self.name}").tab
        return tab(session)


# In the order in which they stand; the first is open at the beginning.
TABS: tuple[Page, ...] = (
    Page("country", "Country"),
    Page("explained", "Explanations"),
    Page("story", "One story"),
    Page("classroom", "Classroom"),
    Page("edit", "The case"),
    Page("export", "Take home"),
)
