"""What is done about the same person's second application for a campaign (R8, R11)."""

from __future__ import annotations

from typing import Any

from hub.moves import Move
from roles.models.applications.application import Application
from roles.selection.forms.duplicates import SetAsideForm, TakeUpForm
from roles.selection.services import duplicates
from roles.selection.services.duplicates import duplicates_of, why_not_taken_up
from roles.telling import will_tell


def _kept_from_taking_up(application: Application, user: Any) -> str:
    """Why somebody who handles the application leaves it to others (R8, R25)."""
    why = why_not_taken_up(application, user)
    return why and f"{why}."


DUPLICATE_MOVES = (
    Move(
        slug="set-aside",
        label="Set aside as a duplicate",
        permission="roles.move_application",
        may=lambda application: application.may_be_set_aside and bool(duplicates_of(application)),
        is_offered_to=lambda application, user: bool(duplicates_of(application, user)),
        already=lambda application: (
            "You can only set an application aside after the invitation to interview, before a "
            "decision, if another one has the same phone number or email address. If only the name "
            "is the same, ask the candidates: somebody who applied twice can withdraw one"
        ),
        service=duplicates.set_aside,
        form=SetAsideForm,
        form_kwargs=lambda application, user: {"others": duplicates_of(application, user)},
        explain=lambda application: (
            "Nothing is deleted, and you can consider it again later. "
            f"{will_tell(application, 'at once')}"
        ),
        done="is set aside",
        is_warning=True,
    ),
    Move(
        slug="take-up-again",
        label="Consider again",
        permission="roles.move_application",
        may=lambda application: application.is_set_aside,
        already=lambda application: "This application is not set aside",
        barred_by=_kept_from_taking_up,
        service=duplicates.take_up_again,
        form=TakeUpForm,
        explain=lambda application: (
            f"The application continues from where it was. {will_tell(application, 'at once')}"
        ),
        done="is being considered again",
    ),
)
