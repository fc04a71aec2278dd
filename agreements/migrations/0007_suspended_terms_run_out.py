from datetime import date

from django.db import migrations

from agreements import states


def compute_anew(apps, schema_editor):
    """What was suspended runs out with its term: compute the stored states of such agreements anew."""
    StatePeriod = apps.get_model("agreements", "StatePeriod")
    LifeEvent = apps.get_model("agreements", "LifeEvent")
    suspended = StatePeriod.objects.filter(state="suspended").values("agreement")
    span = states.Span.of
    for agreement in apps.get_model("agreements", "Agreement").objects.filter(pk__in=suspended):
        events = tuple(
            states.Event(e.kind, span(e.day, "") or states.Span(date.min, e.entered_on), span(e.until, ""))
            for e in LifeEvent.objects.filter(agreement=agreement).order_by("pk")
        )
        own = (span(getattr(agreement, name), "") for name in ("signed_on", "effective_on", "expires_on"))
        StatePeriod.objects.filter(agreement=agreement).delete()
        StatePeriod.objects.bulk_create(
            StatePeriod(agreement=agreement, state=state, first_day=first, last_day=last)
            for state, first, last in states.periods(states.Life(*own, events))
        )


class Migration(migrations.Migration):

    dependencies = [("agreements", "0006_newest_first")]

    operations = [migrations.RunPython(compute_anew, migrations.RunPython.noop)]
