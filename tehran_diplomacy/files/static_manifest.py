"""Static files with their content's hash in their names, and a list of those names for each release.

Two releases serve side by side while one takes over from the other. Both collect into one folder, where nothing is
deleted; each reads its own list, so that neither names a file that only the other knows.
"""

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

LISTS = 5  # of as many releases


class ReleaseManifestStorage(CompressedManifestStaticFilesStorage):
    """Writes the list twice: as the newest, and under the release's name; reads the release's, else the newest."""

    def _of_release(self) -> str:
        return f"staticfiles-{settings.RELEASE}.json"

    def read_manifest(self) -> str | None:
        """Return the list as text."""
        try:
            with self.manifest_storage.open(self._of_release()) as manifest:
                return manifest.read().decode()
        except FileNotFoundError:
            return super().read_manifest()

    def save_manifest(self) -> None:
        """Write both, and delete the oldest of other releases."""
        super().save_manifest()
        text, storage = super().read_manifest() or "", self.manifest_storage
        if storage.exists(self._of_release()):
            storage.delete(self._of_release())
        storage._save(self._of_release(), ContentFile(text.encode()))
        _folders, names = storage.listdir("")
        lists = [name for name in names if name.startswith("staticfiles-") and name.endswith(".json")]
        for name in sorted(lists, key=storage.get_modified_time)[:-LISTS]:
            storage.delete(name)
