"""What gives the forms of an admin back as they were left."""

from typing import Any

from django.contrib import messages
from django.forms.utils import ErrorList
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tehran_diplomacy.unsaved.guard import is_restoring, leave_unchecked, unchecked


class RestoresForms:
    """Makes the forms of a ModelAdmin, with their inlines, restorable."""

    restores_forms = True  # `guard.is_restorable` asks

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type:
        """Return the form's class; one that is only shown where it is restored."""
        form = super().get_form(request, *args, **kwargs)
        return unchecked(form) if is_restoring(request) else form

    def save_related(self, request: HttpRequest, *args: Any) -> None:
        """Save the parts; note that the form is saved: some buttons lead on without that."""
        super().save_related(request, *args)
        request.unsaved.is_saved = True

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> tuple[list, list]:
        formsets, inlines = super()._create_formsets(request, obj, change)
        if is_restoring(request):
            for formset in formsets:
                for form in formset.forms:
                    leave_unchecked(form)
                formset._errors = [form._errors for form in formset.forms]
                formset._non_form_errors = ErrorList()
        return formsets, inlines

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, *args: Any) -> HttpResponse:
        """Lead away from what somebody else deleted; what was typed for it can be read on a page of its own."""
        if request.method == "POST":
            request.unsaved.is_refused = not is_restoring(request)
            messages.warning(request, _("What you typed is not lost: it is under “Unsaved work”."))
        return super()._get_obj_does_not_exist_redirect(request, *args)
