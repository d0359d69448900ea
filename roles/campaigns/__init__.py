"""From the request's posts to the opening of an advert: terms, approvals, stage plans, rounds."""
