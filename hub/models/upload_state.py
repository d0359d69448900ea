"""The states of an upload, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class UploadFacts(StateFacts):
    """What is so in one state of an upload."""

    # The scanner found nothing in it.
    may_be_opened: bool = False
    # Whether it may be opened is found out later.
    awaits_scan: bool = False
    # Either, as long as the installation has no scanner.
    has_no_scanner: bool = False


class UploadState(States):
    """From handed in to checked, or removed."""

    facts: UploadFacts

    RECEIVED = UploadFacts("received", "Waiting to be checked", "yellow", awaits_scan=True)
    SCANNING = UploadFacts("scanning", "Being checked", "yellow", awaits_scan=True)
    CLEAN = UploadFacts("clean", "Checked", "green", may_be_opened=True)
    UNSCANNED = UploadFacts("unscanned", "Not checked for viruses", "grey", has_no_scanner=True)
    INFECTED = UploadFacts("infected", "Removed: it had a virus", "red")
    REFUSED = UploadFacts("refused", "Removed: it could not be checked", "red")
