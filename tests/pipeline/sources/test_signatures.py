"""A signed PDF is never taken for an unsigned one."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf.exceptions import PageCopyWarning

from domain.errors import UnreadablePdf
from pipeline.sources.signatures import count_signatures


def _value(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Sig,
            Filter=pikepdf.Name("/Adobe.PPKLite"),
            ByteRange=pikepdf.Array([0, 10, 20, 10]),
            Contents=pikepdf.String("\x00\x01"),
        )
    )


def _field(pdf: pikepdf.Pdf, name: str, **keys: pikepdf.Object) -> pikepdf.Object:
    field = pikepdf.Dictionary(T=pikepdf.String(name), FT=pikepdf.Name.Sig)
    for key, entry in keys.items():
        field[f"/{key}"] = entry
    return pdf.make_indirect(field)


def _save(pdf: pikepdf.Pdf, path: Path, fields: list[pikepdf.Object]) -> Path:
    pdf.add_blank_page(page_size=(200, 200))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields), SigFlags=3)
    pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return path


def test_only_fields_with_a_value_count(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    fields = [
        _field(pdf, "van thu", V=_value(pdf)),
        _field(pdf, "cho ky"),
        _field(pdf, "lanh dao", V=_value(pdf)),
    ]
    text = pdf.make_indirect(
        pikepdf.Dictionary(T=pikepdf.String("so"), FT=pikepdf.Name.Tx, V=pikepdf.String("5"))
    )
    assert count_signatures(_save(pdf, tmp_path / "signed.pdf", [*fields, text])) == 2


def test_kind_and_value_are_inherited_by_named_kids(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    kid = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("kid"), V=_value(pdf)))
    place = pdf.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name.Widget))
    parent = _field(pdf, "parent", Kids=pikepdf.Array([kid]))
    shown = _field(pdf, "shown twice", V=_value(pdf), Kids=pikepdf.Array([place, place]))
    assert count_signatures(_save(pdf, tmp_path / "kids.pdf", [parent, shown])) == 2


def test_a_field_that_is_its_own_kid_ends(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    loop = _field(pdf, "loop", V=_value(pdf))
    loop.Kids = pikepdf.Array([loop])
    signed = _field(pdf, "signed", V=_value(pdf))
    assert count_signatures(_save(pdf, tmp_path / "loop.pdf", [loop, signed])) == 1


def test_a_signature_left_out_of_the_form_is_found_on_its_page(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    page.obj.Annots = pikepdf.Array([_field(pdf, "stray", V=_value(pdf), Subtype=pikepdf.Name.Widget)])
    with pytest.warns(PageCopyWarning, match="not reachable"):
        path = _save(pdf, tmp_path / "stray.pdf", [])
    assert count_signatures(path) == 1


def test_a_byte_range_spelt_with_escapes_is_seen(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    path = _save(pdf, tmp_path / "plain.pdf", [_field(pdf, "signed", V=_value(pdf))])
    data = path.read_bytes()
    assert b"/ByteRange" in data
    escaped = tmp_path / "escaped.pdf"
    escaped.write_bytes(data.replace(b"/ByteRange", b"/Byte#52ange"))
    assert count_signatures(escaped) == 1


def test_an_unsigned_file_is_not_walked(tmp_path: Path) -> None:
    path = tmp_path / "unsigned.pdf"
    path.write_bytes(b"%PDF-1.4\nno form, no signature, not even a file")
    assert count_signatures(path) == 0


def test_a_signed_file_beyond_reading_is_refused_not_called_unsigned(tmp_path: Path) -> None:
    path = tmp_path / "torn.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj\n<< /Type /Sig /ByteRange [0 1 2 3] >>\nendobj\n")
    with pytest.raises(UnreadablePdf, match="carries a signature"):
        count_signatures(path)


def test_a_signed_file_encrypted_without_a_password_is_counted(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    path = _save(pdf, tmp_path / "open.pdf", [_field(pdf, "signed", V=_value(pdf))])
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(path) as again:
        again.save(locked, encryption=pikepdf.Encryption(owner="chu", user="", R=6))
    assert count_signatures(locked) == 1
