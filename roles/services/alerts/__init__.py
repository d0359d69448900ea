"""Alerts: subscribing, matching, telling."""
