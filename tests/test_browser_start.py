"""The browser that the other tests use: it starts, it is asked to judge, and it may be missing."""

import importlib.util
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browser import accessibility, browser, chromium_path

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def page() -> Iterator["Page"]:
    with browser() as started, started.new_page() as page:
        yield page


def test_it_opens_a_page_and_runs_its_scripts(page: "Page") -> None:
    page.set_content("<p></p><script>document.querySelector('p').textContent = 6 * 7</script>")
    assert page.inner_text("p") == "42"


def test_axe_finds_what_is_wrong_and_nothing_where_all_is_well(page: "Page") -> None:
    page.set_content("<html lang=en><title>t</title><main><h1>Yes</h1><img src='data:,'></main>")
    [found] = accessibility(page)
    assert found.startswith("image-alt: ")
    page.set_content("<html lang=en><title>t</title><main><h1>Yes</h1></main>")
    assert accessibility(page) == []


@pytest.mark.parametrize("part", ["browser", "driver"])
def test_without_a_part_a_test_is_skipped_or_fails(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if part == "browser":
        monkeypatch.setattr(shutil, "which", lambda _name: None)
    else:
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setenv("OPCAT_REQUIRE_BROWSER", "0")
    with pytest.raises(pytest.skip.Exception, match="installed"), browser():
        pass
    monkeypatch.setenv("OPCAT_REQUIRE_BROWSER", "1")
    required = pytest.raises(
        pytest.fail.Exception, match=r"OPCAT_REQUIRE_BROWSER=1, but .* installed"
    )
    with required, browser():
        pass


def test_the_first_name_found_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/x/{name}" if "-" in name else None)
    assert str(chromium_path()) == "/x/chromium-browser"
