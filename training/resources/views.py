"""What anyone may read: cohorts to come, and videos with their transcripts."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from training.models import Cohort, LearningResource


class CohortListView(TemplateView):
    """The published cohorts still to begin, with the places left in each."""

    template_name = "training/cohorts/cohort_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohorts = (
            Cohort.objects.published()
            .upcoming(timezone.localdate())
            .select_related("page", "release__programme")
        )
        user = self.request.user
        return super().get_context_data(
            cohorts=cohorts,
            may_manage=user.has_perm("training.manage_cohort"),
            may_nominate=user.has_perm("training.view_department_places"),
            **kwargs,
        )


@require_safe
def cohort_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A cohort's lasting address: its public page, or its workspace for those who run it."""
    cohort = get_object_or_404(
        Cohort.objects.visible_to(request.user).select_related("page"), slug=slug
    )
    page = getattr(cohort, "page", None)
    if page is not None and page.live:
        return redirect(page.get_url(request))
    if request.user.has_perm("training.manage_cohort"):
        return redirect("training:cohort_manage", slug)
    raise Http404


class VideoListView(TemplateView):
    """Every published video."""

    template_name = "training/resources/video_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        videos = LearningResource.objects.published().videos()
        return super().get_context_data(videos=videos, **kwargs)


class VideoDetailView(TemplateView):
    """A video with its captions and its transcript."""

    template_name = "training/resources/video_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(video=_published(kwargs["slug"]), **kwargs)


@require_safe
def captions(request: HttpRequest, slug: str) -> HttpResponse:
    """The captions of a video, as the browser's player reads them."""
    return HttpResponse(_published(slug).captions, content_type="text/vtt; charset=utf-8")


@require_safe
def video_file(request: HttpRequest, slug: str) -> FileResponse:
    """The video itself."""
    video = _published(slug)
    if not video.video or not video.video.storage.exists(video.video.name):
        raise Http404
    kind = "video/mp4" if video.video.name.endswith(".mp4") else "video/webm"
    return FileResponse(video.video.open("rb"), content_type=kind)


def _published(slug: str) -> LearningResource:
    return get_object_or_404(LearningResource.objects.published().videos(), slug=slug)
