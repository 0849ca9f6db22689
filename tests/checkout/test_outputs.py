"""What cleaning hides stands in nothing that is made of a document: every byte of every output is read for it.

Twenty reports with names, numbers and addresses that nobody has; then all that a project publishes or prints of them.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import quote, unquote
from zipfile import ZipFile, is_zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from chengwen.checkout.report import as_markdown, effects
from chengwen.cli.main import cli
from chengwen.site.build.build import build

ROOT = Path(__file__).parents[2]
DOCUMENTS = 20
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋"
RARE = "翀沨昉珝旻玥祎骞弢翯婳韫璟琎赟淏烨昶隽煜"
"""For given names: no other text of the project has two of them together, so that the pair alone tells."""
CLAUSES = (
    "坚持用党的创新理论凝心铸魂 推动主题教育走深走实 严格落实三会一课制度 健全网格化管理服务体系 常态化开展环境卫生整治 深入推进厕所革命"
    " 不断壮大村级集体经济 盘活闲置校舍与厂房 建成高标准农田 完善垃圾分类收运链条 压实河湖长制责任 扎实开展防汛演练 排查整治安全隐患"
    " 优化便民服务大厅窗口 推行一次办好改革 用好考核指挥棒 选优配强后备力量 提升干部队伍素质 持续纠治形式主义 加强廉政风险防控"
    " 关爱留守儿童与独居老人 办好家门口的实事 引导群众移风易俗 弘扬崇德向善新风 培育特色种植产业 拓宽农产品销售渠道 落实惠农补贴政策"
    " 筑牢疫病防控屏障 规范财务公开程序 畅通诉求反映渠道 化解邻里矛盾纠纷 维护社会大局稳定"
).split()
PRIVATE = (".rows.jsonl.chengwen/", ".folder.chengwen/", "folder.rejects.jsonl")
"""Working papers of a run: they name input files, as they must, and docs/corpora.md says not to publish them."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Planted:
    """A report, what lies beside it, and what nobody may learn from either."""

    name: str
    text: str
    sidecar: str
    secrets: tuple[str, ...]


def plant(number: int) -> Planted:
    """Make one report; the same number makes the same."""
    random = Random(number)
    given = ["".join(random.sample(RARE, 2)) for _ in range(3)]
    first, second, third = (random.choice(SURNAMES) + one for one in given)
    mobile, card = f"13{random.randrange(10**8, 10**9)}", luhn(f"622848{random.randrange(10**11, 10**12)}")
    landline, identity = f"0717-6{random.randrange(10**5, 10**6)}", identity_number(random)
    street, room = f"{''.join(random.sample(RARE, 2))}路", f"{random.randrange(11, 400)}号"
    address, mail = f"{street}{room}", f"wx{random.randrange(10**6, 10**7)}@example.cn"
    seller = f"zl{random.randrange(10**6, 10**7)}"
    work, problems, plans = ("；".join(random.sample(CLAUSES, 8)) for _ in range(3))
    text = (
        f"更多资料请加微信：{seller}\n{2010 + number % 10}年第{number + 1}季度党建工作总结\n"
        f"报告人：{first}\n一、强化组织领导\n镇党委书记{second}主持召开会议{number + 3}次，审议事项{number + 7}件。"
        f"{second}同志强调，要{work}。\n二、存在问题\n村民{third}（身份证号{identity}）反映道路损坏，"
        f"家住河东区{address}，卡号{card}。还需{problems}。\n三、下一步打算\n{plans}。\n"
        f"联系人：{first}，电话{mobile}、{landline}，邮箱{mail}。\n"
    )
    sidecar = (
        f'url = "https://example.cn/{quote(first)}/{number}.html"\nrights = "据{first}所发"\n'
        f'[metadata]\nauthor = "{first}"\n[[also]]\nurl = "https://example.cn/{second}.html"\ncompiled_by = ["{third}"]\n'
    )
    return Planted(
        f"{first}述职{number}",
        text,
        sidecar,
        (first, second, third, *given, mobile, card, landline, identity, address, mail, seller),
    )


def identity_number(random: Random) -> str:
    digits = f"420502{random.randrange(1950, 2000)}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
    digits += f"{random.randrange(1000):03}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


def luhn(digits: str) -> str:
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(digits))]
    return digits + str(-sum(d - 9 * (d > 9) for d in doubled) % 10)


def told(text: str) -> str:
    """Undo what a format does to letters, and take out spaces: the search index parts all characters by them."""
    text = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return re.sub("[ \n\u200b]", "", text + unquote(text) + html.unescape(text))


def contents(path: Path) -> Iterator[bytes]:
    """Give what a file holds, unpacked as far as it goes."""
    data = path.read_bytes()
    yield data
    if data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    elif path.suffix == ".zst":
        yield pa.input_stream(path, compression="zstd").read()
    elif path.suffix == ".parquet":
        yield json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False, default=str).encode()
    elif is_zipfile(path):
        with ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())


@pytest.fixture(scope="module")
def planted() -> list[Planted]:
    return [plant(number) for number in range(DOCUMENTS)]


@pytest.fixture(scope="module")
def leaks(planted: list[Planted]) -> Callable[[str], list[str]]:
    """Give a function that finds what is told in a text, cheaply: one look for all that was planted."""
    any_secret = re.compile("|".join(re.escape(secret) for one in planted for secret in one.secrets))
    return lambda text: any_secret.findall(told(text))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, planted: list[Planted]) -> Path:
    root = tmp_path_factory.mktemp("checkout")
    for folder in ("raw", "cleaned", "inbox"):
        (root / folder).mkdir()
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copy(ROOT / "mkdocs.yml", root)
    for number, one in enumerate(planted):
        (root / "raw" / f"{number:03}.txt").write_text(one.text, encoding="utf-8")
        (root / "raw" / f"{number:03}.toml").write_text(one.sidecar, encoding="utf-8")
        (root / "inbox" / f"{one.name}.txt").write_text(one.text, encoding="gb18030")
        (root / "inbox" / f"{one.name}.toml").write_text(one.sidecar, encoding="utf-8")
    return root


@pytest.fixture
def run(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a command in the checkout; gives all that it prints."""
    monkeypatch.chdir(checkout)

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli, arguments)
        assert result.exit_code == code, result.output
        return result.output

    return run


def files_that_tell(folder: Path, leaks: Callable[[str], list[str]]) -> dict[str, list[str]]:
    """Read every file of a folder, its name too."""
    read = {
        path.relative_to(folder).as_posix(): [
            found for data in (path.name.encode(), *contents(path)) for found in leaks(data.decode("utf-8", "replace"))
        ]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    assert read
    return {name: found for name, found in read.items() if found}


def test_what_is_planted_is_seen_where_it_stands(checkout, planted, leaks):
    """Or the tests below could not fail."""
    assert len(files_that_tell(checkout / "raw", leaks)) == 2 * DOCUMENTS
    for one in planted:
        assert set(one.secrets) <= {secret for secret in one.secrets if leaks(secret)}
    assert files_that_tell(ROOT / "docs", leaks) == {}


def test_cleaned_files_and_what_the_commands_print(checkout, run, leaks):
    """`diff` and `add` alone quote what was hidden, to whoever has the raw file."""
    shutil.rmtree(checkout / "cleaned")
    said = [run("clean", "--diff", code=1), run("clean", "--check", code=1), run("clean"), run("check")]
    said += [run("clean", "raw/003.txt", "--json"), run("clean", "--diff")]
    assert [leaks(text) for text in said] == [[]] * len(said)
    assert files_that_tell(checkout / "cleaned", leaks) == {}
    assert files_that_tell(checkout / ".cache", leaks) == {}


def test_the_comment_on_a_change_that_hides_more(checkout, run, leaks):
    """What an earlier version left open is not shown again by the comparison with it."""
    run("clean")
    run("clean", "raw", "--out", "open/cleaned", "--skip", "private")
    assert files_that_tell(checkout / "open", leaks)
    found = list(effects(checkout / "open", checkout))
    assert len(found) == DOCUMENTS
    assert leaks(as_markdown(found, DOCUMENTS)) == []


def test_the_site_its_search_index_feeds_and_downloads(checkout, run, leaks):
    run("clean")
    build(checkout, checkout / "site")
    assert list((checkout / "site").glob("find/texts/*.bin"))
    assert files_that_tell(checkout / "site", leaks) == {}
    assert leaks(run("check")) == []


def test_data_sets_in_every_form(checkout, run, leaks):
    run("clean")
    for name in ("set", "rows.jsonl", "rows.jsonl.gz", "rows.jsonl.zst", "all.txt"):
        run("export", "--out", f"published/{name.partition('.')[2] or 'folder'}/{name}")
    run("export", "--out", "published/sections", "--sections", "--format", "jsonl")
    assert files_that_tell(checkout / "published", leaks) == {}


def test_a_corpus_its_rejects_state_and_figures(checkout, run, planted, leaks):
    lines = [json.dumps({"id": str(number), "text": one.text}) for number, one in enumerate(planted)]
    broken = [f'{{"id": "x", "text": "{planted[0].text}', json.dumps({"id": "y", "text": [planted[1].text]})]
    (checkout / "rows.jsonl").write_text("\n".join([*lines, *broken]), encoding="utf-8")
    (checkout / "inbox" / f"{planted[2].name}副本.txt").write_bytes(b"%PDF-1.7\n\0\1\2" * 9)
    common = ("--jobs", "1", "--stats", "corpus/stats.json")
    said = run("clean", "rows.jsonl", "--out", "corpus/rows.jsonl", *common, code=3)
    said += run("clean", "inbox", "--out", "corpus/folder", "--format", "parquet", "--dedup", "near", *common, code=3)
    assert leaks(said) == []
    telling = files_that_tell(checkout / "corpus", leaks)
    assert [name for name in telling if not name.startswith(PRIVATE)] == []
    names = set(leaks("".join(one.name for one in planted)))
    assert [found for found in telling.values() if not set(found) <= names] == []
