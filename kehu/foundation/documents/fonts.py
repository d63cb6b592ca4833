"""The typeface of papers, and where its files lie."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "fonts"
FAMILY = "Kehu Sans"
FILES = {400: "NotoSansSC-Regular.ttf", 700: "NotoSansSC-Bold.ttf"}


def complete() -> bool:
    return all((FOLDER / name).exists() for name in FILES.values())


def faces() -> str:
    """The style rules that make the typeface known to a paper."""
    return "\n".join(
        f"@font-face {{ font-family: '{FAMILY}'; font-weight: {weight};"
        f" src: url('kehu:font-{weight}') format('truetype'); }}"
        for weight in FILES
    )
