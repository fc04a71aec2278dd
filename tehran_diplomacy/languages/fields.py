"""Columns that follow from others: computed whenever a row is saved, never typed in."""

from typing import Any

from django.db import models

from tehran_diplomacy.languages.folding import squeeze
from tehran_diplomacy.languages.sorting import KEY_LENGTH, sort_key
from tehran_diplomacy.languages.translated import LANGUAGES, translated


class SortKeyField(models.CharField):
    """The alphabetical place of a record's label on a page of one language.

    `source` names the translated field; where that language lacks the text, the other one's decides.
    """

    follows_from_others = True  # not part of a revision

    def __init__(self, *args: Any, source: str = "", language: str = "fa", **kwargs: Any) -> None:
        self.source, self.language = source, language
        kwargs |= {"max_length": KEY_LENGTH, "editable": False, "default": "", "db_index": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self):  # noqa: ANN201 - Django's own shape
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "editable", "default", "db_index"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"source": self.source, "language": self.language}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the key of the text as it is being saved."""
        key = sort_key(translated(model_instance, self.source, self.language).text, self.language)
        setattr(model_instance, self.attname, key)
        return key


class FoldedTextField(models.TextField):
    """What a record can be found by in a list's search box: the squeezed texts of `sources`, a line each.

    A source is the name of an attribute; one that is translated counts in both languages.
    """

    follows_from_others = True  # not part of a revision

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs |= {"editable": False, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self):  # noqa: ANN201 - Django's own shape
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the folded texts as they are being saved."""
        texts = []
        for source in self.sources:
            names = (
                [source] if not hasattr(model_instance, f"{source}_fa") else [f"{source}_fa", f"{source}_en"]
            )
            texts += [squeeze(text) for name in names if (text := getattr(model_instance, name))]
        folded = "\n".join(filter(None, texts))
        setattr(model_instance, self.attname, folded)
        return folded


def containing(name: str, words: str) -> models.Q:
    """Return the condition that the folded column `name` holds every one of the typed `words`."""
    condition = models.Q()
    for word in words.split():
        if squeezed := squeeze(word):
            condition &= models.Q(**{f"{name}__contains": squeezed})
    return condition


def filled(name: str) -> models.Q:
    """Return the condition that the translated column `name` holds a text in at least one language."""
    condition = models.Q()
    for code in LANGUAGES:
        condition |= models.Q(**{f"{name}_{code}__isnull": False}) & ~models.Q(**{f"{name}_{code}": ""})
    return condition
