"""Copy GOV.UK Frontend's compiled files into the project, in a neutral and a GOV.UK brand."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

TARGET = Path(__file__).resolve().parents[2] / "static" / "hub" / "govuk"
GDS_FONT = "GDS Transport,arial,sans-serif"
SYSTEM_FONT = (
    "system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,Ubuntu,Cantarell,Liberation Sans,"
    "Arial,sans-serif"
)
FONT_FACE = re.compile(r"(/\*![^*]*Margaret Calvert[^*]*\*/)?@font-face\{[^}]*\}")
# Both the plain rule and the @supports (mask-image) variant paint the crest before the link.
CREST_URL = re.compile(r"url\([^)]*govuk-crest\.svg\)")
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)\s*")

LICENCE = """\
The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

The GDS Transport font, the crown and the Royal Arms are not covered by this
licence. Only services on GOV.UK may use them; the neutral brand has none.
"""


def neutral_css(css: str) -> str:
    """Give the stylesheet without the GDS Transport font and the crest."""
    css = FONT_FACE.sub("", css).replace(GDS_FONT, SYSTEM_FONT)
    return CREST_URL.sub("none", css)


def relative_css(css: str) -> str:
    """Make every asset address relative to the stylesheet, for hashed file names."""
    return css.replace("url(/assets/", "url(assets/")


def starting_script(script: str) -> str:
    """Make the module start its components itself: no page has a script of its own for that."""
    return script.rstrip() + "initAll();\n"


def without_source_map(text: str) -> str:
    """Drop the pointer to a source map that is not copied."""
    return SOURCE_MAP.sub("", text).rstrip() + "\n"


class Command(BaseCommand):
    """Vendor the `dist` folder of the npm package govuk-frontend."""

    help = "Copy GOV.UK Frontend from an unpacked npm package into the hub's static files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dist", type=Path, help="the package's dist folder")
        parser.add_argument("--target", type=Path, default=TARGET)

    def handle(self, *args: Any, **options: Any) -> None:
        dist, target = options["dist"], options["target"]
        source = dist / "govuk"
        manifest = dist.parent / "package.json"
        if not (source / "govuk-frontend.min.css").is_file() or not manifest.is_file():
            raise CommandError(f"{dist} is not the dist folder of an unpacked govuk-frontend.")
        version = json.loads(manifest.read_text())["version"]
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        css = without_source_map((source / "govuk-frontend.min.css").read_text())
        css = relative_css(css)
        (target / "govuk-frontend.min.css").write_text(neutral_css(css))
        (target / "govuk-frontend-govuk.min.css").write_text(css)
        script = without_source_map((source / "govuk-frontend.min.js").read_text())
        (target / "govuk-frontend.min.js").write_text(starting_script(script))
        shutil.copytree(source / "assets", target / "assets")
        (target / "VERSION").write_text(f"{version}\n")
        (target / "LICENCE").write_text(LICENCE)
        self.stdout.write(f"GOV.UK Frontend {version} copied to {target}")
