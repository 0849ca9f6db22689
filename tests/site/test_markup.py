"""Text never becomes markup by accident."""

from html import unescape

import pytest

from chengwen.errors import InputError
from chengwen.site.markup import Markup, element, escape, join, link, refuse_unsafe_id

HOSTILE = [
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "&lt;script&gt;",
    "{{ config }} {% include 'x' %}",
    "*a* _b_ |c| [d](javascript:alert(1)) # e `f`",
    "<!-- --> ]]>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_escaped_in_content_and_in_attributes(text):
    made = element("p", text, title=text)
    inside = made.removeprefix("<p").removesuffix("</p>")
    assert "<" not in inside
    assert inside.count('"') == 2
    assert inside.count(">") == 1


def test_markup_passes_and_is_escaped_once():
    assert element("p", element("b", "<")) == "<p><b>&lt;</b></p>"


def test_a_piece_of_markup_is_text_again():
    """Slicing markup, or writing it into an f-string, could cut a tag in two."""
    assert escape(Markup("<b>x</b>")[:2]) == "&lt;b"
    assert escape(f"{Markup('<b>')}") == "&lt;b&gt;"


def test_what_cannot_be_seen_is_spelt_out():
    assert escape("a\0b\N{RIGHT-TO-LEFT OVERRIDE}c\ud800") == "a[U+0000]b[U+202E]c[U+D800]"


def test_an_endless_word_may_break_and_reads_the_same():
    word = "<" + "x" * 10_000
    made = element("p", word, title=word)
    assert made.count("<wbr>") == 50
    assert unescape(made.replace("<wbr>", "")) == f'<p title="{word}">{word}</p>'
    assert "<wbr>" not in element("p", "净" * 10_000)


def test_nothing_is_left_out_but_none():
    assert join(["", None, "0"]) == "0"
    assert element("input", hidden=False, checked=True, value="") == '<input checked value="">'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:x",
        "java\nscript:x",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "//x.example",
        "/\\x",
        "/\t/x",
    ],
)
def test_an_address_that_could_run_is_refused(address):
    with pytest.raises(ValueError, match="not an address"):
        element("a", "x", href=address)
    assert link(address, address).startswith("<span>")


@pytest.mark.parametrize("address", ["#s1", "../d/003/", "?q=a:b", "https://example.org/a:b", "003.txt", ""])
def test_an_address_that_leads_somewhere_passes(address):
    assert element("a", "x", href=address) == f'<a href="{address}">x</a>'


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden", "a b", "x" * 101, "<b>", "一"])
def test_an_id_that_cannot_be_an_address_is_refused(name):
    with pytest.raises(InputError, match="document id"):
        refuse_unsafe_id(name)
