"""Published videos, with their captions and transcripts, for anyone to read."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from training.models import LearningResource


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
    name = video.video.name or ""
    if not name or not video.video.storage.exists(name):
        raise Http404
    kind = "video/mp4" if name.endswith(".mp4") else "video/webm"
    return FileResponse(video.video.open("rb"), content_type=kind)


def _published(slug: str) -> LearningResource:
    return get_object_or_404(LearningResource.objects.published().videos(), slug=slug)
