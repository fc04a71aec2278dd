from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookConfig(AppConfig):
    """The roadmap as a book, and goals and agreements as documents to print."""

    name = "tehran_diplomacy.book"
    verbose_name = _("Print versions")
