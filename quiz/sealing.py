"""Seal tickets: what a page carries of something dealt and not stored yet.

A ticket is encrypted, not only signed, and padded to one length, so that neither what is in it (the
ids of cases, the order of a quiz, the rule that dealt a case) nor its size tells its reader
anything.
"""

import base64
import json
from functools import lru_cache
from random import Random
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.signing import BadSignature
from django.utils.crypto import salted_hmac

# bytes: the content is padded to a multiple of this, which a case fits in with room to spare
BLOCK = 256


def seal(content: Any, *, purpose: str) -> str:
    """Encrypt plain values (what JSON can hold) for a page.

    A ticket of one purpose does not open as another.
    """
    text = json.dumps(content, separators=(",", ":"))
    padded = text.ljust(-(-len(text) // BLOCK) * BLOCK)
    return _cipher(purpose).encrypt(padded.encode()).decode()


def unseal(ticket: str, *, purpose: str) -> Any:
    """Return what `seal` was given.

    Raises BadSignature if this server did not seal it, or for another purpose.
    """
    try:
        return json.loads(_cipher(purpose).decrypt(ticket.encode()))
    except (InvalidToken, UnicodeEncodeError) as fault:
        raise BadSignature("This ticket was not made here.") from fault


def chance_of(*place: object) -> Random:
    """Return a random generator for one place, such as a run and a position.

    It gives the same each time, and is known to this server alone.
    """
    # Keyed with the server's secret, because the code is public: whatever a browser receives, it
    # cannot repeat a draw.
    message = " ".join(str(part) for part in place)
    return Random(salted_hmac("quiz.chance", message, algorithm="sha256").digest())


def _cipher(purpose: str) -> MultiFernet:
    return _cipher_of(purpose, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=16)
def _cipher_of(purpose: str, *secrets: str) -> MultiFernet:
    """Return the cipher of a purpose.

    Its key is derived from the server's secret, and older secrets still open.
    """
    keys = [
        salted_hmac(f"quiz.ticket {purpose}", "", secret=secret, algorithm="sha256")
        for secret in secrets
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key.digest())) for key in keys])
