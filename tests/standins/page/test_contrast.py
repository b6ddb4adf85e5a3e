"""Every colour of text is told from its ground as WCAG AA wants it: 4.5 to 1, in light and in dark."""

import re

import pytest

from standins.slack.app import PAGE

LIGHT = (PAGE / "style.css").read_text(encoding="utf-8")
DARK = (PAGE / "layers.css").read_text(encoding="utf-8")
PAIRS = [
    ("ink", "paper"),
    ("ink", "wash"),
    ("soft", "paper"),
    ("soft", "wash"),
    ("link", "paper"),
    ("link", "wash"),
    ("mention-ink", "mention"),
    ("red-deep", "paper"),
    ("code", "wash"),
    ("side-ink", "side"),
    ("side-ink", "side-deep"),
]


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def luminance(color: str) -> float:
    shares = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", [tokens(LIGHT), tokens(LIGHT) | tokens(DARK)], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_told_from_its_ground(colors: dict[str, str], text: str, ground: str) -> None:
    assert contrast(colors[text], colors[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["green", "green-deep", "red", "side-here", "side-hover"])
def test_white_words_are_told_from_what_they_stand_on(ground: str) -> None:
    assert contrast("#ffffff", tokens(LIGHT)[ground]) >= 4.5
