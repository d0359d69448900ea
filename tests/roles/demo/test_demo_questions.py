"""The demonstration's questions and saved roles: made through services, twice as once, cleared."""

import pytest

from hub.demo import records
from roles.demo.adverts import living_questions
from roles.demo.campaigns import living
from roles.models import AdvertQuestion, QuestionState, SavedRole, SavedSearch

pytestmark = pytest.mark.django_db


def counts():
    rows = AdvertQuestion.objects
    return (
        rows.filter(state=QuestionState.ANSWERED).count(),
        rows.filter(state=QuestionState.ASKED).count(),
        SavedRole.objects.count(),
        SavedSearch.objects.count(),
    )


def test_questions_are_asked_answered_and_cleared():
    records.load()
    stories = [
        story
        for story in living.STORIES
        if story.stage == "open" and story.department in ("DWP", "HMRC")
    ]
    living.load(stories[:3])
    living_questions.load()
    made = counts()
    assert made[0] >= 1
    assert made[2:] == (3, 1)
    living_questions.load()
    assert counts() == made
    living_questions.clear()
    assert counts() == (0, 0, 0, 0)
