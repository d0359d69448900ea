"""The vendored GOV.UK Frontend: neutral by default, and addressable under hashed names."""

import json
import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import CommandError, call_command

GOVUK = Path(str(finders.find("hub/govuk/VERSION"))).parent


def test_neutral_stylesheet_has_no_gds_font_and_no_crest() -> None:
    css = (GOVUK / "govuk-frontend.min.css").read_text()
    for forbidden in ("GDS Transport", "@font-face", "crest", "url(", "sourceMappingURL"):
        assert forbidden not in css
    assert "system-ui" in css


def test_govuk_stylesheet_names_only_files_that_are_there() -> None:
    css = (GOVUK / "govuk-frontend-govuk.min.css").read_text()
    addresses = set(re.findall(r"url\(([^)]*)\)", css))
    assert len(addresses) == 5
    for address in addresses:
        assert (GOVUK / address).is_file()


def test_version_and_licence_travel_with_the_files() -> None:
    version = (GOVUK / "VERSION").read_text().strip()
    assert f'--govuk-frontend-version:"{version}"' in (GOVUK / "govuk-frontend.min.css").read_text()
    assert "MIT License" in (GOVUK / "LICENCE").read_text()


def test_vendoring_makes_both_stylesheets(tmp_path: Path) -> None:
    dist = tmp_path / "package" / "dist"
    (dist / "govuk" / "assets" / "images").mkdir(parents=True)
    (dist / "govuk" / "assets" / "images" / "govuk-crest.svg").write_text("<svg/>")
    (dist.parent / "package.json").write_text(json.dumps({"version": "9.9.9"}))
    (dist / "govuk" / "govuk-frontend.min.css").write_text(
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}"
        ".a{font-family:GDS Transport,arial,sans-serif;"
        "background:url(/assets/images/govuk-crest.svg)}\n"
        "/*# sourceMappingURL=govuk-frontend.min.css.map */"
    )
    (dist / "govuk" / "govuk-frontend.min.js").write_text(
        "export{initAll};//# sourceMappingURL=govuk-frontend.min.js.map"
    )
    target, out = tmp_path / "target", StringIO()
    call_command("vendor_govuk", dist, target=target, stdout=out)
    neutral = (target / "govuk-frontend.min.css").read_text()
    assert neutral.startswith(".a{font-family:system-ui,")
    assert neutral.endswith("background:none}\n")
    govuk = (target / "govuk-frontend-govuk.min.css").read_text()
    assert "url(assets/fonts/a.woff2)" in govuk
    assert "url(assets/images/govuk-crest.svg)" in govuk
    assert (target / "govuk-frontend.min.js").read_text() == "export{initAll};initAll();\n"
    assert (target / "VERSION").read_text() == "9.9.9\n"
    assert "GOV.UK Frontend 9.9.9" in out.getvalue()


def test_vendoring_refuses_another_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not the dist folder"):
        call_command("vendor_govuk", tmp_path)


def test_every_address_survives_hashed_file_names(tmp_path: Path) -> None:
    source = GOVUK.parent
    shutil.copytree(source, tmp_path / "hub")
    storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    paths = {
        str(file.relative_to(tmp_path)): (storage, str(file.relative_to(tmp_path)))
        for file in (tmp_path / "hub").rglob("*")
        if file.is_file()
    }
    outcomes = list(storage.post_process(paths))
    assert [error for _, _, error in outcomes if isinstance(error, Exception)] == []
    css = tmp_path / storage.stored_name("hub/govuk/govuk-frontend-govuk.min.css")
    assert re.search(r"url\(\"?assets/images/govuk-crest\.[0-9a-f]{12}\.svg", css.read_text())
