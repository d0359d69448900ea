"""How a campaign ends before every post is filled: why, and what becomes of its posts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hub.forms import FieldOptions
from hub.moves import ReasonForm
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post

WANTED, CLOSED, SOME = "wanted", "closed", "some"


class EndingForm(ReasonForm):
    """The reason, and which of the posts nobody holds are not to be filled any more."""

    read_by = "People in your department and the hub team who work on this campaign"
    what_of_posts = forms.ChoiceField(
        widget=forms.RadioSelect, label="What happens to the posts that are not filled?"
    )
    closed_posts = forms.ModelMultipleChoiceField(
        queryset=Post.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="If only some will not be filled, which?",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        **ReasonForm.field_options,
        "what_of_posts": FieldOptions(noun="what happens to the posts"),
        "closed_posts": FieldOptions(noun="the posts that will not be filled"),
    }

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_posts = campaign.posts.open().select_related("role", "level")
        number = len(self.open_posts)
        if not number:
            del self.fields["what_of_posts"]
        else:
            self.choice("what_of_posts").choices = [
                (WANTED, "They are still to be filled, by another campaign"),
                (CLOSED, "They will not be filled. You cannot undo this"),
                *([(SOME, "Only some of them are still to be filled")] if number > 1 else []),
            ]
        if number < 2:
            del self.fields["closed_posts"]
            return
        field = self.fields["closed_posts"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = self.open_posts
        # Django documents that it may be replaced so.
        field.label_from_instance = (  # type: ignore[method-assign]
            lambda obj: f"{obj.reference}, {obj.title}"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen, some = cleaned.pop("what_of_posts", WANTED), cleaned.pop("closed_posts", None)
        if chosen == SOME and not some:
            self.add_error("closed_posts", "Select the posts that will not be filled")
        closed = {CLOSED: self.open_posts, SOME: some}.get(chosen)
        return {**cleaned, "closed_posts": list(closed or [])}


class CancellingForm(EndingForm):
    """The same before a campaign is cancelled, whose advert gives the reason once it was public."""

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, campaign=campaign, **kwargs)
        if campaign.opened_at:
            self.fields["reason"].help_text = (
                "The advert shows this to everyone, and we email it to the candidates. "
                "Do not name anyone."
            )
