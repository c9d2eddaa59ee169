"""What an installation with the extra `charts` must answer."""

from pathlib import Path
from tempfile import TemporaryDirectory

from opcat import charts

with TemporaryDirectory() as place:
    for picture in (charts.timeline(), charts.map()):
        for form in ("svg", "png", "html"):
            path = Path(place) / f"picture.{form}"
            picture.save(path)
            assert path.stat().st_size > 10_000, (picture, form)
