"""Meetings, participants, outcomes and photo galleries."""
