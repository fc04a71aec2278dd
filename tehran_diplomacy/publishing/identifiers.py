"""Permanent public identifiers: API, feeds, file names and girih patterns hang on them."""

import hashlib
import secrets

# Crockford's base 32 in small letters: no i, l, o, u, so that nobody misreads one.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 10


def new_uid() -> str:
    """Return a fresh identifier of ten letters and digits (50 random bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


def uid_for(name: str) -> str:
    """Return the identifier that follows from a name: starter content has the same one everywhere."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))
