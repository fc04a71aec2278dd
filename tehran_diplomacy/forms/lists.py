"""Lists of the desk whose address holds what no database can look for."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DataError, transaction
from django.http import HttpRequest


class CheckedChangeList(ChangeList):
    """A list that takes an impossible filter (a number beyond 64 bits, a wrong IP address) for a wrong one."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the rows; Django leads to the whole list where the address makes no sense."""
        if not request.GET:
            super().get_results(request)
            return
        try:
            with transaction.atomic():
                super().get_results(request)
        except (DataError, OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error


class ChecksAddress:
    """A ModelAdmin whose list never fails at its address."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the class of the list."""
        return CheckedChangeList
