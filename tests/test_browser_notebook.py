"""What a notebook shows, in a real JupyterLab in a real browser."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import URLError
from urllib.parse import quote

import pytest
from browser import accessibility, browser, missing
from lxml import html as lxml_html

import opcat
from opcat import charts, untc

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

THEMES = ("JupyterLab Light", "JupyterLab Dark")
VALUES = {
    "treaty": "opcat.treaty()",
    "earlier": "opcat.treaty(on='2004-06-30')",
    "state": "opcat.resolve('Ivory Coast')",
    "status": "opcat.status('Colombia')",
    "nothing": "opcat.status('Kenya')",
    "action": "opcat.actions()[-1]",
    "counts": "opcat.counts()",
    "rows": "opcat.visits('Mexico')",
    "deadlines": "opcat.deadlines('Kazakhstan')",
    "profile": "opcat.profile('Kazakhstan')",
    "reconciliation": "opcat.reconcile(parties=62, on='2012-05-08')",
    "changes": "untc.compare(opcat.treaty(on='2024-01-01'), opcat.treaty())",
}
HOSTILE = r"""<img src=x onerror="document.title='taken'"> & $\alpha$ </td></table><h1>"""
OPEN = ".jp-NotebookPanel:not(.lm-mod-hidden)"
OUTPUT = f"{OPEN} .jp-OutputArea-output.jp-RenderedHTML"
PICTURE = f"{OPEN} .jp-OutputArea-output.jp-RenderedImage"


class Lab(NamedTuple):
    """A running JupyterLab."""

    address: str
    token: str
    folder: Path

    def ask(self, path: str, data: object = None) -> None:
        """Ask its server; a `URLError` where it does not answer."""
        request = urllib.request.Request(
            f"{self.address}/{path}",
            data=None if data is None else json.dumps(data).encode(),
            headers={"Authorization": f"token {self.token}"},
            method="GET" if data is None else "PUT",
        )
        with urllib.request.urlopen(request, timeout=30):
            pass

    def settle(self, plugin: str, **settings: object) -> None:
        self.ask(f"lab/api/settings/@jupyterlab/{plugin}", {"raw": json.dumps(settings)})


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    for module in ("jupyterlab", "ipykernel"):
        if importlib.util.find_spec(module) is None:
            missing(f"{module} is not installed; make test-browser installs it")
    home, folder = (tmp_path_factory.mktemp(name) for name in ("home", "notebooks"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = Lab(f"http://127.0.0.1:{port}", secrets.token_hex(), folder)
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    folders = {name: str(home / name.lower()) for name in names}
    log = home / "log"
    with log.open("wb") as lines:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                f"--ServerApp.root_dir={folder}",
                *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"),
                "--ServerApp.port_retries=0",
                "--LabApp.extension_manager=readonly",
                "--LabApp.expose_app_in_browser=True",
            ],
            env={**os.environ, **folders, "HOME": str(home), "JUPYTER_TOKEN": found.token},
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(found, server, log)
        found.settle("apputils-extension:notification", fetchNews="false", checkForUpdates=False)
        # Else what is out of sight is not there.
        found.settle("notebook-extension:tracker", windowingMode="none")
        yield found
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < end:
        try:
            lab.ask("api/status")
        except URLError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"JupyterLab does not answer: {log.read_text(encoding='utf-8')[-2000:]}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


class Visitor:
    """A page of the browser with JupyterLab in it, and what went wrong on it."""

    def __init__(self, page: Page, lab: Lab) -> None:
        self.page, self.lab = page, lab
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._note(request.url))
        page.goto(f"{lab.address}/lab?reset&token={quote(lab.token)}")
        page.wait_for_function("window.jupyterapp")

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type == "error":
            self.errors.append(line.text)

    def _note(self, address: str) -> None:
        if not address.startswith((self.lab.address, "data:", "blob:")):
            self.strangers.append(address)

    def open(self, name: str, cells: list[dict[str, object]]) -> None:
        """Open a notebook that was received, in front of those that are open."""
        notebook = {
            "cells": cells,
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        path = self.lab.folder / f"{name}.ipynb"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        self.page.evaluate(
            """async path => {
                const app = window.jupyterapp;
                await app.restored;
                const opened = await app.commands.execute("docmanager:open", { path });
                await opened.context.ready;
            }""",
            path.name,
        )
        self.page.wait_for_selector(f"{OPEN} .jp-Cell")

    def turn(self, theme: str) -> None:
        self.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
        )
        self.page.wait_for_selector(f"body[data-jp-theme-name='{theme}']", state="attached")

    def run_all(self) -> None:
        self.page.evaluate(
            """async () => {
                const app = window.jupyterapp;
                await app.restored;
                await app.shell.currentWidget.sessionContext.ready;
                await app.commands.execute("notebook:run-all-cells");
            }"""
        )

    def shown(self, count: int) -> list[list[list[str]]]:
        """Return the tables of each output, as lists of their texts."""
        outputs = self.page.locator(OUTPUT)
        outputs.nth(count - 1).wait_for(timeout=60_000)
        return [texts(outputs.nth(number).inner_html()) for number in range(count)]


def texts(markup: str) -> list[list[str]]:
    """Return the text of each caption and cell of each table."""
    tables = lxml_html.fragment_fromstring(markup, create_parent="div").iter("table")
    return [
        [element.text_content() for element in table.iter("caption", "th", "td")]
        for table in tables
    ]


@pytest.fixture(scope="module")
def started(lab: Lab, chromium: Browser) -> Iterator[Visitor]:
    with chromium.new_page(viewport={"width": 1280, "height": 2400}) as page:
        yield Visitor(page, lab)


@pytest.fixture
def visitor(started: Visitor) -> Iterator[Visitor]:
    """JupyterLab in a page: it is opened once, because that is slow."""
    yield started
    errors, strangers = started.errors[:], started.strangers[:]
    started.errors.clear()
    started.strangers.clear()
    assert errors == []
    assert strangers == []


def code(source: str, markup: str | None = None) -> dict[str, object]:
    output = {"output_type": "display_data", "data": {"text/html": markup}, "metadata": {}}
    return {
        "cell_type": "code",
        "id": secrets.token_hex(8),
        "source": source,
        "metadata": {},
        "execution_count": None,
        "outputs": [] if markup is None else [output],
    }


def markup_of(expression: str) -> str:
    markup: str = eval(expression, {"opcat": opcat, "untc": untc})._repr_html_()
    return markup


def test_every_value_is_shown_whole_and_can_be_read(visitor: Visitor, tmp_path: Path) -> None:
    """In a theme of each kind."""
    visitor.open(
        "values", [code("import opcat\nfrom opcat import untc"), *map(code, VALUES.values())]
    )
    visitor.run_all()
    assert visitor.shown(len(VALUES)) == [texts(markup_of(asked)) for asked in VALUES.values()]
    page = visitor.page
    for theme in THEMES:
        visitor.turn(theme)
        page.screenshot(path=tmp_path / f"{theme}.png")
        assert accessibility(page, within=OUTPUT) == [], theme


PICTURES = ("timeline()", "map()", "groups()", "history('Mexico')", "survival()", "visits()")


def test_every_picture_is_shown_without_a_network_and_a_setting(
    visitor: Visitor, tmp_path: Path
) -> None:
    start = code("from opcat import charts")
    visitor.open("pictures", [start, *(code(f"charts.{asked}") for asked in PICTURES)])
    visitor.run_all()
    outputs = visitor.page.locator(PICTURE)
    outputs.nth(len(PICTURES) - 1).wait_for(timeout=60_000)
    for number, asked in enumerate(PICTURES):
        output = outputs.nth(number)
        seen_whole(output)
        output.screenshot(path=tmp_path / f"{asked.partition('(')[0]}.png")


def seen_whole(output: Locator) -> None:
    image = output.locator("img")
    assert image.evaluate("image => image.complete && image.naturalWidth") > 1000
    assert output.evaluate("output => output.scrollWidth <= output.clientWidth")


def test_a_picture_answers_the_pointer_where_the_docs_say_so(visitor: Visitor) -> None:
    page = (Path(__file__).parents[1] / "docs" / "charts.md").read_text(encoding="utf-8")
    [line] = re.findall(r"`(alt\.renderers\.enable\([^`]+\))`", page)
    start = "import altair as alt\nfrom opcat import charts"
    visitor.open("answering", [code(f"{start}\n{line}\ncharts.timeline()")])
    visitor.run_all()
    visitor.page.locator(OPEN).get_by_text("96 parties", exact=True).wait_for(timeout=60_000)


def test_a_picture_in_a_notebook_that_is_not_trusted(visitor: Visitor) -> None:
    made, metadata = charts.timeline()._repr_mimebundle_()
    bundle = {**made, "image/png": b64encode(made["image/png"]).decode()}
    output = {"output_type": "display_data", "data": bundle, "metadata": metadata}
    visitor.open("received-picture", [{**code(""), "outputs": [output]}])
    shown = visitor.page.locator(PICTURE)
    shown.wait_for(timeout=60_000)
    seen_whole(shown)


def test_what_a_name_says_is_shown_and_not_done(visitor: Visitor) -> None:
    visitor.open("hostile", [code(f"import opcat\nopcat.State(key='drawn', name={HOSTILE!r})")])
    visitor.run_all()
    [[[caption, *_]]] = visitor.shown(1)
    assert caption == HOSTILE
    page = visitor.page
    assert "taken" not in page.title()
    assert page.locator(f"{OUTPUT} img, {OUTPUT} h1, {OUTPUT} mjx-container").count() == 0


def test_a_notebook_that_is_not_trusted_shows_the_same(visitor: Visitor) -> None:
    """JupyterLab takes out of such a notebook what it does not think safe."""
    markups = [markup_of(asked) for asked in VALUES.values()]
    visitor.open("received", [code("", markup) for markup in markups])
    assert visitor.shown(len(VALUES)) == [texts(markup) for markup in markups]
    page = visitor.page
    for part, written in (
        ("caption", "<caption"),
        ("[scope=row]", 'scope="row"'),
        ("[scope=col]", 'scope="col"'),
        ("a[href]", "<a href"),
        ("[style*=text-align]", "text-align"),
    ):
        expected = sum(markup.count(written) for markup in markups)
        assert page.locator(f"{OUTPUT} {part}").count() == expected > 0
    assert accessibility(page, within=OUTPUT) == []
