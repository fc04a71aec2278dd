"""The documents of any record, as an inline."""

from django.core.files.uploadedfile import UploadedFile
from modeltranslation.admin import TranslationGenericStackedInline

from tehran_diplomacy.desk.admin import FollowsRecord
from tehran_diplomacy.files.documents import examine_document
from tehran_diplomacy.files.models import Document
from tehran_diplomacy.forms.untouched import UntouchedModelForm


class DocumentForm(UntouchedModelForm):
    """Checks the file by its content and notes its size."""

    class Meta:
        model = Document
        fields = ["title", "language", "dated", "is_report", "file", "position"]

    def clean_file(self) -> UploadedFile:
        """Refuse what is not a whole PDF of allowed size."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            found = examine_document(file)
            self.instance.bytes, self.instance.sha256 = found.bytes, found.sha256
            self.instance.crc32 = found.crc32
            file.seek(0)
        return file


class DocumentInline(FollowsRecord, TranslationGenericStackedInline):
    """The documents of a record."""

    model = Document
    form = DocumentForm
    fields = ["title", ("language", "dated"), "file", "position"]
    classes = ["collapse"]
