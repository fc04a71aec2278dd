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
        _("City diplomacy"),
        _("A city's own relations with other cities and with international organisations."),
    ),
    Term(
        "sister_city",
        _("Sister-city agreement"),
        _(
            "A lasting partnership agreed between two cities, covering many fields; it does not "
            "normally commit either city to spending."
        ),
    ),
    Term(
        "mou",
        _("Memorandum of understanding"),
        _(
            "A document in which the parties set out what they intend to do together; usually "
            "not legally binding."
        ),
    ),
    Term(
        "programme",
        _("Programme of cooperation"),
        _("A list of specific steps for a set period, often under an earlier agreement."),
    ),
    Term(
        "declaration",
        _("Declaration"),
        _("A joint statement of the parties' views or intentions; not a legal commitment."),
    ),
    Term(
        "cooperation",
        _("Cooperation agreement"),
        _("An agreement to work together in named fields, with duties for each side."),
    ),
    Term("bilateral", _("Bilateral"), _("Between two parties.")),
    Term("multilateral", _("Multilateral"), _("Among three parties or more.")),
    Term(
        "in_force",
        _("In force"),
        _(
            "On the day in question its agreed term has not run out, or a source dated that day or later "
            "says that it is in force. The day is today, unless you choose another. An older source shows "
            "only that it was in force at that time."
        ),
    ),
    Term(
        "no_end",
        _("Signed; end date not recorded"),
        _("Signed, with no end date recorded. It may still be active or may have lapsed; this is not known."),
    ),
    Term("not_yet", _("Not yet in force"), _("Signed, but its agreed start date has not arrived yet.")),
    Term("expired", _("Expired"), _("The last day of its term has passed and no extension is recorded.")),
    Term("suspended", _("Suspended"), _("Stopped temporarily by a recorded decision.")),
    Term(
        "ended", _("Terminated"), _("Ended by a recorded decision before or apart from the end of its term.")
    ),
    Term(
        "uncertain",
        _("Unclear"),
        _("The recorded dates are not exact enough to give a status; the page says which dates these are."),
    ),
    Term("unknown", _("No information"), _("No dates are recorded for this agreement.")),
    Term(
        "network",
        _("City network"),
        _("An international organisation whose members are cities or associations of cities."),
    ),
    Term(
        "observer",
        _("Observer"),
        _("Takes part in the meetings of an organisation without being a member, usually without a vote."),
    ),
    Term(
        "roadmap",
        _("Roadmap"),
        _("The council's own document setting out the goals of its city diplomacy for a term."),
    ),
    Term(
        "correction",
        _("Correction"),
        _("A change to something already published, listed with its date and reason."),
    ),
    Term(
        "embargo",
        _("Embargo"),
        _("An agreement that material given to the press early is not published before a set time."),
    ),
)
CODES = frozenset(term.code for term in TERMS)


class GlossaryView(TemplateView):
    """Every word with its meaning."""

    template_name = "portal/glossary.html"
    extra_context = {"terms": TERMS}
