"""`opcat chart`: the charts of the package as files."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from opcat import charts
from opcat.cli import main


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        (["timeline", "--on", "2010-01-01"], lambda: charts.timeline(on="2010-01-01")),
        (["history", "Kenya", "--width", "321"], lambda: charts.history("Kenya", width=321)),
        (["visits", "--theme", "dark"], lambda: charts.visits(theme="dark")),
        (["survival", "--group", "WEOG"], lambda: charts.survival(group="WEOG")),
        (["survival", "--by", "group"], lambda: charts.survival(by="group")),
        (["history", "Kenia", "--language", "es"], lambda: charts.history("Kenya", language="es")),
        (
            [
                *(
                    "visits",
                    "--title",
                    "a=b",
                    "--words",
                    "1 missions={number} x",
                    "--height",
                    "700",
                ),
                *("--colours", "regular=navy", "--words", "year=année", "--colours", "text=#222"),
            ],
            lambda: charts.visits(
                title="a=b",
                words={"1 missions": "{number} x", "year": "année"},
                height=700,
                colours={"regular": "navy", "text": "#222"},
            ),
        ),
    ],
)
def test_a_chart_is_the_one_of_the_package(
    words: list[str],
    drawn: Callable[[], charts.Chart],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ours, theirs = tmp_path / "ours.svg", tmp_path / "theirs.svg"
    assert main(["chart", *words, "-o", str(ours)]) == 0
    assert capsys.readouterr().out == f"written: {ours}\n"
    drawn().save(theirs)
    assert ours.read_bytes() == theirs.read_bytes()


def test_an_existing_file_stays_unless_one_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in `opcat export`; and what cannot be drawn replaces nothing."""
    path = tmp_path / "map.svg"
    path.write_text("something else", encoding="utf-8")
    asked = ["chart", "visits", "-o", str(path)]
    assert main(asked) == 2
    assert "map.svg: already exists; pass --force to replace it" in capsys.readouterr().err
    assert main([*asked, "--force", "--theme", "blue"]) == 2
    assert path.read_text(encoding="utf-8") == "something else"
    assert main([*asked, "--force"]) == 0
    assert path.read_text(encoding="utf-8").startswith("<svg ")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("folder.svg", "is a directory; pass the name of a file, such as map.svg"),
        (
            "no/where.svg",
            "cannot be made, because there is no directory {}; make it, or pass another",
        ),
        ("file/where.svg", "cannot be made, because {} is not a directory; pass another"),
        (f"{'a' * 300}.svg", "cannot be made: the name is too long; pass a shorter one"),
    ],
)
def test_where_no_file_can_be(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "file").touch()
    path = tmp_path / name
    assert main(["chart", "visits", "--force", "-o", str(path)]) == 2
    assert capsys.readouterr().err == f"opcat: {path}: {said.format(path.parent)}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.svg"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["map", "--group", "african"], "the chart map takes no --group; leave it out"),
        (["map", "France"], "the chart map takes no State, such as 'France'; history is"),
        (["history"], "the chart history needs a State"),
        (["history", "Bhutan"], "the record has no event of Bhutan; pass another State"),
        (["history", "Frnace"], "did you mean 'France'"),
        (
            ["visits", "--theme", "blue"],
            "'blue' is not known; pass one of 'light', 'dark', 'print'",
        ),
        (["map", "--by", "group"], "the chart map takes no --by; leave it out"),
        (["survival", "--by", "region"], "--by 'region' is not known; pass one of 'group'"),
        (["survival", "--by", "group", "--group", "WEOG"], "--by draws every group, and --group"),
        (
            ["visits", "--words", "yeer=a"],
            "KEY of --words 'yeer' is not known; did you mean 'year'",
        ),
        (["visits", "--words", "year={day}"], "in braces in --words year='day' is not known"),
        (["map", "--words", "title={"], "in braces in --words title='{' is not known; pass one of"),
        (["map", "--words", "title={treaty"], "did you mean 'treaty'? Pass one of 'treaty'"),
        (["visits", "--words", "year=a", "--words", "year=b"], "--words year= is given twice"),
        (
            ["visits", "--colours", "party=red"],
            "KEY of --colours 'party' is not known; pass one of",
        ),
        (
            ["survival", "--words", "percent= %"],
            "--words percent=' %' is not known; pass a text with {number}, or one of '{number} %'",
        ),
        (
            ["visits", "--colours", "text=blu"],
            "--colours text='blu' is not known; did you mean 'blue' or 'blueviolet'? Pass one of 'black'",
        ),
        (["visits", "--language", "xx"], "--language xx is not known; pass 'ar', 'en'"),
        (["history", "Kenia", "--language", "de"], "'Kenia' is Kenya in"),
        (["visits", "--width", "100"], "100 pixels is no size for this chart; pass 200 to 10000"),
    ],
)
def test_what_has_no_chart(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["chart", *words, "-o", str(tmp_path / "x.svg")]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mop", "-o", "x.svg"], "'mop' is not known; pass one of 'timeline', 'map'"),
        (
            ["map", "-o", "x.docx"],
            "'x.docx' does not end like a format; pass a name with .svg, .png",
        ),
        (["map", "-o", ""], "the name is empty"),
        (["map"], "the following arguments are required: -o"),
        (["map", "--words", "title", "-o", "x.svg"], "'title' does not say which; pass KEY=..."),
        (["map", "--colours", "=red", "-o", "x.svg"], "'=red' does not say which; pass KEY=..."),
        (["map", "--width", "wide", "-o", "x.svg"], "'wide' is not a number of pixels; pass one"),
    ],
)
def test_what_is_no_command(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["chart", *words])
    assert said in capsys.readouterr().err


def test_without_the_extra_the_pip_line_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for room in [name for name in sys.modules if name.startswith("opcat.charts")]:
        monkeypatch.delitem(sys.modules, room)
    monkeypatch.delattr("opcat.charts", raising=False)
    monkeypatch.setitem(sys.modules, "altair", None)
    assert main(["chart", "map", "-o", str(tmp_path / "x.svg")]) == 2
    assert 'pip install "opcat[charts]"' in capsys.readouterr().err
