from modeltranslation.translator import register

from networks.models import Committee, Network, Role
from tehran_diplomacy.languages.options import TwoLanguages


@register(Network)
class NetworkTranslation(TwoLanguages):
    fields = ("name", "summary", "office_note")


@register(Role)
class RoleTranslation(TwoLanguages):
    fields = ("note",)


@register(Committee)
class CommitteeTranslation(TwoLanguages):
    fields = ("name", "note")
