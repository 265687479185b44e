"""A case whose every text is a script, on every page of the lab: shown as it is written, and never run."""

from __future__ import annotations

import re
from collections.abc import Callable
from shlex import quote
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")
from hostile import hostile_case, scripts_in  # noqa: E402
from visitor import SECONDS, Visitor  # noqa: E402

expect = playwright.expect
Visit = Callable[..., Visitor]
HOSTILE = hostile_case()
EXPLANATIONS = [*HOSTILE.explanations, "everything at once"]
POLICIES = ["as it was", *HOSTILE.policies]


def field(text: Any) -> str:
    """The name of the script that a text is."""
    return re.findall(r"field\d+", str(text))[0]


def choose(page: Visitor, explanation: str, policy: str) -> None:
    """Choose both, and wait until what comes out is shown."""
    page.choose("Explanation", explanation)
    page.choose("Policy", policy)
    words = [f"--explanation {quote(explanation)}"] if explanation in HOSTILE.explanations else []
    words += [f"--policy {quote(policy)}"] if policy in HOSTILE.policies else []
    page.command(" ".join(words))
    told = policy if policy in HOSTILE.policies else "depart"
    expect(page.page.locator("h2.title")).to_contain_text(told, timeout=SECONDS)


@pytest.mark.slow
def test_a_script_in_any_text_of_a_case_is_text(visit: Visit) -> None:
    """A script that ran would call a function that is not there, of which the page would complain."""
    page = visit("?case=hostile")
    page.page.get_by_role("button", name=re.compile("more parameters")).click()
    wanted = scripts_in(HOSTILE, "title") | {field(each.about) for each in HOSTILE.parameters.values()}
    for number, explanation in enumerate(EXPLANATIONS):
        choose(page, explanation, policy := POLICIES[number % len(POLICIES)])
        said = [HOSTILE.explanations.get(explanation), HOSTILE.policies.get(policy)]
        page.shows(wanted | {field(each.by) for each in said if each})
    page.shows({field(each["province"]) for each in HOSTILE.population.places})
    page.tells({field(each.claim) for each in HOSTILE.mechanisms.values()})
    page.button("What did each mechanism contribute?").click()
    page.sees("anyway")
    check_pages(page)


def check_pages(page: Visitor) -> None:
    """Open every page; on two of them stands all that a case says."""
    every = scripts_in(HOSTILE)
    explain(page)
    page.shows(every - scripts_in(HOSTILE, "policies", "observable"))
    for title in page.open_tabs():
        if title == "One story":
            assert page.scripts() & {field(each["place"]) for each in HOSTILE.population.places}
        elif title == "Classroom":
            page.button("Open a room with this question").click()
            expect(page.button("Reveal the answer")).to_be_visible(timeout=SECONDS)
        elif title == "The case":
            page.shows(every)
    assert page.page.evaluate("document.images.length") == 0


def explain(page: Visitor) -> None:
    """Work out which explanation fits, and unfold all of the answer."""
    page.tab("Explanations").click()
    page.write("Countries of each explanation", "20")
    page.button("Work it out").click()
    page.sees("How to run it again")  # the last part
    for fold in page.page.locator(".leaf > details > summary").all():
        fold.click()
