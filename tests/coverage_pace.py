"""How often SlipCover takes out the probes of lines that were seen.

It looks through all modules each time, for a sixth of a second, whenever one line was passed fifty
times: a tenth of the tests' time. Probes that stay a while longer cost far less, and all that they
see is kept. From Python 3.12 on there is nothing to take out.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from slipcover import Slipcover

# In seconds of the processor.
EVERY = 10.0


def keep_probes_for_a_while() -> None:
    """Let SlipCover take out probes at most once in so many seconds."""
    take_out = getattr(Slipcover, "deinstrument_seen", None)
    if take_out is None:
        return
    last = time.process_time()

    def in_time(coverage: Slipcover) -> None:
        nonlocal last
        if time.process_time() - last >= EVERY:
            take_out(coverage)
            last = time.process_time()

    Slipcover.deinstrument_seen = in_time


def keep_what_workers_measured() -> None:
    """Put what SlipCover merged of all workers where ``bin/test`` looks for it."""
    merged, kept = os.environ.get("SLIPCOVER_COVERAGE_DIR"), os.environ.get("COVERAGE_KEPT_IN")
    if merged and kept and "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.move(Path(merged) / "merged.json", kept)
        shutil.rmtree(merged)
