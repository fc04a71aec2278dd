"""The states of a record on its way to the public."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Draft, in review, published (now or from a set moment on), archived; in the bin."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")
    BINNED = "binned", _("in the bin")
