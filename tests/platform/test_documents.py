"""What the documents say of the platform is so."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def variables_read() -> set[str]:
    """Every variable that the settings and the commands read."""
    settings = "".join(path.read_text() for path in sorted((ROOT / "hub/settings").glob("*.py")))
    found = set(re.findall(r'env\.(?:str|bool|int|list|db|json|email)\(\s*"([A-Z_]+)"', settings))
    for name in ("web", "worker", "beat"):
        found |= set(re.findall(r"\$\{([A-Z_]+):-", (ROOT / "bin" / name).read_text()))
    return found


def test_every_variable_is_documented_and_no_other():
    page = (ROOT / "docs/operations.md").read_text()
    table = page.partition("## Settings")[2].partition("## Watching it")[0]
    documented = {
        name
        for row in table.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])
    }
    assert documented == variables_read()


def test_the_duties_that_are_documented_have_their_commands():
    page = (ROOT / "docs/operations.md").read_text()
    ours = {path.stem for path in (ROOT / "hub/management/commands").glob("[a-z]*.py")}
    theirs = {"check", "collectstatic", "createsuperuser", "migrate", "publish_scheduled"}
    assert set(re.findall(r"manage\.py ([a-z_]+)", page)) <= ours | theirs


def test_every_document_is_in_the_index_and_every_link_leads_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = {
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
        if "://" not in target
    }
    assert {
        (page.name, target) for page, target in links if not (page.parent / target).exists()
    } == set()
    index = ROOT / "docs/index.md"
    reached = {(index.parent / target).resolve() for page, target in links if page == index}
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {
        path.name for path in reached
    } == {"index.md"}
