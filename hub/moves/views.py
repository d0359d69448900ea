"""The page of a move: its form, and what is said when it was made, has to wait or came too late."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django_fsm import TransitionNotAllowed

from hub.last_change import last_changed, last_entry
from hub.moves.in_place import id_of
from hub.moves.move import Move
from hub.moves.offers import offered
from hub.refusals import RefusedError, kept_words, not_now
from hub.views.as_read import CHANGED, NOT_SAVED, AsReadView
from hub.views.base import CreatingFormView
from hub.views.interrupted_forms import hand_on

# What a person sent last that was done, in code: a session's own.
LAST_MADE = "last_made"


class MoveView(AsReadView, CreatingFormView):
    """One move: shows its form, then makes it; says so when the record has moved on meanwhile."""

    template_name = "hub/move.html"
    moves: ClassVar[tuple[Move, ...]] = ()
    # The name under which the services take the record.
    record_argument: ClassVar[str] = ""
    # How the record is called in sentences, "" for its own name.
    record_name: ClassVar[str] = ""
    # How its page is called, "" for what the model calls it.
    record_noun: ClassVar[str] = ""
    move: Move
    record: Any

    @property
    def is_creating(self) -> bool:
        return self.move.is_creating

    def find_record(self) -> Any:
        """The record, found among those the person may see. Raises ``Http404``."""
        raise NotImplementedError

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the move that the address names, and with it the permission it takes."""
        super().setup(request, *args, **kwargs)
        found = {move.slug: move for move in self.moves}.get(kwargs["move"])
        if found is None:
            raise Http404
        self.move = found
        self.permission = found.permission
        # Only of a decision is it said that nothing was decided.
        self.changed_words = CHANGED if found.is_decision else NOT_SAVED

    def get_permission_object(self) -> Any:
        self.record = self.find_record()
        return self.record

    def refused(self) -> HttpResponseBase:
        if why := self.move.barred_by(self.record, self.request.user):
            messages.warning(self.request, why)
            return redirect(self.record_url)
        return super().refused()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_be_made:
            return self.moved_already()
        if self.move.ways:
            ways = self.move.ways(self.record, self.person)
            if len(ways) == 1:
                return redirect(ways[0].address)
            if not ways:
                return redirect(self.record_url)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_be_made:
            return self.moved_already()
        if self.move.tasks:
            # A list of pages is not sent: each of them is.
            return redirect(request.path)
        # Who is barred by a part that they played is refused by the service, on the record.
        if obstacle := self.move.obstacle(self.record):
            return self.has_to_wait(obstacle)
        return super().post(request, *args, **kwargs)

    @property
    def may_be_made(self) -> bool:
        """Whether there is anything to do by it, in the record's state and for this person."""
        return self.move.may(self.record) and self.move.is_offered_to(self.record, self.person)

    def has_to_wait(self, obstacle: str) -> HttpResponse:
        """Say why; what was typed meanwhile stays in the form."""
        form = self.get_form()
        if any(not field.widget.is_hidden for field in form.fields.values()):
            form.full_clean()
            form.add_error(None, obstacle)
            return self.form_invalid(form)
        messages.warning(self.request, obstacle)
        return redirect(self.record_url)

    @property
    def obstacle(self) -> str:
        """Why this person cannot make it in the record's state; "" when they can."""
        barred = self.move.barred_by(self.record, self.request.user)
        return barred or self.move.obstacle(self.record)

    @property
    def noun(self) -> str:
        """How the page of the record is called; "" where it has nothing more to be read."""
        return self.record_noun or str(self.record._meta.verbose_name)

    def facts_of_record(self) -> list[tuple[str, Any]]:
        """What anybody who does something with the record needs to know of it, by its label.

        Shown where a move says nothing of its own: a list of work leads straight to its form.
        """
        return []

    @property
    def record_url(self) -> str:
        """Where the record is shown."""
        return str(self.record.get_absolute_url())

    @property
    def done_url(self) -> str:
        """Where a move leads once it is made, unless it says so itself."""
        return self.back_url

    @property
    def back_url(self) -> str:
        """Where the page was opened from: the list of tasks that it is part of, or the record."""
        return self.address_of(self.move.part_of) if self.move.part_of else self.record_url

    def address_of(self, slug: str) -> str:
        """The page of another move of the record."""
        match = self.request.resolver_match
        assert match is not None
        return reverse(match.view_name, kwargs={**self.kwargs, "move": slug})

    def get_template_names(self) -> list[str]:
        return ["hub/move_tasks.html"] if self.move.tasks else super().get_template_names()

    def get_tasks(self) -> dict[str, Any]:
        """What the page of a list of tasks shows."""
        tasks = self.move.tasks(self.record) if self.move.tasks else ()
        first = [
            (move.label, self.address_of(move.slug))
            for move in self.moves
            if move.is_first and move.part_of == self.move.slug and not move.obstacle(self.record)
        ]
        return {
            "tasks": [task.item(self.address_of) for task in tasks],
            "first": first,
            "completed": sum(task.is_complete for task in tasks),
        }

    @property
    def name(self) -> str:
        """How the record is called at the beginning of a sentence."""
        return self.record_name or str(self.record)

    def what_was_done(self, result: Any) -> str:
        """The sentence that confirms the move."""
        if self.move.says or callable(self.move.done):
            self.record.refresh_from_db()
        if self.move.says:
            return self.move.says(self.record, result)
        return f"{self.name} {self.move.done_to(self.record)}"

    def with_undo(self, done: str) -> Any:
        """The sentence with a button that takes it back at once, where the person may.

        It sends the form that stands on the record's page for the move that undoes this one.
        """
        undo = next((move for move in self.moves if move.slug == self.move.undo), None)
        if undo is None:
            return done
        self.record.refresh_from_db()
        if undo.slug not in {offer.slug for offer in offered([undo], self.record, self.person)}:
            return done
        key = [value for name, value in self.kwargs.items() if name != "move"]
        button = '{}. <button class="hub-link-button" form="{}">Undo</button>'
        return format_html(button, done, id_of(undo.slug, key))

    def moved_already(self) -> HttpResponse:
        """Say why it cannot be made, and who was first; what was entered for it is not lost."""
        why = self.move.why_not(self.record, self.name)
        was_tried = self.request.method == "POST"
        said = [not_now(why, was_tried=was_tried), self.who_was_first()]
        if was_tried and not self._was_sent_before():
            said.append(kept_words(self.move.written(self.request.POST)).strip())
            said.append(self._taken_on())
        messages.warning(
            self.request, format_html_join(" ", "{}", ((each,) for each in said if each))
        )
        return redirect(self.record_url)

    def who_was_first(self) -> str:
        """Who changed the record last, and when; "" where its reader may not know."""
        return last_changed(self.record, self.person)

    def _was_sent_before(self) -> bool:
        """Whether this is what the person sent last, or is kept with the record already.

        A double click, or the same page sent again: what was entered with it is saved.
        """
        if self.request.session.get(LAST_MADE) == self.answers_in_code():
            return True
        entry = last_entry(self.record, self.person)
        if entry is None or entry.user_id not in self.person.account_keys:
            return False
        known = {
            str(value).strip() for value in (*vars(self.record).values(), *entry.data.values())
        }
        written = [each.strip() for each in self.move.written(self.request.POST) if each.strip()]
        return bool(written) and known.issuperset(written)

    def _taken_on(self) -> Any:
        """A link to the form that takes the same answers now, filled in; "" where none does."""
        then = next((move for move in self.moves if move.slug == self.move.then), None)
        if then is None:
            return ""
        self.record.refresh_from_db()
        if not any(not offer.obstacle for offer in offered([then], self.record, self.person)):
            return ""
        address = self.address_of(then.slug)
        hand_on(self.request, address)
        words = 'You can go on with what you entered: <a class="govuk-link" href="{}">{}</a>.'
        return format_html(words, address, then.label)

    def get_form_class(self) -> type[Any]:
        return self.move.form_for(self.record)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            **self.move.form_kwargs(self.record, self.request.user),
        }

    def facts_read(self) -> list[tuple[str, Any]]:
        return self.move.facts(self.record)

    def version_now(self) -> str:
        return self.move.version(self.record)

    def lock_what_is_read(self) -> None:
        rows = type(self.record)._base_manager.select_for_update(of=("self",))
        self.record = rows.get(pk=self.record.pk)

    def why_kept(self) -> str:
        if why := self.move.barred_by(self.record, self.request.user):
            return why.rstrip(".")
        if self.move.may(self.record):
            return ""
        # Somebody was quicker than who pressed the button.
        why = not_now(self.move.why_not(self.record, self.name))
        return f"{why} {self.who_was_first()}".rstrip(". ")

    def make(self, form: Any) -> HttpResponse:
        """Call the service with the answers, and say what was done or why it was not."""
        if self.move.ways:
            return redirect(form.address)
        try:
            result = self.move.service(
                **{self.record_argument: self.record},
                actor=self.request.user,
                **form.cleaned_data,
            )
        except RefusedError as error:
            for reason in error.reasons:
                form.add_error(error.field if error.field in form.fields else None, reason)
            return self.form_invalid(form)
        except TransitionNotAllowed:
            self.record.refresh_from_db()
            return self.moved_already()
        self.request.session[LAST_MADE] = self.answers_in_code()
        messages.success(self.request, self.with_undo(self.what_was_done(result)))
        if self.move.next_address:
            return redirect(self.move.next_address(result, self.request.user))
        return redirect(self.done_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        move, record = self.move, self.record
        return super().get_context_data(
            move=move,
            record=record,
            record_noun=self.noun,
            record_url=self.record_url,
            back_url=self.back_url,
            between=[
                (found.label, self.back_url) for found in self.moves if found.slug == move.part_of
            ],
            **(self.get_tasks() if move.tasks else {}),
            explanation=move.explained(record),
            facts=move.facts(record) or self.facts_of_record(),
            obstacle=self.obstacle,
            **kwargs,
        )
