"""Commands about the package: cite, completion."""

import argparse
from collections.abc import Iterator

import opcat
from opcat.cli._options import Commands, command

_SHELLS = ("bash", "zsh", "fish")


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    command(
        commands,
        "cite",
        "how to cite the package, the data and the depositary's publication",
        "cite",
        answer=_cite,
    )
    completion = command(
        commands,
        "completion",
        "the script with which a shell completes commands, options and names of States",
        "completion bash >> ~/.bashrc",
        'completion zsh > "${fpath[1]}/_opcat"',
        "completion fish > ~/.config/fish/completions/opcat.fish",
        answer=_completion,
        more="It needs argcomplete: pip install 'opcat[completion]'.",
    )
    completion.add_argument("shell", choices=_SHELLS, help="the shell")


def _cite(_: argparse.Namespace) -> Iterator[str]:
    yield from str(opcat.cite()).splitlines()


def _completion(options: argparse.Namespace) -> Iterator[str]:
    try:
        from argcomplete.shell_integration import shellcode  # an extra
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "completion needs argcomplete; install it with: pip install 'opcat[completion]'",
            name="argcomplete",
        ) from None
    yield from shellcode(["opcat"], shell=options.shell).splitlines()
