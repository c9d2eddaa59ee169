"""How to cite the package, the data and the depositary's publication."""

import attrs

from opcat._core.days import long_date
from opcat._core.model import Source
from opcat._core.shown import Shown
from opcat._foreign import on_terminal
from opcat._record.record import packaged
from opcat._version import __version__


@attrs.frozen(kw_only=True, repr=False)
class Citation(Shown):
    """Citations of the package, the data, and the publication from which they are compiled.

    Attributes:
        package: the software, with its version.
        data: the record, with the last day that it covers.
        publication: the depositary's own publication, which prevails.
        sources: the depositary's table.
    """

    __module__ = "opcat"

    package: str
    data: str
    publication: str
    sources: tuple[Source, ...]

    def __str__(self) -> str:
        return f"{self.package}\n\n{self.data}\n\n{self.publication}"

    def __repr__(self) -> str:
        """Return the same text, so that an interpreter shows it."""
        return "\n".join(map(on_terminal, str(self).split("\n")))


def cite() -> Citation:
    """Return citations of the package, the data and the depositary's publication, ready to print.

    To cite a single source, print it: ``print(source)``.

    Example:
        >>> import opcat
        >>> print(opcat.cite().data)
        The opcat developers. Record of the Optional Protocol to the Convention against Torture, \
as of 3 February 2026 (CC0 1.0). Compiled data, part of opcat.
        >>> for source in opcat.status("Colombia").sources[1:]:
        ...     print(source)
        United News of Bangladesh. \
UN torture-prevention body welcomes Bangladesh, Colombia for joining it. \
https://unb.com.bd/category/Bangladesh/un-torture-prevention-body-welcomes-bangladesh-colombia-\
for-joining-it/173726
        Comisión Colombiana de Juristas. \
[News release: the Coalición Colombiana Contra la Tortura welcomes the ratification of the \
Optional Protocol and the deposit of the instrument]. \
https://www.coljuristas.org/sala_de_prensa/colombia-adopta-un-nuevo-mecanismo-internacional-para-\
prevenir-la-tortura
    """
    treaty = packaged.treaty
    name = treaty.short_title or treaty.title
    return Citation(
        package=f"The opcat developers. opcat {__version__} (MIT). Python package.",
        data=f"The opcat developers. Record of the {name}, as of {long_date(treaty.as_of)} "
        "(CC0 1.0). Compiled data, part of opcat.",
        publication="United Nations Treaty Collection. Multilateral Treaties Deposited with the "
        "Secretary-General (ST/LEG/SER.E), chapter IV.9.b, status as at "
        f"{long_date(treaty.as_of)}. https://treaties.un.org. The depositary's record prevails.",
        sources=treaty.sources_of("as_of"),
    )
