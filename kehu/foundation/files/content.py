"""What a file really is, judged by its first bytes."""

import io

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

PREVIEW_PIXELS = 480
PREVIEWABLE = {"image/jpeg", "image/png", "image/webp", "image/gif"}
TEXT = "text/plain"
UNKNOWN = "application/octet-stream"
# What a browser or desktop would run when someone opens it.
REFUSED = {
    "application/x-dosexec", "application/x-msdownload", "application/vnd.microsoft.portable-executable",
    "application/x-executable", "application/x-sharedlib", "application/x-mach-binary", "application/java-archive",
    "application/x-msi", "application/x-ms-shortcut",
}  # fmt: skip
REFUSED_BEGINNINGS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"L\x00\x00\x00\x01\x14\x02")


def media_type(head: bytes, name: str) -> str:
    """The media type of a file from its first bytes; `name` only decides between text formats."""
    if not head:
        return TEXT
    try:
        found = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    if found and not found.startswith("text/"):
        return str(found)
    if _is_text(head):
        suffix = name.rsplit(".", 1)[-1].lower()
        return {"csv": "text/csv", "eml": "message/rfc822", "vcf": "text/vcard"}.get(suffix, TEXT)
    return str(found or UNKNOWN)


def is_refused(head: bytes, kind: str) -> bool:
    return kind in REFUSED or head.startswith(REFUSED_BEGINNINGS)


def preview(content: bytes) -> bytes | None:
    """A small WebP re-drawn from an image, without its metadata; None when it cannot be drawn safely."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > 60_000_000:
                return None
            small = ImageOps.exif_transpose(image).convert("RGB")
            small.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
            out = io.BytesIO()
            small.save(out, "WEBP", quality=80)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError as problem:
            if problem.start >= len(head) - 4:
                return True  # a character cut in half by the sample's end
        else:
            return True
    return False
