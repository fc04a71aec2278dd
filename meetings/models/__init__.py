"""Meetings, accounts of journeys, pictures, and what the press is given."""

from meetings.models.journeys import JourneyAccount, JourneyCost
from meetings.models.meetings import AgendaItem, Meeting, MeetingAgreement, Outcome, Participation
from meetings.models.photos import Copy, Photo
from meetings.models.press import PressOffice, SharedGallery

__all__ = [
    "AgendaItem",
    "Copy",
    "JourneyAccount",
    "JourneyCost",
    "Meeting",
    "MeetingAgreement",
    "Outcome",
    "Participation",
    "Photo",
    "PressOffice",
    "SharedGallery",
]
