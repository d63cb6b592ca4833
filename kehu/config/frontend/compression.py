"""Compresses collected files, taking over what the last collecting already compressed: brotli is thorough and slow."""

import filecmp
import shutil
from pathlib import Path
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from kehu.config.frontend import collect

_ENDINGS = (".br", ".gz")


class Thrifty(Compressor):
    def __init__(self, folder: Path, **options: Any) -> None:
        super().__init__(**options)
        self.folder = folder

    def compress(self, path: str) -> list[str]:
        before = collect.TARGET / Path(path).relative_to(self.folder)
        if not before.exists() or not filecmp.cmp(before, path, shallow=False):
            return list(super().compress(path))
        kept = []
        for ending in _ENDINGS:
            if Path(f"{before}{ending}").exists():
                shutil.copyfile(f"{before}{ending}", f"{path}{ending}")
                kept.append(f"{path}{ending}")
        return kept


class Storage(CompressedManifestStaticFilesStorage):
    # A module has one name, whether a page or another module asks for it: under two names it would run twice.
    support_js_module_import_aggregation = True

    def create_compressor(self, **options: Any) -> Compressor:
        return Thrifty(Path(self.location), **options)
