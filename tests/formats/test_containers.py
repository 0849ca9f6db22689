"""Archives and messages: each document in them by itself, with the way to it."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile, ZipInfo

import pytest

from chengwen.formats.read import Extracted, Refused, read

TEXT = "一、工作回顾\n党建工作取得成效。\n".encode()


class WindowsName(ZipInfo):
    """A member named as Windows in Chinese does it: in GBK, without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  # zipfile's own hook
        return self.filename.encode("gbk"), self.flag_bits


def packed(*members: tuple[str, bytes], info: type[ZipInfo] = ZipInfo) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, raw in members:
            archive.writestr(info(name), raw)
    return file.getvalue()


def places(raw: bytes, name: str = "包.zip") -> list[tuple[str, str]]:
    return [(result.name, result.inside) for result in read(name, raw)]


@pytest.mark.parametrize("info", [ZipInfo, WindowsName], ids=["UTF-8", "GBK"])
def test_names_and_folders_of_an_archive(info: type[ZipInfo]) -> None:
    raw = packed(("材料/总结.txt", TEXT), ("材料/计划.txt", TEXT), info=info)
    assert (b"\xd7\xdc\xbd\xe1" in raw) == (info is WindowsName)
    assert places(raw) == [("总结.txt", "包.zip/材料/总结.txt"), ("计划.txt", "包.zip/材料/计划.txt")]


def test_what_systems_leave_in_archives_is_passed_over_and_the_rest_named() -> None:
    left = ["__MACOSX/._总结.txt", "材料/.DS_Store", "材料/~$总结.docx", "Thumbs.db"]
    raw = packed(
        *((name, b"\0\1\2") for name in left), ("材料/", b""), ("总结.txt", TEXT), ("照片.png", b"\x89PNG\r\n\x1a\n")
    )
    document, picture = read("包.zip", raw)
    assert isinstance(document, Extracted)
    assert picture == Refused(
        "照片.png", "包.zip/照片.png", "this is a PNG image, not a text; save it as plain text (.txt) first"
    )


def test_every_format_is_read_in_an_archive(made: dict[str, bytes]) -> None:
    names = [
        name for name in made if name not in ("doc", "protected.pdf", "scan.pdf")
    ]  # doc: LibreOffice starts again for it
    results = read("包.zip", packed(*((f"{name}/通知.{name}", made[name]) for name in names)))
    assert [r.original for r in results if isinstance(r, Extracted)] == [made[name] for name in names]


def test_an_archive_in_an_archive() -> None:
    assert places(packed(("内.zip", packed(("总结.txt", TEXT))))) == [("总结.txt", "包.zip/内.zip/总结.txt")]


def message(body: str = "请查收附件。", **attached: bytes) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "zhangsan@example.com", "年度总结"
    mail.set_content(body, charset="gb18030")
    for name, raw in attached.items():
        mail.add_attachment(raw, "application", "octet-stream", filename=name.replace("_", "."))
    return mail


def test_a_message_gives_its_body_and_what_is_attached(made: dict[str, bytes]) -> None:
    body, document, picture = read(
        "来信.eml", message(总结_docx=made["docx"], 照片_png=b"\x89PNG\r\n\x1a\n").as_bytes()
    )
    assert isinstance(body, Extracted)
    assert isinstance(document, Extracted)
    assert (body.text, body.media_type, body.inside) == ("请查收附件。\n", "message/rfc822", "")
    assert (document.name, document.inside, document.original) == ("总结.docx", "来信.eml/总结.docx", made["docx"])
    assert isinstance(picture, Refused)


def test_a_message_in_html_alone() -> None:
    mail = EmailMessage()
    mail["From"], mail["Date"] = "zhangsan@example.com", "Mon, 1 Jan 2024 08:00:00 +0800"
    mail.set_content("<html><body><p>一、工作</p><p>二、问题</p></body></html>", subtype="html")
    (body,) = read("来信.eml", mail.as_bytes())
    assert isinstance(body, Extracted)
    assert body.text == "一、工作\n二、问题\n"


def test_a_saved_page() -> None:
    page = EmailMessage()
    page["From"], page["MIME-Version"] = "<Saved by a browser>", "1.0"
    page.set_content("<html><body><p>一、工作</p></body></html>", subtype="html")
    page.make_related()
    page.add_related(b"\x89PNG", "image", "png", cid="<logo>")
    (body,) = read("网页.mht", page.as_bytes())
    assert isinstance(body, Extracted)
    assert body.text == "一、工作\n"


def test_a_text_about_a_message_is_a_text() -> None:
    (result,) = read("总结.txt", "Subject: none\n一、工作\n".encode())
    assert isinstance(result, Extracted)
    assert result.text is None
