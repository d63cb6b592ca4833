"""The typeface, cut to what our pages use: it is the heaviest file of a first page."""

import io
import logging
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WEIGHTS = (400, 700)
# Kerning, accents, figures of equal width, and the two shapes that the style sheet asks for.
FEATURES = ["kern", "mark", "ccmp", "locl", "tnum", "cv11", "ss03"]


def cut(source: Path, target: Path) -> None:
    """Write the variable font with all its characters, without the weights and variants that no style sheet of ours
    names. About half the bytes go.
    """
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = instancer.instantiateVariableFont(TTFont(source), {"wght": WEIGHTS}, inplace=True)
    font.flavor = None
    plain = io.BytesIO()
    font.save(plain)
    plain.seek(0)
    options = subset.Options(flavor="woff2", layout_features=FEATURES)
    font = TTFont(plain)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list(font.getBestCmap()))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
