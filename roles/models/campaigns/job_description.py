"""The job description of a campaign: a role profile, tailored, with its gaps filled."""

from __future__ import annotations

from django.db import models

from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.role_profile import RoleProfile, lines

# What no profile can say: the department fills these. Places are the campaign's.
GAPS = ("about_department", "priorities", "process", "reporting_line", "declarations")


class JobDescription(models.Model):
    """The words of a campaign's job; its essential criteria stand on the campaign.

    ``copied`` is the profile as it was when it was copied, so that the difference can be shown.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    campaign = models.OneToOneField(
        Campaign, on_delete=models.CASCADE, related_name="job_description"
    )
    profile = models.ForeignKey(
        RoleProfile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    copied = models.JSONField(default=dict, editable=False)
    copied_at = models.DateTimeField(null=True, editable=False)
    summary = models.TextField(blank=True)
    duties = models.TextField("what the person does", blank=True)
    about_department = models.TextField("about the department", blank=True)
    priorities = models.TextField("priorities of the role", blank=True)
    process = models.TextField("process and contacts", blank=True)
    reporting_line = models.TextField(blank=True)
    declarations = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Job description of {self.campaign}"

    @property
    def gaps(self) -> list[str]:
        """What is still to be filled, in words; the location is the campaign's places."""
        fields = {field.name: field for field in self._meta.fields}
        found = [str(fields[name].verbose_name) for name in GAPS if not getattr(self, name).strip()]
        if not self.campaign.places.exists():
            found.insert(2, "location")
        return [name[:1].upper() + name[1:] for name in found]

    @property
    def duty_lines(self) -> list[str]:
        """What the person does, line by line."""
        return lines(self.duties)


def job_of(campaign: Campaign) -> JobDescription | None:
    """The job description of a campaign, None before it is begun."""
    return JobDescription.objects.select_related("campaign").filter(campaign=campaign).first()
