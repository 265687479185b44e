"""The lab in a browser: a real server, a real page, and somebody who clicks, types and looks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import boomerang
from boomerang.compile.case import Compiler
from boomerang.lab.knobs import knobs
from boomerang.lab.ranks import Ranks

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
from visitor import SECONDS, Visitor  # noqa: E402

expect = playwright.expect
Visit = Callable[..., Visitor]
USUAL = "boomerang"  # the explanation with which the village opens
STOPS = "mechanisms.restriction.parameters.stops"


def digest(seed: int = 1, **given: Any) -> str:
    """What the page says of a country, from the library."""
    return boomerang.simulate(boomerang.scenario("village", explanation=USUAL, **given), seed=seed).digest[
        :16
    ]


def test_a_page_opens_with_what_the_command_gives(page: Visitor) -> None:
    departed = boomerang.simulate(boomerang.scenario("village", explanation=USUAL)).counts["depart"]
    page.sees(f"depart: {departed} by 31 December 2014")
    page.sees(digest())


def test_what_is_found_while_a_page_loads_is_shown(visit: Visit) -> None:
    page = visit("?policy=no+stops", late=True)
    page.loads()
    page.sees(re.compile("^The mean of 10 pairs"))
    expect(page.page.get_by_role("heading", name="Where", exact=True)).to_be_visible(timeout=SECONDS)


def test_what_matters_most_comes_first(page: Visitor) -> None:
    asked, ranks = boomerang.scenario("village", explanation=USUAL), Ranks()
    known = knobs(asked.case, USUAL)
    ranks.find(Compiler(asked), known, lambda *_: None)
    first = ranks.ordered(asked.digest, known, "depart")[0].name
    assert first != known[0].name
    levers = len(asked.case.levers)
    expect(page.page.get_by_role("slider").nth(levers)).to_have_accessible_name(first, timeout=SECONDS)


def test_policy_and_parameter_change_numbers_and_address_and_the_address_is_shared(
    page: Visitor, visit: Visit, lab: str
) -> None:
    page.choose("Policy", "no stops")
    page.sees(re.compile("under “no stops” by"))
    page.sees(digest(policy="no stops"))
    page.press("stops", "ArrowRight")
    expect(page.page).to_have_url(re.compile(r"policy=no\+stops&.*stops=0\.2"), timeout=SECONDS)
    given = re.findall(r"--set '(.*)=(.*)'", page.command("--set"))
    assert [path for path, _ in given] == [STOPS]
    wanted = digest(policy="no stops", settings=dict(given))
    assert wanted != digest(policy="no stops")
    page.sees(wanted)
    other = visit(page.page.url.removeprefix(lab))
    other.sees(wanted)
    assert other.field("stops").input_value() == page.field("stops").input_value()
    do_not_see_each_other(page, other, wanted)


def do_not_see_each_other(page: Visitor, other: Visitor, wanted: str) -> None:
    """What one of them chooses next is nothing to the other."""
    before = other.page.url
    page.choose("Policy", "half the stops")
    page.sees(re.compile("under “half the stops” by"))
    other.sees(wanted)
    assert other.field("Policy").input_value() == "no stops"
    assert other.page.url == before


def test_levers_make_a_policy_of_ones_own(page: Visitor) -> None:
    """From 2013 on half of it: the same as a policy that the case has."""
    page.press("restriction", "ArrowLeft", times=5)
    page.write("Levers move from", "2013-01-01")
    page.sees("--policy 'your own'")
    page.sees(digest(policy="half the stops"))
    page.button("Begin anew").click()
    page.sees(digest())
    expect(page.page).not_to_have_url(re.compile("lever"), timeout=SECONDS)


@pytest.mark.parametrize(
    ("label", "text", "told"),
    [
        ("Luck (seed)", "x", "write a whole number, such as 1"),
        ("Levers move from", "2031-01-01", "write a day from 2010-01-01 to 2014-12-31"),
    ],
)
def test_a_wrong_entry_is_told_beside_its_field_and_changes_nothing(
    page: Visitor, label: str, text: str, told: str
) -> None:
    page.sees(digest())
    before, right = page.page.url, page.field(label).input_value()
    page.write(label, text)
    expect(page.field(label)).to_have_accessible_description(re.compile(re.escape(told)), timeout=SECONDS)
    assert page.field(label).get_attribute("aria-invalid") == "true"
    assert page.page.url == before
    page.sees(digest())
    page.write(label, right)
    expect(page.field(label)).not_to_have_attribute("aria-invalid", "true", timeout=SECONDS)


def test_an_address_that_makes_no_sense_leads_to_the_beginning(visit: Visit) -> None:
    page = visit("?lever+nonsense=0.5")
    page.sees(re.compile(re.escape("'nonsense' is no lever of village")))
    page.sees(digest())


def test_a_page_that_loads_slowly_asks_nobody_else_for_its_styles(lab: str) -> None:
    """After a while the server forgets a page that has not answered, and makes it anew when it does."""
    with ThreadPoolExecutor(1) as elsewhere:  # the browser has the loop of this thread
        document = elsewhere.submit(lambda: asyncio.run(made_anew(lab))).result()
    found = re.findall(r'"url": ?"([^"]+)"', document)
    assert len(found) > 3
    assert [address for address in found if "//" in address] == []


async def made_anew(lab: str) -> str:
    """The document that is made for somebody who comes with a token that no page knows."""
    from bokeh.util.token import generate_jwt_token, generate_session_id
    from tornado.httpclient import HTTPRequest
    from tornado.websocket import websocket_connect

    token = generate_jwt_token(generate_session_id())
    address = HTTPRequest(f"{lab.replace('http', 'ws')}ws", headers={"Origin": lab.rstrip("/")})
    page = await websocket_connect(address, subprotocols=["bokeh", token])
    while "ACK" not in str(await page.read_message()):
        pass
    for part in ('{"msgid": "1", "msgtype": "PULL-DOC-REQ"}', "{}", "{}"):
        await page.write_message(part)
    while "roots" not in (document := str(await page.read_message())):
        assert document != "None"
    page.close()
    return document


def test_the_keyboard_is_enough(page: Visitor) -> None:
    page.sees(digest())
    assert page.missed() == []
    page.tab("Country").focus()
    page.page.keyboard.press("ArrowLeft")
    expect(page.tab("Take home")).to_be_focused(timeout=SECONDS)
    page.page.keyboard.press("ArrowRight")
    expect(page.tab("Country")).to_be_focused(timeout=SECONDS)
    assert page.tab("Country").get_attribute("aria-selected") == "true"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_jumps_everything_fits_and_nobody_is_shut_out(visit: Visit, width: int) -> None:
    page = visit("?policy=no+stops", width)
    page.sees(re.compile("by year, in this country"))
    page.page.wait_for_function("document.fonts.status == 'loaded'")
    first = page.tops()
    page.sees(re.compile("^The mean of 10 pairs"))
    page.sees(digest(policy="no stops"))
    assert [each for each in page.tops() if each in first] == first
    looks, how = axe.Axe(), {"resultTypes": ["violations"], "preload": False}  # which only sound would need
    for title in page.open_tabs():
        page.fits()
        found = looks.run(page.page, options=how).response["violations"]
        looks.axe_script = "0"  # it is in the page by now
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], title


def test_what_takes_longer_is_answered_or_cancelled(page: Visitor) -> None:
    page.sees(digest())
    page.button("What did each mechanism contribute?").click()
    page.sees("anyway")
    page.button("What follows from it?").click()
    page.button("Cancel").click()
    expect(page.button("Cancel")).to_be_disabled(timeout=SECONDS)
    page.tab("Explanations").click()
    page.write("Countries of each explanation", "500")
    page.button("Work it out").click()
    page.button("Cancel").click()
    page.sees("Cancelled; nothing of it is kept.")
