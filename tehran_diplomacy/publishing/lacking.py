"""What is missing of a record, or would look wrong on its page, before it is published."""

from collections import defaultdict

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tehran_diplomacy.publishing import versions
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.snapshots import kept_fields, many_names, part_fields, part_model, snapshot

_MISSING_IN = {
    "fa": gettext_lazy("“%(box)s” is missing in Persian."),
    "en": gettext_lazy("“%(box)s” is missing in English."),
}


def lacking(record: Record) -> list[str]:
    """Return, in sentences, what to look at before the record, or its version in work, is published."""
    version = versions.in_work(record) if versions.has_versions(record) else None
    with versions.laid_over(record, version.data if version else None):
        data = snapshot(record)
        found = [
            _MISSING_IN[code] % {"box": record._meta.get_field(record.label).verbose_name}
            for code, _name in settings.LANGUAGES
            if not data["fields"].get(f"{record.label}_{code}")
        ]
        if data["parts"].get("sources") == []:
            found.append(_("No source is given."))
        found += [
            _("“%(record)s” (%(kind)s) is not public: readers see its name without a link.")
            % {"record": one, "kind": one._meta.verbose_name}
            for one in _hidden(record, data)
        ]
        return found + record.lacks_for_readers()


def _hidden(record: Record, data: dict) -> list[Record]:
    """Return the records that this one names and that are not public; one query for each register."""
    model, wanted = type(record), defaultdict(set)
    rows = [(model, kept_fields(model), {**data["fields"], **data["many"]})]
    for name, parts in data["parts"].items():
        rows += [(part_model(model, name), part_fields(model, name), row) for row in parts]
    for owner, fields, row in rows:
        relations = [field for field in fields if field.is_relation]
        relations += [owner._meta.get_field(name) for name in many_names(owner)]
        for field in relations:
            if issubclass(field.related_model, Record):
                value = row.get(field.name) or []
                wanted[field.related_model].update(value if isinstance(value, list) else [value])
    return [
        one
        for related, keys in wanted.items()
        if keys
        for one in related._base_manager.filter(pk__in=keys).order_by("pk")
        if not one.is_public
    ]
