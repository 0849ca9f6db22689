"""The lists of documents."""

import re
from dataclasses import replace
from urllib.parse import quote

from chengwen.site.page import PER_PAGE, Entry, excerpt
from chengwen.site.pages.indexes import index_pages, numbers


def entry(number: int, year: str = "2021", genre: str = "工作总结") -> Entry:
    return Entry(f"{number:03}", f"第{number}篇", year, genre, "乡镇", 1000, "开头。")


def pages(*entries: Entry) -> dict[str, str]:
    return {page.address: page.body for page in index_pages(entries)}


def linked(body: str) -> list[str]:
    return re.findall(r'href="[./]*d/([^/]+)/"', body)


def test_years_run_backwards_and_the_unstated_come_last():
    body = pages(entry(1, "2020"), entry(2, "未注明"), entry(3, "2023"))["year/"]
    assert linked(body) == ["003", "001", "002"]


def test_the_genre_with_most_documents_comes_first():
    body = pages(entry(1, genre="通知"), entry(2, genre="讲话"), entry(3, genre="讲话"))["genre/"]
    assert linked(body) == ["002", "003", "001"]


def test_each_document_is_on_exactly_one_page_of_each_list():
    entries = [entry(number) for number in range(2 * PER_PAGE + 1)]
    made = pages(*entries)
    for start in ("list/", "year/2021/", "genre/工作总结/"):
        listed = [linked(made[address]) for address in (start, f"{start}2/", f"{start}3/")]
        assert [len(ids) for ids in listed] == [PER_PAGE, PER_PAGE, 1]
        assert sorted(name for names in listed for name in names) == [entry.id for entry in entries]


def test_of_many_issuers_a_page_has_the_names_and_the_rest_is_on_the_next():
    entries = [replace(entry(at, str(2000 + at % 20)), issuers=(f"{at:03}镇",)) for at in range(PER_PAGE + 5)]
    made = pages(*entries, replace(entry(900, "1999"), issuers=("007镇",)))
    names = [re.findall(r'phrase-name">(.*?)<', made[address]) for address in ("issuer/", "issuer/2/")]
    assert names[0][0] == "007镇"
    assert [len(found) for found in names] == [PER_PAGE, 5]
    assert linked(made["issuer/"]) == []
    assert f'href="../issuer/{quote("007镇")}/"' in made["issuer/"]
    assert "1999–2007" in made["issuer/"]
    assert sorted(linked(made["issuer/007镇/"])) == ["007", "900"]


def test_pages_of_a_list_lead_to_each_other():
    made = pages(*(entry(number) for number in range(2 * PER_PAGE + 1)))
    turning = re.search(r"<nav[^>]*turning.*</nav>", made["list/2/"]).group()
    around = ["../../list/", "../../list/", "../../list/2/", "../../list/3/", "../../list/3/"]
    assert re.findall(r'href="([^"]+)"', turning) == around
    assert re.findall(r'aria-current="page">(.*?)<', turning) == ["2"]


def test_hostile_names_make_safe_addresses():
    evil = '../<script>"{{x}}'
    made = pages(entry(1, evil, evil))
    assert set(made) == {"list/", "year/", "year/script-x/", "genre/", "genre/script-x/", "level/", "level/乡镇/"}
    assert not [address for address, body in made.items() if "<script" in body]


def test_documents_of_several_issuers_stand_under_each_and_those_without_come_last():
    made = pages(
        replace(entry(1), issuers=("云溪县财政局", "云溪县教育局")),
        entry(2),
        replace(entry(3), issuers=("云溪县教育局",)),
    )
    assert linked(made["issuer/云溪县教育局/"]) == ["001", "003"]
    assert linked(made["issuer/云溪县财政局/"]) == ["001"]
    assert linked(made["issuer/"]) == ["001", "003", "001", "002"]


def test_a_list_is_offered_only_where_documents_say_so():
    plain = replace(entry(1), level="")
    assert not {"issuer/", "level/"} & set(pages(plain))
    assert "按机关" not in pages(plain)["list/"]
    assert "按机关" in pages(replace(plain, issuers=("云溪县财政局",)))["year/"]


def test_names_that_share_an_address_share_a_page():
    made = pages(entry(1, genre="总结/"), entry(2, genre="总结"))
    assert linked(made["genre/总结/"]) == ["001", "002"]


def test_an_empty_site_says_what_to_do():
    assert "还没有文稿" in pages()["list/"]
    assert "<b>0</b> 篇文稿" in numbers([])


def test_a_beginning_that_goes_on_ends_in_an_ellipsis(make):
    """Also where white space between paragraphs makes it shorter than it may be."""
    text = "总结\n" + "全镇植树三千亩。\n" * 30
    shown = excerpt(make(text), 2, len(text), 50)
    assert shown.endswith("…")
    assert 40 <= len(shown) <= 50
    assert excerpt(make(text), 3, 12, 50) == "全镇植树三千亩。"
    assert excerpt(make("总结\n全镇植树三千亩。\n\n"), 3, 13, 8) == "全镇植树三千亩。"
