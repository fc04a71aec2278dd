from modeltranslation.translator import TranslationOptions, register

from networks.models import Committee, Network, Role


@register(Network)
class NetworkTranslation(TranslationOptions):
    fields = ("name", "summary", "office_note")


@register(Role)
class RoleTranslation(TranslationOptions):
    fields = ("note",)


@register(Committee)
class CommitteeTranslation(TranslationOptions):
    fields = ("name", "note")
