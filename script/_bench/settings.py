"""The project's settings with the addresses of the bare views added."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "urls"
