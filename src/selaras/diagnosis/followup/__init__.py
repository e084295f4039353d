"""How many follow-ups: hazards by attempt, value and effort, and how to spread scarce attempts."""

from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.form import follow_up_form
from selaras.diagnosis.followup.policy import By, FollowUp, follow_up
from selaras.diagnosis.followup.terms import Terms

__all__ = ["Asked", "By", "FollowUp", "Terms", "follow_up", "follow_up_form"]
