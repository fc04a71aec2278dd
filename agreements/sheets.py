"""Agreements as a table."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Party
from agreements.part_columns import EventsColumn, SignatoriesColumn
from networks.models import Network
from roadmap.fields import Field
from roadmap.models import Goal
from tehran_diplomacy.exchange.columns import (
    ChoiceColumn,
    Column,
    Found,
    LinkColumn,
    LinksColumn,
    PartialDateColumn,
    WordsColumn,
    name_of,
)
from tehran_diplomacy.exchange.sheets import Sheet
from tehran_diplomacy.places.models import City, Organisation
from tehran_diplomacy.sources.sheets import SourcesColumn

TWO_ABROAD = gettext_lazy(
    "A bilateral agreement has one city besides Tehran. With more cities it is multilateral."
)


class PartiesColumn(Column):
    """The parties beside Tehran in one cell: cities, networks and organisations, with semicolons between."""

    after_save = True
    kinds = (("city", City), ("network", Network), ("organisation", Organisation))

    def empty(self) -> list[tuple[str, int]]:
        """None."""
        return []

    def value(self, text: str, found: Found) -> list[tuple[str, int]]:
        """Return (kind, primary key) of each party."""
        return sorted(
            {self._party(word.strip(), found) for word in text.replace("؛", ";").split(";") if word.strip()}
        )

    def _party(self, word: str, found: Found) -> tuple[str, int]:
        refusals = []
        for kind, model in self.kinds:
            try:
                return kind, found.key(model, word)
            except ValidationError as error:
                refusals.append(error)
        raise refusals[0]

    def of(self, record: Agreement) -> list[tuple[str, int]]:
        """Return the present parties."""
        if not record.pk:
            return []
        return sorted(
            (kind, key)
            for party in record.parties.all()
            for kind, _m in self.kinds
            if (key := getattr(party, f"{kind}_id"))
        )

    def put(self, record: Agreement, value: list[tuple[str, int]]) -> None:
        """Make these the parties; those that stay keep their rows."""
        for party in record.parties.all():
            kept = next(
                (
                    (kind, getattr(party, f"{kind}_id"))
                    for kind, _m in self.kinds
                    if getattr(party, f"{kind}_id")
                )
            )
            if kept not in value:
                party.delete()
        present = self.of(record)
        for position, (kind, key) in enumerate(value):
            if (kind, key) not in present:
                Party.objects.create(agreement=record, position=position, **{f"{kind}_id": key})

    def shown(self, value: list[tuple[str, int]], language: str) -> str:
        """Return the names."""
        models = dict(self.kinds)
        return "; ".join(name_of(models[kind]._base_manager.get(pk=key), language) for kind, key in value)

    def write(self, record: Agreement, language: str) -> str:
        """Return the names of the present parties."""
        return "; ".join(name_of(party.who, language) for party in record.parties.all())

    def offers(self, language: str) -> list[str]:
        """Return the names of cities: a party for most; any other is typed."""
        return LinkColumn("city", "", City).offers(language)


class AgreementSheet(Sheet):
    """One agreement a row."""

    model = Agreement
    related = (
        "signed_in",
        "goals",
        "parties__city",
        "parties__network",
        "parties__organisation",
        "signatories",
        "events",
        "sources",
    )
    columns = (
        Column("title", gettext_lazy("title"), "fa"),
        Column("title", gettext_lazy("title"), "en"),
        ChoiceColumn("kind", gettext_lazy("kind"), Agreement.Kind),
        ChoiceColumn("form", gettext_lazy("form"), Agreement.Form),
        PartiesColumn("parties", gettext_lazy("parties")),
        PartialDateColumn("signed_on", gettext_lazy("signed on")),
        LinkColumn("signed_in", gettext_lazy("signed in"), City),
        PartialDateColumn("effective_on", gettext_lazy("in force from")),
        PartialDateColumn("expires_on", gettext_lazy("valid until")),
        Column("subjects", gettext_lazy("subjects"), "fa"),
        Column("subjects", gettext_lazy("subjects"), "en"),
        Column("note", gettext_lazy("about the agreement"), "fa"),
        Column("note", gettext_lazy("about the agreement"), "en"),
        WordsColumn("fields", gettext_lazy("fields"), Field),
        LinksColumn("goals", gettext_lazy("related goals"), Goal),
        SignatoriesColumn(),
        EventsColumn(),
        SourcesColumn(),
    )
    telling = ("signed_on", "parties")

    def check(self, record: Agreement, values: dict[str, Any]) -> None:
        """Refuse a bilateral agreement without a party besides Tehran, or of two cities abroad, as the form does."""
        kind = values.get("kind") or record.kind
        parties = values["parties"] if "parties" in values else self.columns[4].of(record)
        home = City.objects.filter(is_home=True).values_list("pk", flat=True).first()
        others = [party for party in parties if party != ("city", home)]
        if kind == Agreement.Kind.BILATERAL and not others:
            raise ValidationError(_("A bilateral agreement needs at least one party besides Tehran."))
        if kind == Agreement.Kind.BILATERAL and sum(what == "city" for what, _key in others) > 1:
            raise ValidationError(TWO_ABROAD)
