"""The sections of a campaign's terms: each a short page that is saved by itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TermsSection:
    """A part of the terms: its slug, how it is called, and the terms that it asks about."""

    slug: str
    title: str
    fields: tuple[str, ...]
    # The dates of the new role are its own, and so is what it is called.
    is_copied: bool = True

    @property
    def move(self) -> str:
        """The slug of the move that saves it."""
        return f"terms-{self.slug}"


SECTIONS = (
    TermsSection("role", "The role and who may apply", ("title", "audience"), is_copied=False),
    TermsSection(
        "pay",
        "Pay",
        ("salary_min", "salary_max", "london_salary_min", "london_salary_max", "allowance"),
    ),
    TermsSection(
        "contract",
        "Contract and hours",
        ("contract", "contract_months", "working_pattern", "hours_per_week"),
    ),
    TermsSection("places", "Locations", ("places", "home_working")),
    TermsSection("criteria", "Essential criteria", ("essential_criteria", "welsh_criteria")),
    TermsSection(
        "assessment",
        "How candidates are assessed",
        ("assessment", "statement_word_limit", "experience"),
    ),
    TermsSection(
        "dates",
        "Dates",
        ("closes_on", "sift_on", "interviews_from", "interviews_to"),
        is_copied=False,
    ),
    TermsSection("checks", "Security and nationality", ("security_level", "nationality")),
    TermsSection("welsh", "Welsh", ("welsh", "welsh_spoken", "welsh_written")),
    TermsSection(
        "languages",
        "Languages of the advert and the job",
        ("fluency", "advert_language", "takes_welsh"),
    ),
    TermsSection(
        "contact", "Contact for candidates", ("contact_name", "contact_email", "takes_questions")
    ),
    TermsSection(
        "afterwards",
        "Feedback, reserve list and complaints",
        ("feedback_offered", "reserve_list_statement", "complaints_route"),
    ),
)
