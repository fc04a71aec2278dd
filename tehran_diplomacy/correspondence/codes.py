"""Tracking codes: 80 bits in letters that nobody misreads, of which only a hash is stored.

The hash has no key: 80 random bits cannot be guessed from it, and a code must outlive every change of SECRET_KEY.
"""

from hashlib import sha256

from django.utils.crypto import salted_hmac

from tehran_diplomacy.languages.digits import to_latin

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
_MISREAD = str.maketrans("oil", "011")
LENGTH, GROUP = 16, 4


def code_for(token: str, *written: str) -> str:
    """Return the code of what was `written` in the form with this token: 'k7m2-9qxv-…'.

    It follows from the token, so that a form sent twice gives one message and the same code both times.
    """
    keyed = salted_hmac("correspondence.new_code", "\0".join((token, *written)), algorithm="sha256")
    number = int.from_bytes(keyed.digest()[:10], "big")
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def hash_of(code: str) -> str:
    """Return the hash under which the message of a typed code is kept."""
    plain = to_latin(code).lower().translate(_MISREAD)
    plain = "".join(letter for letter in plain if letter in _ALPHABET)
    return sha256(b"correspondence.code:" + plain.encode()).hexdigest()
