"""What of the roadmap is drawn: what serves each goal, and in which fields and at which levels the goals work."""

from django.utils.translation import gettext as _

from roadmap.fields import Field, Level
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.charts.figures import Figures, Row, Series, Shape
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.publishing.registers import serving_goals


def _base(roadmap: Roadmap) -> str:
    return f"{roadmap.get_absolute_url()}charts/"


def serving_each_goal(roadmap: Roadmap) -> Figures:
    """Return how many public records of each register serve each public goal of a roadmap, in one query."""
    goals = Goal.objects.public().filter(roadmap=roadmap).with_counts().order_by("number")
    rows = []
    for goal in goals:
        goal.roadmap = roadmap
        number = localise(str(goal.number), page_language())
        counts = tuple(getattr(goal, f"{register.code}_count") for register in serving_goals())
        rows.append(Row(f"{number}. {translated(goal, 'title').text}", counts, goal.get_absolute_url()))
    return Figures(
        code="what-serves-each-goal",
        base=_base(roadmap),
        title=_("Entries related to each goal"),
        shape=Shape.BARS,
        of_rows=_("Goal"),
        series=tuple(Series(str(register.name)) for register in serving_goals()),
        rows=tuple(rows),
        rule=_("Published entries linked to the goal. An entry linked to several goals is counted for each."),
        most=40,
    )


def fields_and_levels(roadmap: Roadmap) -> Figures:
    """Return how many public goals of a roadmap belong to each field and level, in one query."""
    counted = Goal.objects.public().filter(roadmap=roadmap).counted_by_field_and_level()
    return Figures(
        code="fields-and-levels",
        base=_base(roadmap),
        title=_("Goals by field and level"),
        shape=Shape.MATRIX,
        of_rows=_("Field"),
        series=tuple(Series(str(level.label)) for level in Level),
        rows=tuple(
            Row(str(field.label), tuple(counted[field.value, level.value] for level in Level))
            for field in Field
        ),
        rule=_("A goal is counted in each of its fields at each of its levels."),
    )


CHARTS = {"what-serves-each-goal": serving_each_goal, "fields-and-levels": fields_and_levels}
