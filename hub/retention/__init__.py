"""How long personal data stays: policies that plugins declare, notices, erasure, its ledger."""

from hub.retention.policies import (
    ErasureNotice,
    PartPlayed,
    RetentionPolicy,
    covered_fields,
    personal_fields,
    policies,
)

__all__ = [
    "ErasureNotice",
    "PartPlayed",
    "RetentionPolicy",
    "covered_fields",
    "personal_fields",
    "policies",
]
