"""The portal's settings, with one more address: a plain file beside the ZIP."""

from tehran_diplomacy.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
