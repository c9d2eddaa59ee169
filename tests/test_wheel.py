"""What is built: the same from everywhere, no more than it should be, and small."""

import os
import runpy
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
import yaml
from installing import EXTRAS, ROOT, SMOKE, build, copied, run, settled, tracked
from markdown_it import MarkdownIt

import opcat

HOME = "https://example.org/opcat"
README = (ROOT / "README.md").read_text(encoding="utf-8")
written = runpy.run_path(str(ROOT / "hatch_build.py"))["description"]
MARKDOWN = MarkdownIt("commonmark").enable("table")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel_of_a_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = settled(tmp_path_factory.mktemp("settled"), HOME)
    return build("wheel", tmp_path_factory.mktemp("wheel"), root)


def about(wheel: Path, name: str) -> bytes:
    """Return a file of the metadata."""
    with zipfile.ZipFile(wheel) as archive:
        [found] = [path for path in archive.namelist() if path.endswith(f".dist-info/{name}")]
        return archive.read(found)


def metadata(wheel: Path) -> Message:
    return message_from_bytes(about(wheel, "METADATA"))


def description(wheel: Path) -> str:
    payload = metadata(wheel).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8")


def targets(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield what a text links to or shows, each with the name of its attribute."""
    for token in MARKDOWN.parse(markdown):
        for part in token.children or ():
            for name in ("href", "src"):
                if name in part.attrs:
                    yield name, str(part.attrs[name])


def words(markdown: str) -> list[str]:
    """Return what a text says, without where its links lead."""
    blocks = [token.children or [token] for token in MARKDOWN.parse(markdown)]
    texts = ("".join(part.content for part in parts if part.type != "image") for parts in blocks)
    return " ".join(texts).split()


def test_it_holds_what_git_tracks_and_no_more(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        others = {Path(name).name for name in archive.namelist() if ".dist-info/" in name}
    assert names == {name.removeprefix("src/") for name in tracked("src/opcat")}
    assert "opcat/py.typed" in names
    assert others == {
        *("METADATA", "WHEEL", "RECORD", "entry_points.txt", "CITATION.cff"),
        *("LICENSE", "LICENSE-DATA", "LICENSE-UNICODE"),
    }


def test_it_says_how_to_cite_it(wheel: Path) -> None:
    cited = about(wheel, "extra_metadata/CITATION.cff")
    assert cited == (ROOT / "CITATION.cff").read_bytes()
    assert yaml.safe_load(cited)["version"] == metadata(wheel)["Version"] == opcat.__version__


def test_without_a_home_the_description_has_no_link_that_is_broken(wheel: Path) -> None:
    """Nor the picture; every word and line of code remains."""
    links = list(targets(description(wheel)))
    assert [target for _, target in links if not target.startswith("https://")] == []
    assert [target for name, target in links if name == "src"] == []
    assert metadata(wheel).get_all("Project-URL") is None
    assert words(description(wheel)) == words(README)


def test_from_the_home_every_link_of_the_description_is_absolute(wheel_of_a_home: Path) -> None:
    """They lead to the files of this release, wherever README links to one, and its picture too."""
    readme = list(targets(README))
    there = list(targets(description(wheel_of_a_home)))
    assert len(there) == len(readme) > 40
    for (name, target), (kind, path) in zip(there, readme, strict=True):
        shown = {"href": "blob", "src": "raw"}[kind]
        relative = not path.startswith("https://")
        assert (name, target) == (
            kind,
            f"{HOME}/{shown}/v{opcat.__version__}/{path}" if relative else path,
        )
    assert {"src"} < {name for name, _ in there}


@pytest.mark.parametrize("home", [None, HOME])
@pytest.mark.parametrize(
    "line",
    [
        "[![b](x.svg)](docs/a.md)",
        "[me](mailto:me@example.org)",
        "say `[a](b)` so",
        "say ``[`a`](b)`` so",
        "    [a](b)",
        "  ```text\n  [a](b)\n  ```",
        "~~~\n[a](b)\n~~~",
        '[a](p "title")',
        "[a [b]](p)",
        "[a](p_(q))",
        "[a]: docs/a.md",
        '<img src="x.svg">',
    ],
)
def test_a_link_that_the_build_does_not_know_is_refused(line: str, home: str | None) -> None:
    readme = f"# It\n\n```python\n[a](b)\n    x[0](1)\n```\n\n{line}\n\n[a](b)\n"
    with pytest.raises(ValueError, match=r"^README\.md, line 8: hatch_build\.py does not know"):
        written(readme, home, "1")


def test_a_link_that_the_build_knows_leads_to_the_file() -> None:
    """Code, and what is absolute or on the page itself, stay as they are."""
    stays = "```sh\n~~~ [a](b)\n```\n\n`a` [x](https://example.org/) `b` [y](#part) [ ] "
    readme = f"{stays}[a `b`](docs/c.md#d) ![e](f.svg)\n"
    assert written(readme, None, "1") == f"{stays}a `b` \n"
    assert written(readme, HOME, "1") == (
        f"{stays}[a `b`]({HOME}/blob/v1/docs/c.md#d) ![e]({HOME}/raw/v1/f.svg)\n"
    )


def test_the_home_is_in_all_that_is_built(wheel_of_a_home: Path) -> None:
    """From the one constant: the addresses of the project, the citation file, what `cite` says."""
    labelled = dict(
        line.split(", ") for line in metadata(wheel_of_a_home).get_all("Project-URL", [])
    )
    assert labelled.keys() == {"Source", "Documentation", "Changelog", "Issues"}
    assert all(address.startswith(HOME) for address in labelled.values())
    cited = yaml.safe_load(about(wheel_of_a_home, "extra_metadata/CITATION.cff"))
    assert cited["url"] == HOME
    code = f"import sys; sys.path.insert(0, {str(wheel_of_a_home)!r}); import opcat; print(opcat.cite().package)"
    assert HOME in run(sys.executable, "-c", code, cwd=wheel_of_a_home.parent)


def test_the_sdist_holds_what_git_tracks_and_no_more(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = [name.split("/", 1)[1] for name in archive.getnames()]
    assert sorted(names) == sorted([*tracked(), "PKG-INFO"])


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    [root] = tmp_path.iterdir()
    again = build("wheel", tmp_path / "again", root)
    assert (again.name, again.read_bytes()) == (wheel.name, wheel.read_bytes())


def test_it_is_pure(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")


def test_it_is_small(wheel: Path) -> None:
    """The core and the data have a budget, the shapes of the map another, the whole a third."""
    rooms = ("charts", "cli", "explorer", "frames", "untc", "_output/world.topojson")
    packages = tuple(f"opcat/{name}" for name in rooms)
    with zipfile.ZipFile(wheel) as archive:
        shapes = archive.getinfo("opcat/_output/world.topojson")
        files = archive.infolist()
    core = sum(file.compress_size for file in files if not file.filename.startswith(packages))
    assert core < 420_000
    assert shapes.file_size < 250_000
    assert wheel.stat().st_size < 800_000


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_two_builds_are_the_same_to_the_byte(kind: str, tmp_path: Path) -> None:
    """Whoever builds it, where, when, and in whatever order the files were laid down."""
    names = tracked()
    made = []
    for place, order, mode, day, zone in (
        ("here", names, 0o644, 1_000_000_000, "UTC"),
        ("over/there", names[::-1], 0o600, 1_700_000_001, "Asia/Kolkata"),
    ):
        root = copied(tmp_path / place, order)
        for name in order:
            (root / name).chmod(mode)
            os.utime(root / name, (day, day))
        environment = {"TZ": zone, "PYTHONHASHSEED": str(day % 1000), "LC_ALL": "C"}
        made.append(build(kind, tmp_path / f"{place}-{kind}", root, **environment))
    assert made[0].name == made[1].name
    assert made[0].read_bytes() == made[1].read_bytes()


def test_it_answers_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "empty"
    venv.create(place)
    python = place / "bin" / "python"
    install = ("-m", "pip", "--python", python, "install", "-q", "--disable-pip-version-check")
    run(sys.executable, *install, wheel, cwd=tmp_path)
    for script in ("core.py", "face.py"):
        run(python, "-W", "error", SMOKE / script, cwd=tmp_path)
    assert "96 parties" in run(python, "-m", "opcat", cwd=tmp_path)
    assert "96 parties" in run(place / "bin" / "opcat", cwd=tmp_path)


def test_it_answers_from_a_zip_file(wheel: Path) -> None:
    """The data is read by Python's own loaders, so a zipped package answers too."""
    code = f"import sys; sys.path.insert(0, {str(wheel)!r}); import opcat; print(opcat.counts())"
    assert "parties=96" in run(sys.executable, "-c", code, cwd=wheel.parent)


def test_each_extra_has_a_script_that_tries_it() -> None:
    """They are what `test_installed.py` runs, on the lowest and the newest of everything."""
    tried = {path.stem for path in SMOKE.glob("*.py")}
    assert tried == {"core", "face", *(f"extra_{extra}" for extra in EXTRAS)}
