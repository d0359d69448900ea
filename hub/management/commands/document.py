"""Write the parts of the documents that are generated from declarations."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub.generated_docs import DOCUMENTS


class Command(BaseCommand):
    """Write ``docs/`` anew, or with ``--check`` fail when a file is out of date."""

    help = "Write the generated documents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs"
        late = []
        for name, write in DOCUMENTS.items():
            path, text = folder / name, write()
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                late.append(name)
                if not options["check"]:
                    path.write_text(text, encoding="utf-8")
        if late and options["check"]:
            raise CommandError(f"Out of date, run 'manage.py document': {', '.join(late)}")
        self.stdout.write(f"{len(late)} documents written" if late else "All are up to date")
