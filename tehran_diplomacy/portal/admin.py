from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationTabularInline

from tehran_diplomacy.desk.keeping import KeptAdmin, PublishersAlone
from tehran_diplomacy.portal.models import CitizensLine, Messenger


class MessengerInline(TranslationTabularInline):
    model = Messenger
    extra = 0


@admin.register(CitizensLine)
class CitizensLineAdmin(PublishersAlone, KeptAdmin):
    inlines = [MessengerInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not CitizensLine.objects.exists()
