"""Run the Data-Juicer chain nearest to our cleaning: the eleven operators one would choose for Chinese reports.

    python chain_data_juicer.py INPUT OUT PROCESSES < PATTERNS

bench_peers.py runs this in an environment of its own. INPUT is a folder of *.jsonl, or of *.txt, each one document;
PATTERNS is a JSON list of patterns of adverts to remove.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from data_juicer.config import init_configs
from data_juicer.core import DefaultExecutor
from data_juicer.ops import base_op


def chain(adverts: list[str]) -> list[dict[str, object]]:
    """Return the operators with their options; all others are at their defaults."""
    return [
        {"fix_unicode_mapper": None},
        {"clean_links_mapper": None},
        {"clean_email_mapper": None},
        {"clean_ip_mapper": None},
        {"clean_copyright_mapper": None},
        {"remove_specific_chars_mapper": None},
        {"pii_redaction_mapper": None},
        {"replace_content_mapper": {"pattern": adverts, "repl": [""] * len(adverts)}},
        {"replace_content_mapper": {"pattern": "[xX*×]{1,4}", "repl": "〖〗"}},
        {"remove_repeat_sentences_mapper": None},
        {"whitespace_normalization_mapper": None},
    ]


def main() -> None:
    """Run the chain."""
    folder, out, processes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    out.mkdir()
    options = {
        "dataset_path": str(next(folder.glob("*.jsonl"), folder)),
        "export_path": str(out / "clean.jsonl"),
        "np": processes,
        "use_cache": False,
        "open_tracer": False,
        "process": chain(json.load(sys.stdin)),
    }
    config = out / "chain.json"  # JSON is valid YAML
    config.write_text(json.dumps(options, ensure_ascii=False), encoding="utf-8")
    base_op.free_models = lambda *_, **__: None  # it requires torch, and no operator here has a model
    DefaultExecutor(init_configs(["--config", str(config)])).run()


if __name__ == "__main__":
    main()
