"""A new entry in a changelog: it is the last of the latest section *Data*, and nothing else moves."""

from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import opcat
from opcat.untc._changelog import with_entry  # changelogs of many forms, without a page each

ENTRY = st.lists(st.sampled_from(["- New.", "- X", "  more X", "- é"]), min_size=1, max_size=3)
SECTIONS = ("Data", "Added", "data", "Fixed")


@attrs.frozen
class Section:
    """A heading, and what stands below it."""

    heading: str
    entries: tuple[str, ...]
    above: bool  # a blank line between the heading and the entries
    below: bool

    def lines(self) -> list[str]:
        above = [""] if self.above and self.entries else []
        return [self.heading, *above, *self.entries, *([""] if self.below else [])]


def sections(title: str) -> st.SearchStrategy[list[Section]]:
    """Draw a release: its heading, and its sections."""
    entries = st.lists(
        st.sampled_from(["- Old.", "- Two", "  lines  ", "- ### Data", "- X", "-\tü"]), max_size=3
    ).map(tuple)
    some = st.lists(
        st.builds(
            Section,
            st.sampled_from(SECTIONS).map("### {}".format),
            entries,
            st.booleans(),
            st.booleans(),
        ),
        max_size=3,
    )
    first = st.builds(Section, st.just(title), entries, st.booleans(), st.booleans())
    return st.tuples(first, some).map(lambda drawn: [drawn[0], *drawn[1]])


def top(*sections: tuple[str, ...]) -> list[Section]:
    return [Section(heading[0], heading[1:], above=True, below=False) for heading in sections]


@example(top(("# News",), ("### Data",), ("### Added", "- A.")), [], ["- New."], "\n", True)
@example(top(("### Data", "- X")), [], ["- New."], "\n", False)
@given(
    sections("# Changelog"),
    st.lists(sections("## 1.0"), max_size=3),
    ENTRY,
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_the_entry_is_the_last_of_its_section(
    top: list[Section], releases: list[list[Section]], entry: list[str], end: str, closed: bool
) -> None:
    """Every other line stays as it is, with its end, whether or not the file's last line is closed."""
    parts = [section for release in (top, *releases) for section in release]
    latest = sum(map(len, (top, *releases[:1])))
    found = [n for n, part in enumerate(parts[:latest]) if part.heading == "### Data"]

    def written(parts: list[Section], *, closed: bool) -> str:
        text = end.join(line for part in parts for line in part.lines())
        return text.rstrip("\r\n") + end * closed

    with TemporaryDirectory() as directory:
        path = Path(directory, "NEWS.md")
        path.write_bytes(written(parts, closed=closed).encode())
        if not found:
            with pytest.raises(opcat.DataError) as caught:
                with_entry(path, "\n".join(entry))
            [(place, what)] = caught.value.problems
            assert place == "NEWS.md"
            assert what.startswith("has no section '### Data'")
            return
        new = with_entry(path, "\n".join(entry)).decode()
    at = found[0]
    old = parts[at]
    above = old.above or not old.entries
    parts[at] = attrs.evolve(old, entries=(*old.entries, *entry), above=above, below=True)
    is_last = at == len(parts) - 1
    assert new == written(parts, closed=closed or is_last)


@pytest.mark.parametrize(("first", "others"), [("\n", "\r\n"), ("\r\n", "\n")])
def test_new_lines_end_as_the_first_one_does(tmp_path: Path, first: str, others: str) -> None:
    text = f"# News{first}### Data{others}- Old.{others}### Added{others}"
    (tmp_path / "NEWS.md").write_bytes(text.encode())
    new = with_entry(tmp_path / "NEWS.md", "- One.\n- Two.").decode()
    assert (
        new
        == f"# News{first}### Data{others}- Old.{others}- One.{first}- Two.{first}{first}### Added{others}"
    )
