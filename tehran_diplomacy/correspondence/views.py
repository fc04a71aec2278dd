"""The citizen's pages: writing, and reading the answer. None is cached, none sets a cookie."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from tehran_diplomacy.accounts.policy import client_address
from tehran_diplomacy.correspondence.forms import CodeForm, MessageForm
from tehran_diplomacy.correspondence.guards import comes_from_elsewhere
from tehran_diplomacy.correspondence.models import Message
from tehran_diplomacy.correspondence.receiving import Refusal, receive, refusal_for_all

_STATUS = {Refusal.SENDER: 429, Refusal.RUSH: 503, Refusal.FULL: 503}
HOUR = "3600"  # seconds


# No session or cookie means no rights that a forged post could borrow; `comes_from_elsewhere` keeps out the rest.
@method_decorator([csrf_exempt, never_cache, sensitive_post_parameters()], name="dispatch")
class CitizensPage(TemplateView):
    """A page with a form of its own, safe against posts from other sites."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse what another site posts."""
        if request.method == "POST" and comes_from_elsewhere(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class MessageView(CitizensPage):
    """The form to the council, and the tracking code once it is sent."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form and why none can be sent now, if so."""
        if "form" not in kwargs:
            kwargs |= {
                "form": MessageForm(about=self.request.GET.get("about", "")),
                "refusal": refusal_for_all(),
            }
        return super().get_context_data(keep_days=settings.MESSAGE_KEEP_DAYS, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the message in and show its code, or the form again with all that was typed."""
        form = MessageForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        received = receive(form.cleaned_data, form.opened_token, client_address(request))
        if received.refusal:
            context = self.get_context_data(form=form, refusal=received.refusal)
            status = _STATUS[received.refusal]
            response = self.render_to_response(context, status=status, headers={"Retry-After": HOUR})
            response._has_been_logged = True  # Django's own mark: a flood does not fill the log either
            return response
        context = {"code": received.code, "keep_days": settings.MESSAGE_KEEP_DAYS}
        return self.response_class(request, "correspondence/received.html", context)


class AnswerView(CitizensPage):
    """The state of a message and its answer, for whoever has its code. The code never stands in an address."""

    template_name = "correspondence/answer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        return super().get_context_data(
            **{"form": CodeForm(), "keep_days": settings.MESSAGE_KEEP_DAYS} | kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the message of the code."""
        form = CodeForm(request.POST)
        message = None
        if form.is_valid():
            message = Message.objects.with_code(form.cleaned_data["code"]).first()
            if message is None:
                form.add_error(
                    "code", gettext("There is no message with this code. Check the letters and digits.")
                )
        status = 200 if message else 422
        return self.render_to_response(self.get_context_data(form=form, message=message), status=status)
