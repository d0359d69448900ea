"""What the public reads of a campaign: the advert, its check and moderation, questions about it."""
