"""The few pages that belong to the frame itself."""

from kehu.foundation.ui.views.choices import language, theme
from kehu.foundation.ui.views.profile import profile

__all__ = ["language", "profile", "theme"]
