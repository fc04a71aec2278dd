"""Following without an account: ask, confirm, change, leave. No page is kept, none sets a cookie.

Whoever has the token of a letter may do what its page offers, and learns no address there: letters are passed on.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from tehran_diplomacy.accounts.policy import client_address
from tehran_diplomacy.correspondence.views import HOUR, CitizensPage
from tehran_diplomacy.following import asking
from tehran_diplomacy.following.forms import FollowForm, PaceForm
from tehran_diplomacy.following.models import Follower, Unconfirmed
from tehran_diplomacy.following.querysets import CONFIRM_HOURS
from tehran_diplomacy.following.topics import RECORDS, Topic, is_on, search_topic

_STATUS = {asking.Refusal.SENDER: 429, asking.Refusal.RUSH: 503}


@method_decorator(csrf_exempt, name="dispatch")
class FollowPage(CitizensPage):
    """A page that is there only where a mail server is set."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer 404 where nothing could be sent; tell other sites no address of a page."""
        if not is_on():
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        return response


class FollowView(FollowPage):
    """The form to follow one thing; once sent, the same words whatever is known of the address."""

    template_name = "following/form.html"

    @cached_property
    def topic(self) -> Topic:
        """What is followed."""
        if "kind" not in self.kwargs:
            found = search_topic(self.request.GET)
        else:
            found = Topic(self.kwargs["kind"], self.kwargs["key"])
        if not found.is_open:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is followed, and the form."""
        return super().get_context_data(
            **{"form": FollowForm(), "topic": self.topic, "of_record": self.topic.kind in RECORDS} | kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the wish in, or show the form again."""
        form = FollowForm(request.POST)
        topic = self.topic
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        written = form.cleaned_data
        refusal = asking.ask(written["address"], topic, written["pace"], client_address(request))
        if refusal:
            context = self.get_context_data(form=form, refusal=refusal)
            response = self.render_to_response(
                context, status=_STATUS[refusal], headers={"Retry-After": HOUR}
            )
            response._has_been_logged = True  # Django's own mark: a flood does not fill the log either
            return response
        return render(request, "following/asked.html", {"topic": topic, "hours": CONFIRM_HOURS})


class ConfirmView(FollowPage):
    """Opening the link of the question shows a button: programs that follow every link confirm nothing."""

    template_name = "following/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what would be followed; the question of an address whose time is over is not known any more."""
        wish = Unconfirmed.objects.open().filter(token=self.kwargs["token"]).first()
        topic = Topic(wish.kind, wish.key) if wish else None
        return super().get_context_data(
            wish=wish, topic=topic, can=bool(topic and topic.is_open), hours=CONFIRM_HOURS, **kwargs
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the button."""
        context = self.get_context_data()
        return self.render_to_response(context, status=200 if context["can"] else 404)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm."""
        context = self.get_context_data()
        if not context["can"]:
            return self.render_to_response(context, status=404)
        follower = asking.confirm(context["wish"])
        return render(request, "following/confirmed.html", {"follower": follower, "topic": context["topic"]})


class ManageView(FollowPage):
    """How often, or no more."""

    template_name = "following/manage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is followed."""
        follower = Follower.objects.filter(token=self.kwargs["token"]).first()
        topic = Topic(follower.kind, follower.key) if follower else None
        form = PaceForm(initial={"pace": follower.pace}) if follower else None
        return super().get_context_data(**{"follower": follower, "topic": topic, "form": form} | kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        context = self.get_context_data()
        return self.render_to_response(context, status=200 if context["follower"] else 404)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change how often."""
        context = self.get_context_data()
        if not context["follower"]:
            return self.render_to_response(context, status=404)
        form = PaceForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(context | {"form": form}, status=422)
        asking.change_pace(context["follower"], form.cleaned_data["pace"])
        return self.render_to_response(context | {"form": form, "is_saved": True})


# A mailbox's own button posts here from anywhere, without cookie or page (RFC 8058): the token is the right.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class LeaveView(View):
    """One click ends it. Also where no mail server is set any more: the address can still be deleted."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show a button; opening a link deletes nothing."""
        follower = Follower.objects.filter(token=token).first()
        topic = Topic(follower.kind, follower.key) if follower else None
        return self._page(request, {"topic": topic, "is_gone": follower is None})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Delete the address; asked again, it is gone already."""
        asking.leave(token)
        return self._page(request, {"is_gone": True})

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        response = render(request, "following/leave.html", context)
        response["Referrer-Policy"] = "same-origin"
        return response
