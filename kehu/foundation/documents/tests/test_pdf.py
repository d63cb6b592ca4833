import io

import pytest
from pypdf import PdfReader

from kehu.foundation.documents import fonts, pdf

PAPER = "<html><head><style>body {{ font-family: 'Kehu Sans' }}</style></head><body><p>{}</p><b>{}</b></body></html>"


def fonts_in(data: bytes) -> dict[str, bool]:
    """Base names of the fonts, and whether their glyphs are inside."""
    found = {}
    for page in PdfReader(io.BytesIO(data)).pages:
        for one in page["/Resources"]["/Font"].values():  # type: ignore[index]
            inner = one.get_object()["/DescendantFonts"][0].get_object()
            description = inner["/FontDescriptor"].get_object()
            files = {"/FontFile", "/FontFile2", "/FontFile3"} & set(description)
            found[str(inner["/BaseFont"])] = bool(files)
    return found


def test_chinese_can_be_read_back_and_its_glyphs_are_inside() -> None:
    data = pdf.render(PAPER.format("人民币壹万贰仟元整", "合计 Total"))
    text = PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert "人民币壹万贰仟元整" in text
    assert "合计 Total" in text
    assert {name.split("+")[-1] for name in fonts_in(data)} == {"Kehu-Sans", "Kehu-Sans-Bold"}
    assert all(fonts_in(data).values())


def test_nothing_outside_of_the_paper_is_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    html = '<html><body><img src="file:///etc/passwd"><img src="http://127.0.0.1:9/x"><p>x</p></body></html>'
    assert pdf.render(html).startswith(b"%PDF")
    assert caplog.text.count("not a picture of this paper") == 2


def test_a_machine_without_the_fonts_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    pdf.trouble.cache_clear()
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    try:
        assert "make setup" in pdf.trouble()
        with pytest.raises(pdf.NotAvailable):
            pdf.render("<html></html>")
    finally:
        pdf.trouble.cache_clear()
