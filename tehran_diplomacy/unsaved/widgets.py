"""File boxes that list what was chosen already."""

from typing import Any

from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from tehran_diplomacy.unsaved.entries import STAGED


class StagedFileInput(AdminFileWidget):
    """The box of a file; below it what was chosen before, as where the form comes back with errors."""

    template_name = "admin/unsaved/file_input.html"

    chosen: tuple[
        UploadedFile, ...
    ] = ()  # of the form that this box belongs to: each form has boxes of its own

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the file of a form that was sent; Django shows no bound file, so its name is noted."""
        self.chosen = tuple(files.getlist(name)) if hasattr(files, "getlist") else ()
        return super().value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the chosen files, each with what names it when the form is sent again."""
        context = super().get_context(name, value, attrs)
        context["staged_name"] = f"{name}{STAGED}"
        context["staged"] = [row for file in self.chosen if (row := getattr(file, "staged", None))]
        if context["staged"]:
            context["widget"]["attrs"].pop("required", None)
        return context


class StagedFilesInput(StagedFileInput):
    """The box of any number of files."""

    allow_multiple_selected = True


STAGED_FILES = {models.FileField: {"widget": StagedFileInput}}
