"""Somebody who has a page of the lab open, and what they look at."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

SECONDS = 120_000  # milliseconds that the browser waits for what it looks for; a bound, not a measure
LATE = 2000  # milliseconds, in which a village is simulated many times
OWN_HOSTS, INSIDE = ("localhost", "127.0.0.1"), ("data:", "blob:http://localhost:")
TABS = {
    "Country": "Where",
    "Explanations": "Which explanation fits what was known?",
    "One story": re.compile(r"^Person "),
    "Classroom": re.compile(r"^Predict"),
    "The case": "Change the case",
    "Take home": re.compile(r"^Take"),
}  # and a heading of each
EVERYWHERE = """function* everywhere(root) {
  for (const one of root.querySelectorAll("*")) {
    yield one;
    if (one.shadowRoot) yield* everywhere(one.shadowRoot);
  }
}"""
FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return (window.reached ??= new Set()).add(at).size;
}"""
MISSED = f"""() => {{ {EVERYWHERE}
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const here = (one) => one.matches(wanted) && !one.disabled && one.tabIndex >= 0 && one.checkVisibility();
  return [...everywhere(document)].filter((one) => here(one) && !window.reached.has(one))
    .map((one) => one.outerHTML.slice(0, 80));
}}"""
TOPS = f"""() => {{ {EVERYWHERE}
  return [...everywhere(document)].filter((one) => one.matches("h1, h2, h3") && one.checkVisibility())
    .map((one) => [one.tagName, one.getBoundingClientRect().left, one.getBoundingClientRect().top + scrollY]);
}}"""
SHOWN = f"""() => {{ {EVERYWHERE}
  const text = (one) => one.childElementCount ? "" : String(one.value ?? one.textContent);
  return [...everywhere(document)].map(text);
}}"""
# Where on the screen the middle of an arrow is, which a wide line that is not seen lies on.
MIDDLE = """(line) => {
  line.scrollIntoView({ block: "center", inline: "center" });
  const middle = line.getPointAtLength(line.getTotalLength() / 2), screen = line.getScreenCTM();
  return [middle.x * screen.a + screen.e, middle.y * screen.d + screen.f];
}"""


class Visitor:
    """Somebody with a page open.

    Args:
        late: whether the lab does not hear that the page is loaded before `loads`.

    Attributes:
        told: what the page complained about, and what it asked of other machines.
    """

    def __init__(self, context: Any, address: str, width: int = 1280, *, late: bool = False) -> None:
        self.page, self.told = context.new_page(), list[str]()
        self._held: list[tuple[Any, str]] = []  # messages for the lab, each with its line
        if late:
            self.page.route_web_socket(re.compile(""), self._hold)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.set_default_timeout(SECONDS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("dialog", self._asked_for)
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", lambda socket: self._asked(socket.url))
        self.page.goto(address)

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.told.append(message.text)

    def _asked_for(self, dialog: Any) -> None:
        self.told.append(dialog.message)
        dialog.dismiss()

    def _asked(self, address: str) -> None:
        if not address.startswith(INSIDE) and urlsplit(address).hostname not in OWN_HOSTS:
            self.told.append(address)

    def _hold(self, line: Any) -> None:
        lab = line.connect_to_server()

        def passed(message: str) -> None:
            if self._held or "document_ready" in message:
                self._held.append((lab, message))
            else:
                lab.send(message)

        line.on_message(passed)

    def loads(self) -> None:
        """The lab hears that the page is loaded, a while later."""
        self.page.wait_for_timeout(LATE)
        assert self._held
        while self._held:
            lab, message = self._held.pop(0)
            lab.send(message)

    def begins_anew(self) -> None:
        """Look at this page again, with nothing chosen."""
        self.page.bring_to_front()
        self.tab("Country").click()
        self.button("Begin anew").click()
        expect(self.page).to_have_url(re.compile(r"/$"), timeout=SECONDS)

    def field(self, label: str) -> Any:
        return self.page.get_by_label(label, exact=True)

    def button(self, label: str) -> Any:
        return self.page.get_by_role("button", name=label, exact=True)

    def tab(self, title: str) -> Any:
        return self.page.get_by_role("tab", name=title, exact=True)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=SECONDS)

    def choose(self, label: str, option: str) -> None:
        self.field(label).select_option(option)

    def press(self, label: str, key: str, times: int = 1) -> None:
        """Press a key on a field, as somebody without a mouse does."""
        self.field(label).focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def write(self, label: str, text: str) -> None:
        self.field(label).fill(text)
        self.field(label).press("Tab")

    def open_tabs(self) -> Iterator[str]:
        """Open one tab after the other, each when its heading is there."""
        for title, heading in TABS.items():
            self.tab(title).click()
            expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=SECONDS)
            yield title

    def fits(self) -> None:
        """Wait until nothing has to be moved sideways to be seen."""
        self.page.wait_for_function("document.scrollingElement.scrollWidth <= innerWidth")

    def missed(self) -> list[str]:
        """What can be clicked or filled in, and is not reached with the tab key."""
        self.page.locator("body").focus()
        reached = [-1, 0]
        while reached[-1] > reached[-2]:
            self.page.keyboard.press("Tab")
            reached.append(self.page.evaluate(FOCUSED))
        return list(self.page.evaluate(MISSED))

    def command(self, part: str) -> str:
        """The command for the country that is shown, as soon as it has this part."""
        shown = self.page.locator("pre", has_text=part)
        expect(shown).to_be_visible(timeout=SECONDS)
        return str(shown.inner_text())

    def scripts(self) -> set[str]:
        """The scripts that are shown as text."""
        shown = " ".join(self.page.evaluate(SHOWN))
        return set(re.findall(r"<script>(field\d+)\(\)</script>", shown))

    def tops(self) -> list[list[Any]]:
        """Where each heading stands."""
        return list(self.page.evaluate(TOPS))

    def shows(self, scripts: set[str]) -> None:
        """Wait until these scripts are shown as text."""
        self._wait_for(scripts, self.scripts)

    def tells(self, scripts: set[str]) -> None:
        """Wait until these scripts are told of the arrows of a diagram."""
        self._wait_for(scripts, self.tips)

    def _wait_for(self, scripts: set[str], found: Callable[[], set[str]]) -> None:
        last = time.monotonic() + SECONDS / 1000
        while (missing := scripts - found()) and time.monotonic() < last:
            self.page.wait_for_timeout(100)
        assert not missing

    def tips(self) -> set[str]:
        """The scripts that are told when a pointer rests on an arrow of a diagram."""
        found = set()
        for line in self.page.locator("svg path[stroke-opacity='0']").all():
            self.page.mouse.move(*line.evaluate(MIDDLE))
            found |= self.scripts()
        return found
