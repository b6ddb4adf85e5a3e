"""Logs without secrets: whatever a library writes, tokens and codes are blanked before a line leaves the process."""

import logging
import re
from typing import Final

SECRET: Final = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|xoxe[\w.-]+|Bearer\s+[\w.~+/=-]+|Basic\s+[\w+/=]+"
    r"|(?<=code=)[\w%.-]+|(?<=state=)[\w%.-]+|(?:refresh_token|access_token|client_secret)[\"'=:\s]+[\w.~+/-]+"
    r"|https?://[^\s\"']*/(?:response|actions|commands)/[^\s\"']+",
    re.IGNORECASE,
)


class Redacting(logging.Formatter):
    """Formats as usual, tracebacks included, then blanks what looks like a secret."""

    def format(self, record: logging.LogRecord) -> str:
        """One line (or traceback) that can be shown to anyone."""
        return SECRET.sub("[secret]", super().format(record))


def begin() -> None:
    """Log warnings and worse to stderr, redacted."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
