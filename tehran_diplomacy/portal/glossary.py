"""Words of city diplomacy, explained for readers; pages lead here where the words stand."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView


@dataclass(frozen=True)
class Term:
    """A word and what it means; `code` is its place on the page, that of the vocabulary where there is one."""

    code: str
    word: str | Promise
    meaning: str | Promise


TERMS = (
    Term(
        "city-diplomacy",
        _("city diplomacy"),
        _("What a city does with other cities and with international bodies in its own right and name."),
    ),
    Term(
        "sister_city",
        _("sister city"),
        _(
            "A lasting bond between two cities, agreed by both and meant for many fields; in the law of most countries "
            "it binds neither city to spend anything."
        ),
    ),
    Term(
        "mou",
        _("memorandum of understanding"),
        _(
            "A paper in which the parties say what they want to do together; as a rule it is not binding by law."
        ),
    ),
    Term(
        "programme",
        _("programme of work"),
        _("A list of concrete steps for a limited time, often under an agreement signed before."),
    ),
    Term(
        "declaration",
        _("declaration"),
        _("A common statement of several parties of what they hold or intend."),
    ),
    Term(
        "cooperation",
        _("cooperation agreement"),
        _("An agreement on working together in named fields, with duties for each side."),
    ),
    Term("bilateral", _("bilateral"), _("Between two parties.")),
    Term("multilateral", _("multilateral"), _("Among three parties or more.")),
    Term(
        "in_force",
        _("in force"),
        _("Its agreed term covers the day, or a dated source says that it is in force."),
    ),
    Term(
        "no_end",
        _("signed, no end recorded"),
        _(
            "Signed, and neither a term nor an end is recorded. It may be alive or forgotten; the portal does not guess."
        ),
    ),
    Term("not_yet", _("not yet in force"), _("Signed, and its agreed beginning lies ahead.")),
    Term("expired", _("expired"), _("The last day of its term has passed, and no extension is recorded.")),
    Term("suspended", _("suspended"), _("Stopped for a time by a recorded decision.")),
    Term("ended", _("ended"), _("Ended by a recorded decision.")),
    Term(
        "uncertain",
        _("not certain"),
        _("The recorded dates are not exact enough to tell; the page says which of them leave it open."),
    ),
    Term(
        "network",
        _("city network"),
        _("An international organisation whose members are cities or their associations."),
    ),
    Term(
        "observer",
        _("observer"),
        _("Takes part in the meetings of a body without being a member, as a rule without a vote."),
    ),
    Term(
        "roadmap",
        _("roadmap"),
        _("The council's own paper that sets out the goals of its city diplomacy for a term."),
    ),
    Term(
        "correction",
        _("correction"),
        _("A change of something that was public: it stands in the list of changes with day and reason."),
    ),
    Term(
        "embargo",
        _("embargo"),
        _("Pictures and texts given to the press before a moment until which they may not be published."),
    ),
)
CODES = frozenset(term.code for term in TERMS)


class GlossaryView(TemplateView):
    """Every word with its meaning."""

    template_name = "portal/glossary.html"
    extra_context = {"terms": TERMS}
