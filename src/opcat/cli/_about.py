"""Commands about the package: cite, completion."""

import argparse
from collections.abc import Iterator

import opcat
from opcat._foreign import on_terminal
from opcat.cli._options import Commands, add_states, command, those_known, treaty_of
from opcat.errors import OpcatError

_FORMS = ("text", "bibtex", "ris", "csl")
_SHELLS = ("bash", "zsh", "fish")


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    cite = command(
        commands,
        "cite",
        "how to cite the package and its data, or the sources of States' facts",
        "cite",
        "cite --format bibtex Togo > togo.bib",
        "cite --format bibtex Kenya Uganda Togo > three.bib",
        answer=_cite,
        more="With STATE it is the sources of all that the record knows about these, each\nwith the facts that it is cited for: as annote in BibTeX and CSL-JSON, as a note\nin RIS.",
    )
    add_states(cite, "*", "the package and its data")
    cite.add_argument(
        "--format",
        dest="form",
        metavar="FORMAT",
        choices=_FORMS,
        default="text",
        help=f"{', '.join(_FORMS)} (CSL-JSON); default: text",
    )
    completion = command(
        commands,
        "completion",
        "the script with which a shell completes commands, options and names of States",
        "completion bash >> ~/.bashrc",
        'completion zsh > "${fpath[1]}/_opcat"',
        "completion fish > ~/.config/fish/completions/opcat.fish",
        answer=_completion,
        record=False,
        more='It needs argcomplete: python -m pip install "opcat[completion]".',
    )
    completion.add_argument("shell", choices=_SHELLS, help="the shell")


def _cite(options: argparse.Namespace) -> Iterator[str]:
    if options.state:
        asked = treaty_of(options)
        pages = those_known(options, lambda state: opcat.profile(state, treaty=asked))
        if not pages:
            return
        citation = opcat.cite(*pages)
    elif options.language is not None:
        raise OpcatError("--language is that of STATE; pass a State too")
    elif options.record is not None:
        raise OpcatError("--record is that of STATE, whose sources it has; pass a State too")
    else:
        citation = opcat.cite()
    written = {
        "text": lambda: "\n".join(map(on_terminal, str(citation).split("\n"))),
        "bibtex": citation.to_bibtex,
        "ris": citation.to_ris,
        "csl": citation.to_csl,
    }
    yield from written[options.form]().split("\n")


def _completion(options: argparse.Namespace) -> Iterator[str]:
    try:
        from argcomplete.shell_integration import shellcode  # an extra
    except ModuleNotFoundError:
        from opcat._output.extras import install_line

        raise ModuleNotFoundError(
            f"completion needs argcomplete; install it with: {install_line('opcat[completion]')}",
            name="argcomplete",
        ) from None
    yield from shellcode(["opcat"], shell=options.shell).splitlines()
