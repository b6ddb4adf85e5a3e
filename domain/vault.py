"""Secrets at rest: texts are sealed with a key that never reaches the database."""

from base64 import urlsafe_b64encode
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from domain.problems import Problem

SHORTEST_SECRET: Final = 20


class Vault:
    """Seals and opens texts. `keys` holds one key or several, comma separated: the first seals, every one opens.

    To rotate, put a new key in front and keep the old one behind it until everything has been sealed again.
    """

    def __init__(self, keys: str) -> None:
        self._keys = MultiFernet([_key(text) for text in keys.split(",") if text.strip()] or [_key("")])

    def seal(self, text: str) -> str:
        """The text as only a holder of the key can read it."""
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text that was sealed; a Problem when no key fits."""
        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Problem(
                "What is stored was sealed with another secret key.",
                next_step="Put the earlier key back into TIEOUT_SECRET_KEY, or reconnect the accounting system.",
            ) from None


def new_key() -> str:
    """A fresh key for TIEOUT_SECRET_KEY."""
    return Fernet.generate_key().decode()


def _key(text: str) -> Fernet:
    """A key as `new_key` makes it, or one stretched from any other secret that is long enough."""
    secret = text.strip()
    try:
        return Fernet(secret)
    except ValueError:
        if len(secret) < SHORTEST_SECRET:
            raise Problem(
                "TIEOUT_SECRET_KEY does not hold a usable key.",
                next_step="Make one with `tieout doctor --new-key` and keep it outside the database.",
            ) from None
    stretched = Scrypt(salt=b"tieout", length=32, n=2**14, r=8, p=1).derive(secret.encode())
    return Fernet(urlsafe_b64encode(stretched))
