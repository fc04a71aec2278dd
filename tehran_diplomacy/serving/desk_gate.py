"""Shows the desk only to the networks that may come in, where the setting names any: others find no such page."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from tehran_diplomacy.accounts.policy import client_address


class DeskGate:
    """Answers 404 below the desk's path to an address outside ADMIN_NETWORKS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.ADMIN_NETWORKS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Refuse before any view of the desk runs."""
        if request.path_info.startswith(f"/{settings.ADMIN_PATH}") and not self._may_come_in(request):
            raise Http404

    @staticmethod
    def _may_come_in(request: HttpRequest) -> bool:
        try:
            address = ip_address(client_address(request))
        except ValueError:
            return False
        return any(address in network for network in settings.ADMIN_NETWORKS)
