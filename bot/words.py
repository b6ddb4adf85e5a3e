"""What people type, as they meant it: phones turn quotes and spaces into look-alikes."""

LOOKALIKES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u2014": "--"})


def command_words(text: str) -> str:
    """The words after a command, with plain quotes and single spaces."""
    return " ".join(text.translate(LOOKALIKES).split())
