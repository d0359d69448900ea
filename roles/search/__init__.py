"""How adverts are found: listings, text search, feeds, exports, what is saved, alerts."""
