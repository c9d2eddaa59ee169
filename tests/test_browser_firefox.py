"""The explorer in Firefox, which draws and counts by other code than Chromium: a smoke test."""

from datetime import date
from pathlib import Path

from firefox import firefox

import opcat
from opcat import explorer

WATCH = "<script>addEventListener('error', e => (window.wrong ??= []).push(e.message))</script>"
"""What stands first in the page, so that no error is missed, not even while it loads."""
FACTS = '<script type="application/json" id="facts">'
PICK = """
    const [language, day, basis] = arguments;
    for (const [id, value] of [["lang", language], ["day", day], ["basis", basis]]) {
        const one = document.getElementById(id);
        one.value = value;
        one.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const text = id => document.getElementById(id).textContent;
    document.querySelector("[name=form][value=table]").click();
    const table = [...document.querySelectorAll("#rows > tr")].filter(row => row.offsetHeight);
    const rows = table.map(row => row.querySelector("th").textContent);
    document.querySelector("[name=form][value=list]").click();
    return {
        rows,
        numbers: ["parties", "signatories", "pending", "others"].map(name => +text(`n-${name}`)),
        day: text("day-text"),
        language: document.documentElement.lang,
        listed: [...document.querySelectorAll("#states > li:not([hidden]) b")].map(e => e.textContent),
        wide: document.documentElement.scrollWidth <= innerWidth,
        high: document.getElementById("map").getBoundingClientRect().height,
        drawn: document.querySelectorAll("#map .shape.party").length,
        wrong: window.wrong ?? [],
    };
"""
SAID = {"en": "8 May 2012", "fr": "8 mai 2012", "es": "8 de mayo de 2012"}


def test_the_numbers_names_and_days_are_those_of_the_package(tmp_path: Path) -> None:
    file, profile = tmp_path / "opcat.html", tmp_path / "profile"
    watched = explorer.page().replace("<head>", f"<head>{WATCH}", 1)
    file.write_text(watched, encoding="utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(watched.replace(FACTS, f"{FACTS}broken", 1), encoding="utf-8")
    profile.mkdir()
    with firefox(profile) as driven:
        driven.open(broken.as_uri())
        [wrong] = driven.run("return window.wrong;")  # what goes wrong while it loads is seen
        assert "JSON" in wrong
        driven.open(f"{file.as_uri()}#on=2010-01-01&lang=es")
        for language, basis, day in (
            ("fr", "deposit", date(2012, 5, 8)),
            ("es", "in_force", date(2012, 5, 8)),
            ("en", "deposit", date(2012, 5, 8)),
            ("en", "in_force", date(2006, 6, 22)),
        ):
            seen = driven.run(PICK, language, str(day), basis)
            counts = opcat.counts(on=day, basis=basis)
            others = len(opcat.non_parties(on=day, basis=basis))
            expected = [counts.parties, counts.signatories, counts.pending_signatories, others]
            assert seen["numbers"] == expected
            assert seen["language"] == language
            parties = [one.state for one in opcat.parties(on=day, basis=basis)]
            names = [one.name if language == "en" else one.name_in(language) for one in parties]
            assert sorted(seen["listed"]) == sorted(names)
            assert seen["rows"] == seen["listed"]
            assert day.year == 2006 or seen["day"].startswith(SAID[language])
            assert seen["wide"]
            assert seen["high"] > 100
            assert seen["drawn"] > 15
            assert seen["wrong"] == []
