"""The page that cleans a text in the reader's browser; docs/assets/cleaner.js does the work there."""

from __future__ import annotations

from chengwen.site.markup import Markup, element
from chengwen.site.page import Page
from chengwen.site.wording import CHINESE, Wording

ADDRESS = "clean/"


def cleaner_page(size: int | None, tell: Wording = CHINESE) -> Page:
    """Return the page; `size` is how many bytes the browser has to load, None if the site has nothing to load."""
    inside = [element("h1", tell("清洗一篇文本")), *([_without(tell=tell)] if size is None else _form(size, tell=tell))]
    return Page(ADDRESS, tell("清洗一篇文本"), element("div", *inside, class_="cleaner"), template="cleaner.html")


def megabytes(size: int) -> str:
    """Return how much is to be loaded, as people are told it."""
    return f"{size / 1_000_000:.0f}"


def _without(tell: Wording) -> Markup:
    return element(
        "p",
        tell("这份网站建成时没有取到在浏览器里运行的程序，这一页用不了。请在自己的电脑上用命令 "),
        element("code", tell("chengwen clean 文件.txt")),
        tell("，结果相同。"),
        class_="cleaner-lead",
    )


def _form(size: int, tell: Wording) -> list[Markup]:
    lead = tell(
        "贴上一段文本，或拖进一个 .txt、.rtf 或 Word（.docx）文件，看删去了什么，隐去了什么，分成哪些章节；"
        "docx 改好了还是 docx，每处改动是一条修订。"
        "用的就是清洗本站文稿的程序，在您的浏览器里运行：文本不上传，不离开您的设备。"
    )
    return [
        element("p", lead, class_="cleaner-lead"),
        element("noscript", element("p", tell("这一页要用 JavaScript。"))),
        element(
            "form",
            *(_entry(tell=tell), _origin(tell=tell), _doing(tell=tell)),
            id="cleaner-form",
            data_size=megabytes(size),
            data_bytes=size,
            hidden=True,
        ),
        element("div", id="cleaner-result"),
    ]


def _entry(tell: Wording) -> Markup:
    """Return the area where a text is pasted, or a file dropped or chosen."""
    hint = tell("在这里粘贴，或把 .txt、.docx、.rtf 文件拖进来")
    text = element(
        "textarea",
        id="cleaner-text",
        rows=9,
        placeholder=hint,
        aria_label=tell("文本"),
        spellcheck="false",
        autocomplete="off",
    )
    chosen = element(
        "p",
        element("span", id="cleaner-file-name"),
        element("button", tell("不用这个文件"), type="button", class_="button", id="cleaner-forget"),
        id="cleaner-file",
        hidden=True,
    )
    return element("div", text, chosen, id="cleaner-drop")


def _origin(tell: Wording) -> Markup:
    """Return the fields of a sidecar: shown only if the text is to be a sample."""
    fields = [
        _field("cleaner-url", tell("来源网址"), "url", "https://"),
        _field("cleaner-rights", tell("权利"), "text", tell("如：政府网站公开文件")),
    ]
    return element("details", element("summary", tell("来源与权利（要交作样本时填）")), *fields, id="cleaner-origin")


def _field(id: str, name: str, type: str, hint: str) -> Markup:
    box = element("input", type=type, id=id, placeholder=hint, autocomplete="off", spellcheck="false")
    return element("label", element("span", name), box, for_=id)


def _doing(tell: Wording) -> Markup:
    file = element("input", type="file", id="cleaner-choose", accept=".txt,.docx,.rtf,text/plain")
    return element(
        "div",
        element("button", tell("清洗"), id="cleaner-start", class_="button"),
        element("label", tell("选择文件"), file, class_="button"),
        element("p", id="cleaner-status", role="status"),
        element("progress", id="cleaner-progress", aria_label=tell("正在准备程序"), hidden=True),
        class_="cleaner-doing",
    )
