"""Answering with a stored file: one that came from outside must not run as a page of ours, whatever it contains."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600",
}


def serve(path: str, media_type: str, disposition: str) -> FileResponse:
    """Raises Http404 if the storage has lost it."""
    try:
        response = FileResponse(default_storage.open(path), content_type=media_type)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response["Content-Disposition"] = disposition
    for name, value in SAFE_HEADERS.items():
        response[name] = value
    return response
