"""A campaign in its sift whose panel of three marks the answers."""

from __future__ import annotations

from roles.demo.campaigns.story import AdvertStory

ADVERTS = (
    AdvertStory(
        department="DWP",
        title="Senior user researcher, Find support for carers",
        level="senior-user-researcher",
        grade="g7",
        places=("leeds", "newcastle-upon-tyne"),
        salary=(56900, 62500),
        summary="Learn how carers find out what support they can get.",
        team="You will work in a team of eight that looks after one service from end to end.",
        duties=(
            "Plan and lead research with carers and the people they care for",
            "Make the team part of the research",
            "Show what the service has to change, and why",
        ),
        criteria=(
            "You have led research on a service from discovery to live.",
            "You have done research with people who find services hard to use.",
            "You have changed the mind of a team with evidence.",
        ),
        stage="sifting",
        opened=-34,
        closes=-7,
        is_marked=True,
    ),
)
