"""How the tests read the reference data; no database is needed."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "hub" / "data"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
BODIES_2013 = {
    "GDS": "CO",
    "LR": "BIS",
    "IS": "BIS",
    "IPO": "BIS",
    "NAS": "BIS",
    "SLC": "BIS",
    "CH": "BIS",
    "EA": "DEFRA",
    "RPA": "DEFRA",
    "DVLA": "DfT",
    "DBS": "HO",
    "OPG": "MoJ",
    "NOMS": "MoJ",
    "TNA": "MoJ",
}


def read(name: str) -> dict[str, Any]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def words(items: Iterable[str]) -> str:
    return " ".join(sorted(items))


def unsound(items: list[dict[str, Any]]) -> list[str]:
    """Slugs that are ill-formed or occur more than once."""
    slugs = [item["slug"] for item in items]
    return [slug for slug in slugs if not SLUG.fullmatch(slug) or slugs.count(slug) > 1]
