"""Agreements, what was promised under them, and whether readers are told that they are silent."""

from agreements.models.agreements import Agreement, LifeEvent, Party, Signatory, StatePeriod
from agreements.models.commitments import Commitment
from agreements.models.silence import SilenceLine

__all__ = ["Agreement", "Commitment", "LifeEvent", "Party", "Signatory", "SilenceLine", "StatePeriod"]
