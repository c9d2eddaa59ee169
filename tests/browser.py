"""Debian's Chromium, for the tests that need a real browser.

`make test-browser` installs what drives it, and runs these tests. Where the browser or its driver
is missing they are skipped with the reason; with OPCAT_REQUIRE_BROWSER=1 they fail.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:  # they need not be installed where these tests are only collected
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",  # in a container there is none to be had
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing(reason: str) -> NoReturn:
    """Skip the test that asks, or fail it where a browser is required."""
    if os.environ.get("OPCAT_REQUIRE_BROWSER") == "1":
        pytest.fail(f"OPCAT_REQUIRE_BROWSER=1, but {reason}", pytrace=False)
    pytest.skip(reason)


def chromium_path() -> Path:
    """Return where the browser is."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    missing("no Chromium is installed (on Debian: apt-get install chromium)")


@contextmanager
def browser() -> Iterator[Browser]:
    """Run a browser that asks nothing of the network by itself."""
    path = chromium_path()
    if importlib.util.find_spec("playwright") is None:
        missing("Playwright is not installed; make test-browser installs it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield started
        finally:
            started.close()


def accessibility(page: Page, within: str | None = None, rules: Sequence[str] = ()) -> list[str]:
    """Return what axe-core finds against a page, or what is within an element of it.

    Args:
        page: the page.
        within: a selector of the element.
        rules: the rules that it is held to, by their ids; by default all.
    """
    if importlib.util.find_spec("axe_playwright_python") is None:
        missing("axe-playwright-python is not installed; make test-browser installs it")
    from axe_playwright_python.sync_playwright import Axe

    asked = {"runOnly": [*rules]} if rules else None
    return [
        f"{rule['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for rule in Axe().run(page, within, asked).response["violations"]
        for node in rule["nodes"]
    ]
