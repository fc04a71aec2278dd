"""Words of goals for templates."""

from django import template

from roadmap.models import Goal
from roadmap.progress import Progress, progress_of

register = template.Library()


@register.filter
def progress(goal: Goal) -> Progress:
    """Where a goal stands; fetch it `.with_progress()`."""
    return progress_of(goal)
