"""The index: what can be found, a row for each thing and language. Everything here can be made anew."""

from django.db import models

from tehran_diplomacy.dates.fields import PartialDateField
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.publishing.status import Status


class EntryQuerySet(models.QuerySet):
    """Questions about the index."""

    def public(self) -> "EntryQuerySet":
        """Rows of what readers may see now, by the rule that holds for records."""
        return self.filter(public_condition())

    def of(self, register: str, keys: list[int]) -> "EntryQuerySet":
        """Rows of some records of a register, by its label and their primary keys."""
        return self.filter(register=register, object_id__in=keys)


class Entry(models.Model):
    """What a search shows of one thing on the pages of one language.

    The words by which it is found are not here but with the backend. `when` is the date by which it stands in
    time, `day` the first that it can mean. `status` and `publish_at` are the
    record's; where it is shown with others (a report with its goal) those of the least public one. `labels` are
    codes to narrow a search by: 'kmeeting', 'cAM', 'feconomic', 'y2023', 'y1401'. `title_words` and
    `name_words` are exact words, a line break, and stems. `body_language` says in which language the text is
    where this one lacks it.
    """

    register = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    part = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=30)
    status = models.CharField(max_length=10, choices=Status)
    publish_at = models.DateTimeField(null=True)
    when = PartialDateField(bounds=False)
    day = models.DateField(null=True)
    address = models.CharField(max_length=400)
    title = models.TextField(blank=True)
    title_language = models.CharField(max_length=2)
    body = models.TextField(blank=True)
    body_language = models.CharField(max_length=2)
    labels = models.TextField(blank=True)
    title_words = models.TextField(blank=True)
    name_words = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["register", "object_id", "part", "language"], name="search_entry_once"
            )
        ]
        indexes = [models.Index(fields=["language", "-day"], name="search_newest")]

    def __str__(self) -> str:
        return self.title


class Vocabulary(models.Model):
    """A word that is somewhere in the index, public or not: for splitting, joining and spelling, never shown
    unless something public has it."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.word


class IndexState(models.Model):
    """One row: by which rules the index was made."""

    version = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.version)
