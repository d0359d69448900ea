"""Cohorts: what anyone may read, and the trainers' workspace."""
