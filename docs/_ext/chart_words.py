"""List every word of the charts that `words=` replaces: `python docs/_ext/chart_words.py` writes the lists."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from opcat._english import MONTHS
from opcat.charts._draw_groups import _WORDS as BY_GROUP
from opcat.charts._draw_history import _WORDS as HISTORY
from opcat.charts._draw_map import _WORDS as MAP
from opcat.charts._draw_timeline import _WORDS as TIMELINE
from opcat.charts._draw_visits import _WORDS as VISITS
from opcat.charts._survival_shared import WORDS as SURVIVAL
from opcat.charts._wording import COMMON, GROUPS

__all__ = ["OWN", "PAGE", "french", "listed"]

PAGE = Path(__file__).parents[1] / "chart-words.md"
OWN: dict[str, Mapping[str, str]] = {
    "timeline": TIMELINE,
    "map": MAP,
    "groups": BY_GROUP,
    "history": HISTORY,
    "survival": SURVIVAL,
    "visits": VISITS,
}
START = "<!-- The lists are written by docs/_ext/chart_words.py. -->\n"


def listed() -> str:
    """Return the lists: the words of all charts, those of the groups, and each chart's own."""
    months = {month.lower() for month in MONTHS}
    common = {key: text for key, text in COMMON.items() if key not in months}
    parts: list[tuple[str, Mapping[str, str], str]] = [
        ("Every chart", common, f"Also the months, {', '.join(f'`{m.lower()}`' for m in MONTHS)}.")
    ]
    *others, last = [f"`{name}`" for name, words in OWN.items() if set(GROUPS) <= set(words)]
    parts += [("Regional groups", GROUPS, f"{', '.join(others)} and {last} have these too.")]
    for name, words in OWN.items():
        own = {key: text for key, text in words.items() if key not in GROUPS}
        said = "Also the regional groups." if set(GROUPS) <= set(words) else ""
        if name == "history":
            said = "Also the standing and each event, whose key is its English text."
        parts.append((f"`charts.{name}`", own, said))
    return "\n".join(line for part in parts for line in _table(*part))


def _table(title: str, words: Mapping[str, str], said: str) -> Iterator[str]:
    yield from (f"## {title}", "", "| key | in English |", "|---|---|")
    yield from (f"| `{key}` | {text} |" for key, text in words.items())
    yield from ("", *((said, "") if said else ()))


def french() -> dict[str, str]:
    """Return the words of the page's French chart."""
    shown = re.search(
        r"^>>> french = (\{\n.*?^\.\.\. \})", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert shown is not None
    found: dict[str, str] = ast.literal_eval(shown[1].replace("\n... ", "\n"))
    return found


if __name__ == "__main__":
    kept = PAGE.read_text(encoding="utf-8").partition(START)[0]
    PAGE.write_text(kept + START + "\n" + listed(), encoding="utf-8")
