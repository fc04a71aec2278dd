import pytest

from tehran_diplomacy.files.naming import safe_download_name, shown_name, storage_name

DIGEST = "5e" * 32


def test_storage_name_is_made_of_kind_uid_and_digest():
    assert storage_name("photos", "k3f9x0ab12", DIGEST, "JPG") == "photos/12/k3f9x0ab12/5e5e5e5e5e5e5e5e.jpg"


@pytest.mark.parametrize(
    ("kind", "uid", "digest", "extension"),
    [
        ("../etc", "abcd", DIGEST, "jpg"),
        ("photos", "../abcd", DIGEST, "jpg"),
        ("photos", "", DIGEST, "jpg"),
        ("photos", "abcd", "x" * 64, "jpg"),
        ("photos", "abcd", DIGEST[:10], "jpg"),
        ("photos", "abcd", DIGEST, "jp/g"),
        ("photos", "abcd\n", DIGEST, "jpg"),
    ],
)
def test_storage_name_of_anything_odd_is_refused(kind, uid, digest, extension):
    with pytest.raises(ValueError, match="not a"):
        storage_name(kind, uid, digest, extension)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("تفاهم‌نامهٔ تهران و سئول", "تفاهم‌نامهٔ تهران و سئول.pdf"),
        ("Tehran / Seoul: 2021?", "Tehran - Seoul- 2021.pdf"),
        ("..\\..\\etc/passwd", "etc-passwd.pdf"),
        ("a\u202egpj.exe\u2066b\u200f", "agpj.exeb.pdf"),
        ("line\r\nbreak\x00\x7f", "line break.pdf"),
        ("CON", "_CON.pdf"),
        ("lpt1.txt", "_lpt1.txt.pdf"),
        ("console", "console.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("\u200c متن \u200c", "متن.pdf"),
        ("a\ud800b", "ab.pdf"),
        ("ends with dot. ", "ends with dot.pdf"),
    ],
)
def test_download_name_is_readable_and_safe(text, expected):
    assert safe_download_name(text, "pdf") == expected


def test_download_name_is_at_most_120_characters_and_255_bytes():
    assert safe_download_name("ب" * 500, "pdf") == "ب" * 116 + ".pdf"
    assert safe_download_name("😀" * 500, "pdf") == "😀" * 62 + ".pdf"


def test_shown_name_is_short_and_isolated():
    assert shown_name("a\u202eb\n.jpg") == "\u2068ab .jpg\u2069"
    assert shown_name("x" * 100 + ".jpg") == "\u2068" + "x" * 40 + "…" + "x" * 15 + ".jpg\u2069"
    assert shown_name(None) == "\u2068\u2069"
