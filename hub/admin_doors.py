"""Which of Wagtail's screens the hub's staff use, group by group; every other one is closed.

Wagtail has a door for whatever its installations may want. Named here are those that somebody
needs; a door that nobody named, such as one that a later Wagtail adds, answers 404 to everybody.
The screens of the hub and its plugins are not named: each asks for its own permission.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch
from wagtail import hooks
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from hub.accounts.views.signing_in import not_for_this_account
from hub.middleware import admin_prefix
from hub.models import User
from hub.models.log_entry import seen_by
from hub.models.user import StaffGroup
from hub.pages_seen import found_by
from hub.plugins import enabled
from hub.rights_admin import is_known
from hub.several_pages import closed_of_several, is_about_pages, refused_of_several

EVERY_GROUP = frozenset(StaffGroup.values)
WRITERS = frozenset({StaffGroup.EDITORS, StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS})
LEADS = frozenset({StaffGroup.HUB_LEADS})
# Only who may do everything, who sets an installation up.
SETTING_UP: frozenset[str] = frozenset()

# For each space of Wagtail's names: who needs which of its screens.
DOORS: tuple[tuple[frozenset[str], str, str], ...] = (
    (
        EVERY_GROUP,
        "",
        (
            "wagtailadmin_home wagtailadmin_account wagtailadmin_login wagtailadmin_logout"
            " wagtailadmin_dismissibles wagtailadmin_sprite wagtailadmin_javascript_catalog"
            " wagtailadmin_tag_autocomplete wagtailadmin_tag_model_autocomplete"
            " wagtailadmin_choose_page wagtailadmin_choose_page_child"
            " wagtailadmin_choose_page_search"
            " wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_external_link"
            " wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link"
            " wagtailadmin_choose_page_anchor_link"
        ),
    ),
    (EVERY_GROUP, "wagtailadmin_editing_sessions", "ping release"),
    (EVERY_GROUP, "wagtailadmin_reports", "site_history site_history_results"),
    (EVERY_GROUP, "wagtailsettings", "edit preview_on_edit"),
    (EVERY_GROUP, "wagtailsnippets", "index"),
    (
        WRITERS,
        "",
        (
            "wagtailadmin_explore_root wagtailadmin_explore wagtailadmin_explore_results"
            " wagtailadmin_block_preview"
        ),
    ),
    # To read; what it can do to a page, the screens do.
    (WRITERS, "wagtailadmin_api:pages", "listing detail find"),
    (WRITERS, "wagtailadmin_api:documents", "listing detail find"),
    (
        WRITERS,
        "wagtailadmin_pages",
        (
            "add preview_on_add type_use choose_parent type_use_results usage edit preview_on_edit"
            " view_draft add_subpage delete unpublish convert_alias search search_results move"
            " move_confirm set_page_position copy workflow_action collect_workflow_action_data"
            " confirm_workflow_cancellation workflow_preview set_privacy lock unlock"
            " revisions_index revisions_view"
            " revisions_revert revisions_unschedule revisions_compare workflow_history"
            " workflow_history_detail history history_results"
        ),
    ),
    (
        WRITERS,
        "wagtailadmin_reports",
        (
            "locked_pages locked_pages_results workflow workflow_results workflow_tasks"
            " workflow_tasks_results aging_pages aging_pages_results page_types_usage"
            " page_types_usage_results"
        ),
    ),
    (WRITERS, "wagtailembeds", "chooser chooser_upload"),
    (
        WRITERS,
        "wagtaildocs",
        (
            "index index_results add edit delete add_multiple edit_multiple"
            " create_multiple_from_uploaded_document delete_multiple delete_upload_multiple"
            " document_usage"
        ),
    ),
    (WRITERS, "wagtaildocs_chooser", "choose choose_results chosen chosen_multiple create"),
    (LEADS, "wagtailusers_users", "index index_results add edit history history_results"),
    (
        SETTING_UP,
        "wagtailadmin_collections",
        "index add edit delete set_privacy",
    ),
    (
        SETTING_UP,
        "wagtailadmin_workflows",
        (
            "index index_results add enable disable edit usage usage_results remove add_task"
            " select_task_type task_index task_index_results edit_task disable_task enable_task"
            " task_chooser task_chooser_results task_chooser_create task_chosen"
        ),
    ),
    (
        SETTING_UP,
        "wagtailredirects",
        "index index_results add edit delete start_import process_import",
    ),
    (
        SETTING_UP,
        "wagtailsites",
        "index index_results add edit delete history history_results usage copy",
    ),
    (
        SETTING_UP,
        "wagtailusers_groups",
        "index index_results add edit delete history history_results usage",
    ),
)
# What is done to several at once, by the model and the action.
BULK = {
    **{f"wagtailcore.page.{act}": WRITERS for act in ("publish", "unpublish", "move", "delete")},
    **{
        f"wagtaildocs.document.{act}": WRITERS
        for act in ("add_tags", "add_to_collection", "delete")
    },
    **{f"hub.user.{act}": LEADS for act in ("assign_role", "set_active_state", "delete")},
}
NEEDED_BY: dict[str, frozenset[str]] = {
    f"{space}:{name}" if space else name: groups
    for groups, space, names in DOORS
    for name in names.split()
}


class AdminDoorsMiddleware:
    """Opens a screen of Wagtail's to whoever needs it; for anybody else it is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Raise ``Http404`` for a door that is closed to the person.

        A stranger is sent to the sign-in page by Wagtail itself; whoever has signed in and is
        nobody's staff is told that no page here is for them. What would be refused after "Are you
        sure?" is refused instead of that question.
        """
        match, person = request.resolver_match, request.user
        if match is None or not request.path_info.startswith(admin_prefix()):
            return None
        if not isinstance(person, User):
            return None
        if not person.has_perm("wagtailadmin.access_admin"):
            is_a_way = match.view_name in ("wagtailadmin_login", "wagtailadmin_logout")
            return None if is_a_way else not_for_this_account(request, request.get_full_path())
        if not is_ours(match) and not is_open(match, person):
            raise Http404
        if match.view_name == "wagtail_bulk_action":
            keep_to_known(request, match)
        choose_from_seen(request, match)
        if is_kept_from(person, match):
            raise Http404
        if answer := refused_to_person(request, match):
            return answer
        asks = request.method == "GET" or _unpublishes(match)
        return refused_beforehand(request, match) if asks else None


def _unpublishes(match: ResolverMatch) -> bool:
    """Whether a screen takes pages down: Wagtail itself would say no more than that it may not."""
    is_bulk = is_about_pages(match) and match.kwargs["action"] == "unpublish"
    return is_bulk or match.view_name == "wagtailadmin_pages:unpublish"


def choose_from_seen(request: HttpRequest, match: ResolverMatch) -> None:
    """Raise ``Http404`` for a chooser of pages that is asked for one kept from the person.

    Its lists ask Wagtail's hook; a page that its address names by number, it shows as it is.
    """
    if not match.view_name.startswith("wagtailadmin_choose_page"):
        return
    asked = [*match.kwargs.values()]
    asked += [value for name in ("id", "target_pages[]") for value in request.GET.getlist(name)]
    numbers = {int(each) for each in map(str, asked) if each.isdecimal() and len(each) < 19}
    pages = list(Page.objects.filter(pk__in=numbers)) if numbers else []
    if len(found_by(pages, request.user)) < len(pages):
        raise Http404


def is_kept_from(person: User, match: ResolverMatch) -> bool:
    """Whether a screen is about one record that its reader may not see, whichever screen it is.

    Of the hub's and its plugins' records by ``visible_to``; of a page by ``why_closed_to``, where
    the screen answers a program, such as the one that says who else has the page open.
    """
    model: type[Model] | None
    if match.view_name == "wagtailadmin_editing_sessions:ping":
        model, key = _model_named(match), match.kwargs["object_id"]
    else:
        named = getattr(match.func, "view_initkwargs", {}).get("model")
        model = apps.get_model(named) if isinstance(named, str) else named
        # A record that is not at its own number is looked for by its own screen.
        key = match.kwargs.get("pk") if is_ours(match) else None
    if model is None or not isinstance(key, str | int):
        return False
    rows = model._default_manager.all()
    try:
        record = rows.filter(pk=unquote(str(key))).first()
    except (ValueError, ValidationError):  # No number of a record's: there is none.
        return False
    if record is None:
        return False
    if isinstance(record, Page):
        why_closed = getattr(record.specific, "why_closed_to", None)
        return bool(why_closed and why_closed(person))
    return not seen_by(person, rows).filter(pk=record.pk).exists()


def _model_named(match: ResolverMatch) -> type[Model]:
    """The model in an address. Raises ``Http404`` for none."""
    try:
        return apps.get_model(match.kwargs["app_label"], match.kwargs["model_name"])
    except LookupError as error:
        raise Http404 from error


def refused_to_person(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """Refuse a screen about a page whose class says why it is closed to this person.

    By ``why_closed_to``; whichever screen it is, so that one that Wagtail adds is closed as well.
    """
    if is_about_pages(match):
        return closed_of_several(request, match)
    pages: list[Page] = []
    if match.namespace.endswith("wagtailadmin_pages"):
        # Wagtail calls the page by one of these, screen by screen.
        names = ("page_id", "page_to_move_id", "pk")
        number = next((match.kwargs[name] for name in names if name in match.kwargs), None)
        pages = list(Page.objects.filter(pk=number)) if number else []
    for page in pages:
        why_closed = getattr(page.specific, "why_closed_to", None)
        if why_closed is not None and (why := why_closed(request.user)):
            messages.error(request, f"{page.title}: {why}.")
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def keep_to_known(request: HttpRequest, match: ResolverMatch) -> None:
    """Let a screen about several records name those alone that the person can open one by one.

    Whatever else is in its address is as good as not there. Raises ``Http404`` for no model.
    """
    model = _model_named(match)
    chosen = [key for key in request.GET.getlist("id") if key.isdecimal() and len(key) < 19]
    seen = seen_by(request.user, model._default_manager.all())
    rows = {str(row.pk): row for row in seen.filter(pk__in=chosen)}
    known = [key for key in chosen if key in rows and _opens(request, rows[key])]
    query = request.GET.copy()
    query.setlist("id", [*known, *(["all"] if "all" in request.GET.getlist("id") else [])])
    request.GET = query  # type: ignore[assignment]  # What the screens read.


def _opens(request: HttpRequest, record: Any) -> bool:
    """Whether the person could open a record's own screen."""
    if isinstance(record, User):
        return is_known(request, record.pk)
    if isinstance(record, Page):
        return bool(record.specific.permissions_for_user(request.user).can_edit())
    policy = policy_registry.get_by_type(type(record)) or ModelPermissionPolicy(type(record))
    return bool(policy.user_has_permission_for_instance(request.user, "change", record))


def refused_beforehand(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """What the guards of a page answer to the deed that a screen is about to ask about."""
    if is_about_pages(match):
        return refused_of_several(request, match)
    if match.view_name != "wagtailadmin_pages:unpublish":
        return None
    page = Page.objects.filter(pk=match.kwargs["page_id"]).first()
    if page is None:
        return None
    answers = (guard(request, page.specific) for guard in hooks.get_hooks("before_unpublish_page"))
    return next((answer for answer in answers if isinstance(answer, HttpResponse)), None)


def is_open(match: ResolverMatch, person: User) -> bool:
    """Whether the person is in a group that needs this screen of Wagtail's."""
    if match.view_name == "wagtail_bulk_action":
        model = (match.kwargs["app_label"], match.kwargs["model_name"])
        action = ".".join((*model, match.kwargs["action"]))
        if action not in BULK:  # Of a record of ours, it asks for the permission on each.
            return _is_our_app(model[0]) and model != ("hub", "user")
        return person.in_group(*BULK[action])
    groups = NEEDED_BY.get(match.view_name)
    return groups is not None and person.in_group(*groups)


def is_ours(match: ResolverMatch) -> bool:
    """Whether the hub or a plugin made the screen, or lists records of its own by it."""
    if match.view_name.startswith("wagtailusers"):
        return False
    model = getattr(match.func, "view_initkwargs", {}).get("model")
    if model is not None:
        named = apps.get_model(model) if isinstance(model, str) else model
        return _is_our_app(named._meta.app_label)
    # What Wagtail wraps a function in keeps the name of where it was made.
    return match.func.__module__.split(".")[0] in {"hub", *(app.name for app in enabled())}


def _is_our_app(label: str) -> bool:
    return label in {"hub", *(config.label for config in enabled())}
