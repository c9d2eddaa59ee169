"""The public names, as lines of text: what `api.txt` holds. ``make api`` writes it anew."""

import sys
from collections.abc import Iterator
from pathlib import Path

import griffe

ROOT = Path(__file__).parents[1]
SNAPSHOT = ROOT / "tests" / "api.txt"
MODULES = (
    "opcat",
    "opcat.charts",
    "opcat.errors",
    "opcat.explorer",
    "opcat.frames",
    "opcat.strategies",
    "opcat.untc",
)
SPECIAL = {
    "__init__",
    "__iter__",
    "__len__",
    "__contains__",
    "__getitem__",
    "__arrow_c_stream__",
    "__bool__",
}


def lines(search: Path = ROOT / "src") -> Iterator[str]:
    """Yield a line for each public name, with its signature or value; sources are read, not run."""
    package = griffe.load("opcat", search_paths=[str(search)], resolve_aliases=True)
    listed: dict[str, str] = {}
    for name in MODULES:
        module = package if name == "opcat" else package[name.removeprefix("opcat.")]
        for public in sorted(str(export) for export in module.exports or ()):
            found = _real(module.members[public]) if public in module.members else None
            path = f"{name}.{public}"
            if found is not None and found.path in listed:
                yield f"{path} is {listed[found.path]}"
            elif not isinstance(found, griffe.Module):
                listed[found.path if found is not None else path] = path
                yield from _object(path, found)


def _real(found: griffe.Object | griffe.Alias) -> griffe.Object:
    return found.final_target if isinstance(found, griffe.Alias) else found


def _object(path: str, found: griffe.Object | None) -> Iterator[str]:
    if isinstance(found, griffe.Function) and _is_kept(found):
        yield f"{path} -> {found.returns}"
    elif isinstance(found, griffe.Function):
        yield _function(path, found)
    elif isinstance(found, griffe.Class):
        yield f"class {path}({', '.join(str(base) for base in found.bases)})"
        for name, member in sorted(_members(found).items()):
            if not name.startswith("_") or name in SPECIAL:
                yield from _object(f"{path}.{name}", member)
    elif isinstance(found, griffe.Attribute):
        yield from _attribute(path, found)
    else:
        yield path


def _is_kept(found: griffe.Function) -> bool:
    """Tell whether a property is the package's own `cached_property`, which griffe does not know."""
    return any(
        decorator.callable_path.endswith("cached_property") for decorator in found.decorators
    )


def _members(found: griffe.Class) -> dict[str, griffe.Object]:
    """Return the members of a class, and those that it has from private classes of the package."""
    members: dict[str, griffe.Object] = {}
    for base in map(_real, found.resolved_bases):
        if isinstance(base, griffe.Class) and base.name.startswith("_"):
            members |= _members(base)
    return members | {name: _real(member) for name, member in found.members.items()}


def _attribute(path: str, found: griffe.Attribute) -> Iterator[str]:
    """Yield the line of a constant, a word of a vocabulary, a property, or a field."""
    value = str(found.value)
    is_field = value.startswith("attrs.field")
    if "property" in found.labels:
        yield f"{path} -> {found.annotation}"
    elif "class-attribute" not in found.labels and found.annotation is None:
        yield path
    elif found.annotation is None and not is_field:
        yield f"{path} = {value}"
    elif "init=False" not in value:
        plain = "class-attribute" in found.labels and not is_field
        optional = " = ..." if plain or "default=" in value or "factory=" in value else ""
        annotation = str(found.annotation).replace("Held[", "Rows[")  # what Held is to a checker
        yield f"{path}: {annotation}{optional}"


def _function(path: str, found: griffe.Function) -> str:
    given = []
    starred = False
    for parameter in found.parameters:
        if parameter.name in {"self", "cls"}:
            continue
        kind = parameter.kind
        if kind is griffe.ParameterKind.keyword_only and not starred:
            given.append("*")
            starred = True
        stars = {
            griffe.ParameterKind.var_positional: "*",
            griffe.ParameterKind.var_keyword: "**",
        }.get(kind, "")
        starred = starred or stars == "*"
        text = f"{stars}{parameter.name}"
        if parameter.annotation is not None:
            text += f": {parameter.annotation}"
        if parameter.default is not None and not stars:
            text += f" = {parameter.default}"
        given.append(text)
    return f"{path}({', '.join(given)}) -> {found.returns}"


if __name__ == "__main__":
    text = "".join(f"{line}\n" for line in lines())
    SNAPSHOT.write_text(text, encoding="utf-8")
    print(f"{SNAPSHOT.name}: {text.count(chr(10))} lines", file=sys.stderr)
