"""Passages that documents share: every planted copy is found, no refrain; and how a page says it."""

import random
import re
import runpy
from array import array
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from chengwen.document import Metadata
from chengwen.site.page import entry
from chengwen.site.pages.neighbours import Neighbours
from chengwen.site.pages.reading import document_page
from chengwen.site.reuse.page import most_copied, reuse_pages
from chengwen.site.reuse.passages import passages, search
from chengwen.site.reuse.seeds import repeated, seeds
from chengwen.site.reuse.set_phrases import COMMON, LONG, SHORTEST, Passage
from chengwen.site.reuse.shared import found_passages, shared_list, shared_of
from chengwen.site.reuse.traces import SHINGLE, WINDOW, Traces, bare, traces_of, winnow

TOOL = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[2] / "scripts/tools/make_invented.py")))
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


def words(number: int, seed: str) -> str:
    """Return so many characters that nobody else writes, in clauses of ten."""
    chance = random.Random(seed)
    made = "".join(chance.choice(HAN) for _ in range(number))
    return "，".join(made[at : at + 10] for at in range(0, number, 10))


@pytest.fixture
def corpus(make):
    """Give a function that makes documents of bodies, each a year after the one before, by an issuer of its own."""

    def corpus(*bodies: str, issuers: int = 100):
        return [
            replace(
                make(f"第{number}号\n\n{body}。\n"),
                id=f"{number:03}",
                metadata=Metadata(f"第{number}号", year=2000 + number, issuer=(f"机关{number % issuers}",)),
            )
            for number, body in enumerate(bodies)
        ]

    return corpus


def found(documents) -> list[Passage]:
    texts = {one.id: one.text for one in documents}
    return passages([traces_of(one) for one in documents], texts.__getitem__)


def test_planted_copies_are_found_and_refrains_are_not():
    """As the corpus of scripts/tools/make_invented.py has them: 50 copies, most in several documents, and 50 refrains."""
    drafts, copies, refrains = TOOL.corpus(300, 50, 50, 1)
    known = TOOL.words()
    texts = {draft.id: TOOL.text_of(draft, known, 1) for draft in drafts}
    traces = []
    for draft in drafts:
        hashes, positions = winnow(bare(texts[draft.id]).text)
        date = "{:04}-{:02}-{:02}".format(*draft.date)
        traces.append(Traces(draft.id, date, draft.issuer, hashes.tobytes(), positions.tobytes()))
    by_document = {draft.id: [] for draft in drafts}
    for one in passages(traces, texts.__getitem__):
        by_document[one.document].append(bare(texts[one.document][one.start : one.end]).text)
    for copy in copies:
        sixes = {bare(copy.text).text[at : at + 6] for at in range(len(bare(copy.text).text) - 5)}
        for id in copy.documents[1:]:
            shown = {text[at : at + 6] for text in by_document[id] for at in range(len(text) - 5)}
            assert len(sixes & shown) >= 0.6 * len(sixes), (copy, id)
    told = [text for texts in by_document.values() for text in texts]
    for refrain in refrains:
        phrase = bare(refrain.text).text
        assert not [text for text in told if phrase in text and len(text) - len(phrase) < SHORTEST - 4], refrain


@pytest.mark.parametrize("size", [SHORTEST, 60, 300])
def test_a_passage_is_found_wherever_it_stands_and_dated(corpus, size):
    copied = words(size, "copied")
    first, other, second = corpus(f"{words(200, 'a')}。{copied}", words(500, "b"), f"{copied}。{words(170, 'c')}")
    [one] = found([second, other, first])
    assert (one.document, one.source, one.documents) == (second.id, first.id, 2)
    assert second.text[one.start : one.end].rstrip("。") == copied
    assert first.text[one.source_start : one.source_end].rstrip("。") == copied


def test_shorter_than_thirty_characters_is_none(corpus):
    copied = words(25, "copied")
    assert found(corpus(f"{words(100, 'a')}。{copied}", f"{copied}。{words(100, 'b')}")) == []


def test_a_changed_word_figures_and_labels_do_not_break_a_passage(corpus):
    halves = words(60, "a"), words(60, "b")
    first, second = corpus(f"{halves[0]}，共12户，{halves[1]}", f"{halves[0]}，计345家〖地名〗，{halves[1]}")
    [one] = found([first, second])
    assert second.text[one.start : one.end].rstrip("。").endswith(halves[1][-10:])
    assert one.end - one.start > 120


def test_the_earliest_is_the_source_and_all_are_counted(corpus):
    copied = words(60, "copied")
    documents = corpus(*(f"{words(90, str(number))}。{copied}。{words(90, f'{number}b')}" for number in range(5)))
    assert {(one.document, one.source, one.documents) for one in found(documents)} == {
        (f"{number:03}", "000", 5) for number in range(1, 5)
    }


@pytest.mark.parametrize(
    ("size", "issuers", "expected"),
    [(40, COMMON, 0), (40, COMMON - 1, 11), (LONG + 20, COMMON, 11)],
    ids=["many issuers", "few issuers", "long"],
)
def test_what_many_issuers_write_is_a_set_phrase_unless_it_is_long(corpus, size, issuers, expected):
    common = words(size, "common")
    bodies = [f"{words(90, str(number))}。{common}。{words(90, f'{number}b')}" for number in range(12)]
    assert len(found(corpus(*bodies, issuers=issuers))) == expected


@pytest.fixture
def quilt(corpus):
    """Ten documents of the same five paragraphs, each without some: neighbours are had by other documents."""
    paragraphs = [words(80 + 20 * number, f"paragraph {number}") for number in range(5)]
    having = ["01234", "0123", "012", "12", "234", "01234", "0134", "34", "1", "0124"]
    bodies = [
        "\n".join([words(60, f"own {number}") + "。", *(f"{paragraphs[int(at)]}。" for at in mine)])
        for number, mine in enumerate(having)
    ]
    return corpus(*bodies)


def test_what_is_told_of_a_passage_is_true_of_all_of_it(quilt):
    """The documents that have a passage are those in which it literally stands; the first is the earliest of them."""
    texts = {one.id: bare(one.text).text for one in quilt}
    told = found(quilt)
    assert len(told) > 12
    for one in told:
        passage = bare(quilt[int(one.source)].text[one.source_start : one.source_end]).text
        having = [id for id, text in texts.items() if passage in text]
        assert one.documents == len(having), passage
        assert one.source == having[0]
        assert bare(quilt[int(one.document)].text[one.start : one.end]).text == passage
    ours = {(one.source_start, one.source_end) for one in told if one.source == "000"}
    assert len(ours) == 5
    assert all(
        one.end <= other.start or other.end <= one.start
        for one in told
        for other in told
        if one.document == other.document and one != other
    )


def test_each_document_that_is_listed_has_the_passage(quilt):
    entries, texts = {one.id: entry(one) for one in quilt}, {one.id: one.text for one in quilt}
    copied = most_copied(found(quilt), entries, texts.__getitem__)
    assert copied
    for one in copied:
        passage = bare(one.text).text
        assert [later.id for later in one.later] == [
            id for id, text in texts.items() if passage in bare(text).text and id != one.source.id
        ]
    for id, shared in shared_of(found(quilt), entries).items():
        for one in shared:
            passage = bare(texts[id][one.start : one.end]).text
            assert {bare(texts[other.entry.id][other.start : other.end]).text for other in one.others} == {passage}


def test_a_passage_parted_behind_a_changed_figure_is_compared_with_the_very_same(corpus):
    halves = words(90, "a"), words(90, "b")
    bodies = (
        f"{halves[0]}，共1户，{halves[1]}",
        f"{halves[0]}，共12345户，{halves[1]}",
        f"{words(60, 'c')}。{halves[1]}",
    )
    documents = corpus(*bodies)
    texts = {one.id: one.text for one in documents}
    told = found(documents)
    assert sorted((one.document, one.documents) for one in told) == [("001", 2), ("001", 3), ("002", 3)]
    for one in told:
        sides = texts[one.document][one.start : one.end], texts[one.source][one.source_start : one.source_end]
        assert bare(sides[0]).text == bare(sides[1]).text


def test_who_has_it_from_a_document_that_had_it_from_another_has_it_from_the_first(corpus):
    """Text that stands twice in a document leaves one trace there: the second place leads to a later document."""
    copied, frame = words(90, "copied"), words(90, "frame")
    documents = corpus(copied, f"{frame}。{copied}", f"{copied}。{words(60, 'a')}。{frame}。{copied}")
    texts = {one.id: one.text for one in documents}
    told = [
        (one.source, texts[one.document][one.start : one.end].strip("。"), one.documents) for one in found(documents)
    ]
    assert told == [("000", copied, 3), ("000", copied, 3), ("001", frame, 2), ("000", copied, 3)]


@pytest.mark.parametrize(
    ("dates", "ties", "said"),
    [
        (("2015-12-01", "2015-12-01", "2016-01-01"), 1, "2015-12-01（同日另有 1 篇）"),
        (("2015-12-01", "2015-12-02", "2016-01-01"), 0, "2015-12-01"),
        (("2015", "2015-12-02", "2016-01-01"), 1, "2015（同年另有 1 篇）"),
    ],
)
def test_the_first_is_dated_to_the_day_and_those_of_the_same_day_are_told(corpus, dates, ties, said):
    copied = words(90, "copied")
    documents = [
        replace(one, metadata=replace(one.metadata, year=int(date[:4]), date_written=date if len(date) > 4 else None))
        for one, date in zip(corpus(*(f"{copied}。{words(60, own)}" for own in "abc")), dates, strict=True)
    ]
    assert {one.ties for one in found(documents)} == {ties}
    entries, texts = {one.id: entry(one) for one in documents}, {one.id: one.text for one in documents}
    [page] = reuse_pages(most_copied(found(documents), entries, texts.__getitem__))
    assert said.partition("（")[0] in page.body
    assert said.partition("（")[2] in page.body
    later = shared_list(documents[2], shared_of(found(documents), entries)["002"], "../../")
    assert said.partition("（")[0] in later
    assert said.partition("（")[2] in later


def test_documents_that_are_not_named_can_be_searched_for(corpus):
    copied = words(90, "copied")
    documents = corpus(*(f"{copied}。{words(60, str(number))}" for number in range(20)))
    shared = shared_of(found(documents), {one.id: entry(one) for one in documents})
    assert re.search(
        r'<a href="../../search/[^"]*view=documents[^"]*">另 7 篇</a>',
        shared_list(documents[0], shared["000"], "../../"),
    )


def test_winnowing_leaves_a_common_trace_in_any_passage_that_is_long_enough():
    copied = bare(words(SHINGLE + WINDOW - 1, "copied")).text
    for seed in range(30):
        one = set(winnow(bare(words(40 + seed, f"a{seed}")).text + copied + bare(words(50, f"b{seed}")).text)[0])
        other = set(winnow(bare(words(60, f"c{seed}")).text + copied + bare(words(20 + seed, f"d{seed}")).text)[0])
        assert one & other


@pytest.mark.parametrize("text", ["", "甲", "甲乙" * 6, "甲乙" * 50])
def test_texts_of_any_length_have_traces(text):
    hashes, positions = winnow(text)
    assert len(hashes) == len(positions)
    assert bool(len(hashes)) == (len(text) >= SHINGLE)


def test_a_word_a_thousand_times_leaves_few_traces():
    assert len(winnow("净水" * 5_000)[0]) <= 2


def test_a_build_without_changes_looks_for_nothing(corpus, tmp_path):
    copied = words(60, "copied")
    documents = corpus(f"{copied}。{words(60, 'a')}", f"{copied}。{words(60, 'b')}")
    traces = [traces_of(one) for one in documents]
    texts = {one.id: one.text for one in documents}
    first = found_passages(tmp_path, traces, texts.__getitem__)
    assert len(first) == 1
    assert found_passages(tmp_path, traces, {}.__getitem__) == first
    with pytest.raises(KeyError):
        found_passages(
            tmp_path, [*traces, traces_of(corpus(words(9, "c"), words(9, "d"), texts["000"])[2])], {}.__getitem__
        )


def changed(documents, other):
    """Yield the corpus after each of the changes that a build can meet; the ids of the rest stay."""
    yield "nothing", documents
    yield "text of the first", [replace(documents[0], text=other), *documents[1:]]
    yield "text of one in the middle", [*documents[:4], replace(documents[4], text=other), *documents[5:]]
    yield "one added", [*documents, replace(documents[3], id="new")]
    yield "the first removed", documents[1:]
    yield "the last removed", documents[:-1]
    about = replace(documents[5].metadata, year=1990)
    yield "the date", [*documents[:5], replace(documents[5], metadata=about), *documents[6:]]
    about = replace(documents[5].metadata, issuer=("另一机关",))
    yield "the issuer", [*documents[:5], replace(documents[5], metadata=about), *documents[6:]]


def test_what_a_change_concerns_is_all_that_is_searched_again(corpus):
    """The passages are those of a search from the beginning, and texts that nothing has changed for are not read."""
    shared = [words(60, f"shared {number}") for number in range(6)]
    bodies = [
        "。".join([words(90, str(number)), shared[number % 6], shared[number // 4], words(90, f"{number}b")])
        for number in range(16)
    ]
    documents = corpus(*bodies, f"{words(200, 'alone')}", f"{words(200, 'alone too')}")
    before = search([traces_of(one) for one in documents], {one.id: one.text for one in documents}.__getitem__)
    for what, now in changed(documents, f"第9号\n\n{shared[1]}。{words(90, 'new')}。{shared[5]}。\n"):
        texts, read = {one.id: one.text for one in now}, set()

        def text_of(id, texts=texts, read=read):
            read.add(id)
            return texts[id]

        traces = [traces_of(one) for one in now]
        assert search(traces, text_of, before) == search(traces, texts.__getitem__), what
        assert len(read) < len(now), what
        assert what != "nothing" or not read


def test_twice_as_many_documents_are_twice_the_work(corpus):
    """Each takes its paragraphs from a few sources, so that any two share one: the worst case."""
    sources = [words(60, f"source {number}") for number in range(12)]

    def compared(number):
        chance = random.Random(number)
        documents = corpus(*("。".join(chance.sample(sources, 4)) for _ in range(number)))
        traces = sorted((traces_of(one) for one in documents), key=lambda one: one.date)
        return sum(len(places) for _, places in seeds(traces, repeated(traces)))

    assert compared(400) < 2.2 * compared(200)


def test_a_page_lists_what_it_shares_and_says_where(corpus):
    copied = words(60, "copied")
    evil = "<script>𠮷"
    documents = corpus(f"{copied}。{words(60, 'a')}", f"{evil}。{copied}")
    documents[0] = replace(documents[0], metadata=replace(documents[0].metadata, title=evil))
    shared = shared_of(found(documents), {one.id: entry(one) for one in documents})
    later = shared_list(documents[1], shared["001"], "../../")
    assert "首见于" in later
    assert "&lt;script&gt;" in later
    assert "<script" not in later
    [(id, start, end)] = re.findall(r'data-places="([^:"]+):([0-9]+)-([0-9]+)"', later)
    shown = array("H", documents[1].text.split("\n")[2].encode("utf-16-le"))[int(start) : int(end)]
    assert shown.tobytes().decode("utf-16-le").rstrip("。") == copied
    assert f'id="{id}"' in document_page(documents[1], {}, Neighbours(shared=shared["001"])).body
    assert "后见于" in shared_list(documents[0], shared["000"], "../../")
    assert "数字、字母、标点和隐去之处不同，也算相同" in later
    assert shared_list(documents[0], (), "../../") is None


def test_the_page_of_the_most_copied_passages_begins_with_what_most_have(corpus):
    often, once = words(60, "often"), words(90, "once")
    bodies = [f"{words(60, str(number))}。{often}" for number in range(4)]
    documents = corpus(*bodies, f"{words(60, 'x')}。{once}", f"{words(60, 'y')}。{once}")
    entries, texts = {one.id: entry(one) for one in documents}, {one.id: one.text for one in documents}
    copied = most_copied(found(documents), entries, texts.__getitem__)
    assert [len(one.later) + 1 for one in copied] == [4, 2]
    [page] = reuse_pages(copied)
    assert page.body.index(often) < page.body.index(once)
    assert "数字、字母、标点和隐去之处不同，也算相同" in page.body
    [empty] = reuse_pages([])
    assert "还没有" in empty.body
