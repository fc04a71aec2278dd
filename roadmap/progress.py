"""Where a goal stands: computed from its actions and reports, never typed in."""

from dataclasses import dataclass

from django.utils.translation import gettext

from roadmap.models import Action, Goal
from tehran_diplomacy.dates.display import show_day
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language


@dataclass(frozen=True)
class Progress:
    """A goal's state in words; `code` is an action's state, 'not_reported', or '' for a figure or a report."""

    code: str
    words: str


def progress_of(goal: Goal) -> Progress:
    """Return the state of a goal fetched `.with_progress()`, in the page's language."""
    language = page_language()
    if goal.newest_percentage is not None:
        percent = localise(str(goal.newest_percentage), language)
        return Progress("", gettext("%(percent)s per cent, as reported") % {"percent": percent})
    if goal.actions_under_way:
        return _as_action(Action.State.UNDER_WAY)
    if goal.actions_total and goal.actions_done == goal.actions_total:
        return _as_action(Action.State.DONE)
    if goal.actions_planned:
        return _as_action(Action.State.PLANNED)
    if goal.newest_report_day:
        return Progress("", gettext("reported on") + " " + show_day(goal.newest_report_day, language))
    return Progress("not_reported", gettext("Not reported"))


def _as_action(state: Action.State) -> Progress:
    return Progress(state.value, str(state.label))
