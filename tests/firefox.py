"""Debian's Firefox, for a smoke test: driven by its own protocol, Marionette, so that nothing else is needed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browser import missing


class Firefox:
    """A running Firefox: each message is its length, a colon, and JSON."""

    def __init__(self, line: socket.socket) -> None:
        self.stream = line.makefile("rwb")
        self.receive()  # it introduces itself
        self.asked = 0

    def receive(self) -> Any:
        digits = b""
        while (digit := self.stream.read(1)) != b":":
            digits += digit
        return json.loads(self.stream.read(int(digits)))

    def ask(self, command: str, **parameters: Any) -> Any:
        """Give a command and return its answer."""
        self.asked += 1
        text = json.dumps([0, self.asked, command, parameters]).encode()
        self.stream.write(b"%d:%s" % (len(text), text))
        self.stream.flush()
        _, _, error, answer = self.receive()
        assert error is None, error
        return answer

    def open(self, address: str) -> None:
        self.ask("WebDriver:Navigate", url=address)

    def run(self, script: str, *values: object) -> Any:
        """Run the body of a function in the page and return what it returns."""
        answer = self.ask("WebDriver:ExecuteScript", script=script, args=list(values))
        return answer["value"]


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Run Firefox with an empty profile, which keeps the number of its port."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    if found is None:
        missing("no Firefox is installed (on Debian: apt-get install firefox-esr)")
    (profile / "user.js").write_text('user_pref("marionette.port", 0);\n', encoding="utf-8")
    arguments = [found, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    process = subprocess.Popen(
        arguments,
        env={**os.environ, "HOME": str(profile)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = profile / "MarionetteActivePort"
        ends = time.monotonic() + 120
        while not (port.exists() and port.read_text(encoding="utf-8").strip()):
            assert process.poll() is None, "Firefox ended before it began"
            assert time.monotonic() < ends, "Firefox did not begin within two minutes"
            time.sleep(0.1)
        number = int(port.read_text(encoding="utf-8"))
        with socket.create_connection(("127.0.0.1", number), timeout=120) as line:
            driven = Firefox(line)
            driven.ask("WebDriver:NewSession", capabilities={})
            yield driven
    finally:
        process.terminate()
        process.wait(timeout=60)
