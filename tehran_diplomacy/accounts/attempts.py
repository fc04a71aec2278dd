"""Wrong passwords are counted; of the forms in which they stood nothing is kept."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.http import HttpRequest, QueryDict


class WithoutForms(AxesDatabaseHandler):
    """Axes' own counting. It would keep what was sent, and mask a field named `password` alone: the present and the new
    password of a form that changes it would lie in the table in clear."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count a wrong password."""
        if request is None:
            return super().user_login_failed(sender, credentials, request, **kwargs)
        sent = request.GET, request.POST
        request.GET = request.POST = QueryDict()
        try:
            return super().user_login_failed(sender, credentials, request, **kwargs)
        finally:
            request.GET, request.POST = sent
