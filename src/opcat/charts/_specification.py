"""The specification of a chart in Vega-Lite: complete in every part, and safe to display."""

import json
from collections.abc import Mapping
from typing import Any

from opcat._foreign import in_script
from opcat.charts._measure import shown

# Vega-Lite writes the title of a field into expressions, where it escapes quotation marks alone. A
# backslash would end the string, and what follows would be read as an expression.
_IN_EXPRESSIONS = str.maketrans({"\\": "\N{SET MINUS}", **dict.fromkeys("\n\r\u2028\u2029", " ")})


class _ForScripts(json.JSONEncoder):
    """Writes JSON that is safe inside a script of a page."""

    def encode(self, o: object) -> str:
        return in_script(super().encode(o))


def nested(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return two configurations in one."""
    both = {
        name: nested(under[name], over[name])
        for name in under.keys() & over.keys()
        if isinstance(under[name], dict) and isinstance(over[name], dict)
    }
    return {**under, **over, **both}


def write_in(drawn: Any, datasets: Mapping[str, Any]) -> None:
    """Write each data set where it is used, so that nothing is lost where parts are copied out.

    In a chart that is joined by hand, data sets of the parts would be looked for at the top.
    """
    if isinstance(drawn, list):
        for part in drawn:
            write_in(part, datasets)
    elif isinstance(drawn, dict):
        data = drawn.get("data")
        if isinstance(data, dict) and data.get("name") in datasets:
            data["values"] = datasets[data.pop("name")]
        for name, part in drawn.items():
            if name != "values":
                write_in(part, datasets)


def write_out(drawn: dict[str, Any], config: Mapping[str, Any]) -> None:
    """Write the look of a chart at its parts, because the whole has only one."""
    font = {"font": config["font"]} if "font" in config else {}
    named = {f"{part}Font": font["font"] for part in ("label", "title") if font}
    if isinstance(drawn.get("title"), dict):
        subtitle = {"subtitleFont": font["font"]} if font else {}
        drawn["title"] = {**font, **subtitle, **config.get("title", {}), **drawn["title"]}
    if "layer" in drawn and config:
        drawn.setdefault("view", config["view"])
    for layer in drawn.get("layer", ()):
        write_out(layer, config)
        mark = layer.get("mark")
        if isinstance(mark, dict) and mark["type"] == "text":
            layer["mark"] = {**font, **config.get("text", {}), **mark}
        for channel in ("x", "y"):
            place = layer.get("encoding", {}).get(channel)
            if place and "field" in place and place.get("axis", {}) is not None:
                place["axis"] = {**named, **config.get("axis", {}), **place.get("axis", {})}


def displayable(value: Any) -> Any:
    """Return a piece of a specification with all its strings safe to display."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        safe = {displayable(key): displayable(member) for key, member in value.items()}
        if "field" in safe and isinstance(safe.get("title"), str):
            safe["title"] = safe["title"].translate(_IN_EXPRESSIONS)
        return safe
    return [displayable(member) for member in value] if isinstance(value, list) else value


def for_scripts(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a page so that all its JSON is safe inside a script."""
    embedding = displayable(options.get("embed_options"))
    writing = {"cls": _ForScripts, **(options.get("json_kwds") or {})}
    return {**options, "embed_options": embedding, "json_kwds": writing}
