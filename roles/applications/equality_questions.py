"""The equality monitoring questions: the public sector's harmonised questions, all optional."""

from __future__ import annotations

from dataclasses import dataclass

PREFER_NOT = ("prefer_not_to_say", "Prefer not to say")


@dataclass(frozen=True)
class EqualityQuestion:
    """One question with its answers; every one may be left out or declined."""

    slug: str
    text: str
    answers: tuple[tuple[str, str], ...]
    hint: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The answers, with the one that declines last."""
        return [*self.answers, PREFER_NOT]

    def label_of(self, answer: str) -> str:
        """An answer in words."""
        return dict(self.choices).get(answer, answer)


EQUALITY_QUESTIONS = (
    EqualityQuestion(
        "age",
        "How old are you?",
        (
            ("under_25", "Under 25"),
            ("25_34", "25 to 34"),
            ("35_44", "35 to 44"),
            ("45_54", "45 to 54"),
            ("55_over", "55 or over"),
        ),
    ),
    EqualityQuestion("sex", "What is your sex?", (("female", "Female"), ("male", "Male"))),
    EqualityQuestion(
        "disability",
        "Do you have a condition or illness that limits what you do every day?",
        (("yes", "Yes"), ("no", "No")),
        "One that has lasted, or is expected to last, 12 months or more.",
    ),
    EqualityQuestion(
        "ethnic_group",
        "What is your ethnic group?",
        (
            ("asian", "Asian or Asian British"),
            ("black", "Black, Black British, Caribbean or African"),
            ("mixed", "Mixed or multiple ethnic groups"),
            ("white", "White"),
            ("other", "Another ethnic group"),
        ),
    ),
    EqualityQuestion(
        "orientation",
        "Which of these describes your sexual orientation?",
        (
            ("straight", "Straight or heterosexual"),
            ("gay_lesbian", "Gay or lesbian"),
            ("bi", "Bisexual"),
            ("other", "Another orientation"),
        ),
    ),
    EqualityQuestion(
        "religion",
        "What is your religion or belief?",
        (
            ("none", "No religion"),
            ("christian", "Christian"),
            ("muslim", "Muslim"),
            ("hindu", "Hindu"),
            ("sikh", "Sikh"),
            ("jewish", "Jewish"),
            ("buddhist", "Buddhist"),
            ("other", "Another religion or belief"),
        ),
    ),
    EqualityQuestion(
        "background",
        "What was the job of the main earner at home when you were about 14?",
        (
            ("professional", "Professional or managerial"),
            ("intermediate", "Clerical, technical or a small business"),
            ("working", "Routine, manual or service work"),
            ("none", "Long-term unemployed"),
        ),
    ),
)
