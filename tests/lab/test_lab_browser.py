"""The lab in a browser: a real server, a real page, and somebody who clicks, types and looks."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import boomerang

CHROMIUM = shutil.which("chromium")
playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytest.importorskip("panel")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no browser")

SECONDS = 60_000  # milliseconds that the browser waits for what it looks for
TABS = ("Country", "Explanations", "One story", "Classroom", "The case", "Take home")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a lab."""
    command = [sys.executable, "-m", "boomerang", "lab", "village", "--port", "0", "--no-browser"]
    where = tmp_path_factory.mktemp("lab")
    with subprocess.Popen(
        command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        said = run.stdout.readline()
        yield re.findall(r"http://localhost:\d+/", said)[0]
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=60)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


class Visitor:
    """Somebody with a page open.

    Attributes:
        told: what the page complained about, and what it asked of other machines.
    """

    def __init__(self, browser: Any, address: str, width: int = 1280) -> None:
        self.page, self.told = browser.new_page(viewport={"width": width, "height": 900}), list[str]()
        self.page.set_default_timeout(SECONDS)
        self.page.on("console", self._complained)
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("request", self._asked)
        self.page.goto(address)
        playwright.expect(self.finding).to_be_visible(timeout=SECONDS)

    @property
    def finding(self) -> Any:
        return self.page.get_by_role(
            "heading", name=re.compile(r"^(depart|Which|Person|Predict|Change|Take)")
        )

    def _complained(self, message: Any) -> None:
        if message.type == "error":
            self.told.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(("http://localhost:", "data:", "blob:")):
            self.told.append(request.url)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(option)

    def sees(self, text: str | re.Pattern[str]) -> None:
        playwright.expect(self.page.get_by_text(text).first).to_be_visible(timeout=SECONDS)

    def write(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label, exact=True)
        field.fill(text)
        field.press("Tab")


@pytest.fixture
def visit(browser: Any, lab: str) -> Iterator[Any]:
    """Opens pages, which are closed in the end; none may complain or ask anything of another machine."""
    opened: list[Visitor] = []

    def open_page(query: str = "", width: int = 1280) -> Visitor:
        opened.append(Visitor(browser, lab + query, width))
        return opened[-1]

    yield open_page
    told = [visitor.told for visitor in opened]
    for visitor in opened:
        visitor.page.close()
    assert told == [[] for _ in told]


def digest(**given: Any) -> str:
    seed = given.pop("seed", 1)
    return boomerang.simulate(boomerang.scenario("village", **given), seed=seed).digest[:16]


def test_a_page_opens_with_what_the_command_gives(visit: Any) -> None:
    page = visit()
    departed = boomerang.simulate(boomerang.scenario("village", explanation="boomerang")).counts["depart"]
    page.sees(f"depart: {departed} by 31 December 2014")
    page.sees(digest(explanation="boomerang"))


def test_a_policy_and_a_parameter_change_the_numbers_and_the_address(visit: Any, lab: str) -> None:
    page = visit()
    page.choose("Policy", "no stops")
    page.sees(re.compile("under “no stops” by"))
    page.sees(digest(explanation="boomerang", policy="no stops"))
    slider = page.page.get_by_label("stops", exact=True)
    slider.focus()
    slider.press("ArrowRight")
    page.sees("'mechanisms.restriction.parameters.stops=")
    stops = re.findall(r"stops=(.*?)'", page.page.locator("pre").last.inner_text())[0]
    settings = {"mechanisms.restriction.parameters.stops": stops}
    page.sees(digest(explanation="boomerang", policy="no stops", settings=settings))
    assert "policy=no+stops" in page.page.url
    other = visit(page.page.url.removeprefix(lab))
    other.sees(digest(explanation="boomerang", policy="no stops", settings=settings))


def test_a_lever_makes_a_policy_of_ones_own(visit: Any) -> None:
    page = visit()
    lever = page.page.get_by_label("restriction", exact=True)
    lever.focus()
    lever.press("Home")
    page.sees(re.compile("under “your own” by"))
    page.sees("--policy 'your own'")
    page.page.get_by_role("button", name="Begin anew").click()
    page.sees(digest(explanation="boomerang"))
    playwright.expect(page.page).not_to_have_url(re.compile("lever"), timeout=SECONDS)


@pytest.mark.parametrize(
    ("label", "text", "told"),
    [
        ("Luck (seed)", "x", "write a whole number, such as 1"),
        ("Levers move from", "2031-01-01", "write a day from 2010-01-01 to 2014-12-31"),
    ],
)
def test_a_wrong_entry_is_told_beside_its_field(visit: Any, label: str, text: str, told: str) -> None:
    page = visit()
    before = page.page.url
    page.write(label, text)
    page.sees(re.compile(re.escape(told)))
    assert page.page.get_by_label(label, exact=True).get_attribute("aria-invalid") == "true"
    assert page.page.url == before


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?case=..%2F..%2Fetc", "is no case of this lab"),
        ("?seed=-1", "the seed in the address is '-1'"),
        ("?policy=nonsense", "is no policy of village"),
        ("?lever+restriction=9", "write a number from 0 to 2"),
    ],
)
def test_an_address_that_makes_no_sense_leads_to_the_beginning(visit: Any, query: str, told: str) -> None:
    page = visit(query)
    page.sees(re.compile(re.escape(told)))
    page.sees(digest(explanation="boomerang"))


def test_two_visitors_do_not_see_each_other(visit: Any) -> None:
    one, other = visit(), visit("?seed=2")
    one.choose("Policy", "no stops")
    one.sees(re.compile("under “no stops” by"))
    other.sees(digest(explanation="boomerang", seed=2))
    assert other.page.get_by_label("Policy", exact=True).input_value() == ""


def test_the_keyboard_is_enough(visit: Any) -> None:
    page = visit().page
    page.get_by_role("tab", name="Country").focus()
    page.keyboard.press("ArrowRight")
    playwright.expect(page.get_by_role("tab", name="Explanations")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowLeft")
    playwright.expect(page.get_by_role("tab", name="Country")).to_have_attribute("aria-selected", "true")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
    controls = {"Case", "Explanation", "What is looked at", "Policy", "restriction", "stops", "Luck (seed)"}
    assert controls | {"Begin anew", "Levers move from", "What did each mechanism contribute?"} <= reached


FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.labels?.[0]?.textContent ?? at?.textContent ?? "";
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_fits_and_shuts_nobody_out(visit: Any, width: int) -> None:
    page = visit("?policy=no+stops", width).page
    for title in TABS:
        page.get_by_role("tab", name=title, exact=True).click()
        playwright.expect(page.get_by_role("tab", name=title)).to_have_attribute("aria-selected", "true")
        page.wait_for_timeout(1_000)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        found = axe.Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []


def test_nothing_jumps_while_pairs_arrive(visit: Any) -> None:
    visitor = visit("?policy=no+stops")
    page = visitor.page
    visitor.sees(re.compile(r"The mean of \d+ pairs"))
    before = page.get_by_role("heading", name="Where", exact=True).bounding_box()
    visitor.sees("The mean of 30 pairs")
    assert page.get_by_role("heading", name="Where", exact=True).bounding_box() == before


def test_what_takes_longer_is_answered_or_cancelled(visit: Any) -> None:
    visitor = visit()
    visitor.page.get_by_role("button", name="What did each mechanism contribute?").click()
    visitor.sees("anyway")
    visitor.page.get_by_role("button", name="What follows from it?").click()
    visitor.page.get_by_role("button", name="Cancel", exact=True).click()
    playwright.expect(visitor.page.get_by_role("button", name="Cancel", exact=True)).to_be_disabled()


def test_marks_of_html_in_a_case_are_text(browser: Any, lab: str, tmp_path: Path) -> None:
    """What somebody writes on the page of the case is shown, and nothing of it is run."""
    visitor = Visitor(browser, lab + "?tab=edit")
    mark = "<img src=x onerror='window.ran=1'>"
    text = (Path(boomerang.__file__).parent / "cases" / "village" / "case.yaml").read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^title: .*$", f'title: "{mark}"', text)
    changed = re.sub(r"(?m)^(    (?:claim|by|against): ).*$", rf'\1"{mark}"', changed)
    changed = changed.replace("source: assumption", f'source: "{mark}"')
    visitor.page.get_by_label("The case, as text").fill(changed)
    visitor.page.get_by_role("button", name="Simulate this").click()
    for title in TABS:
        visitor.page.get_by_role("tab", name=title, exact=True).click()
        visitor.page.wait_for_timeout(1_000)
    visitor.sees(mark)
    assert visitor.page.evaluate("window.ran") is None
    visitor.page.close()
