"""Where sessions are kept: Django's table. A request that changed nothing writes nothing over what another wrote."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session

EXACT_TO = timedelta(minutes=1)  # by so much less may a session outlive its last request


class SessionStore(db.SessionStore):
    """Django's store, whose every save writes the whole session: a picture that is asked for while a form is saved
    would take the form's message away again."""

    _ends: datetime | None = None

    def _get_session_from_db(self) -> Session | None:
        row = super()._get_session_from_db()
        self._ends = row.expire_date if row else None
        return row

    def save(self, must_create: bool = False) -> None:
        """Write what was changed; if nothing was, only that the session is still in use.

        Raises UpdateError if the session was ended meanwhile.
        """
        if must_create or self.modified or self._ends is None:
            return super().save(must_create)
        ends = self.get_expiry_date()
        row = self.model.objects.filter(session_key=self.session_key)
        if not (row.exists() if ends - self._ends < EXACT_TO else row.update(expire_date=ends)):
            raise UpdateError  # else the cookie of a session that was ended or renewed would be set again
        return None
