"""What gunicorn serves: `tehran_diplomacy.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tehran_diplomacy.settings")

application = get_wsgi_application()

from tehran_diplomacy.serving import query_timeout  # noqa: E402 - needs the settings

query_timeout.install()
