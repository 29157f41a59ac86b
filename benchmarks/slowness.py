"""Looks for text that takes longer than its length: every function that reads what people write.

``python -m benchmarks.slowness [--size 20000] [--only NAME]``: each function is given one piece
repeated to ``size`` and to twice that many characters; what takes over `WORTH_S` and grows more than
`STEEP` times is printed, with its cost at the size it has to bear (a transcript of 100 kB, an advert
of 1 MB). Each runs in a child with a time limit.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Callable
from typing import Any

from voicemock.analyze import structure
from voicemock.analyze.analysis import _foreign
from voicemock.content import packs
from voicemock.content.frameworks import framework_list, steps_of
from voicemock.content.phrases import phrase_list
from voicemock.files.toml import masked
from voicemock.i18n.library_messages import said
from voicemock.job import description
from voicemock.job.keywords import keywords
from voicemock.language import discourse, get, interrogatives, quantities
from voicemock.language.base import clauses, sentences
from voicemock.language.matching import PhraseFinder
from voicemock.transcribe.hallucinations import _AGAIN_AND_AGAIN
from voicemock.values.interview import LanguageCode, Phrase

WORTH_S = 0.3
STEEP = 3.0
LIMIT_S = 60.0

PIECES = (
    "a", "a ", "A", "1", "1 ", "1,", "1.", "1:", "0 ", "'", "a'", "a'a", "-", "- ", " -", "a-", "a.",
    ".", ". ", ",", ", ", " ", "\t", "\n", " \n", "\n- ", "\n1. ", "[", "{", "{ ", "(", "“", "「", "‘",
    '"', "【", "?", "？", "。", "，", ":", "：", "/", "%", "$", "€", "24/7 ", "twenty ", "one ", "and a ",
    "hundred ", "years ", "a year ", "i ", "I ", "i can ", "not ", "why ", "can you ", "we ", "who ",
    "i'm ", "um ", "to ", "so ", "please ", "一", "十", "百", "千", "万", "两", "年", "个", "零", "我", "我们",
    "您", "不", "没", "了", "的", "是", "为什么", "吗", "嗯", "那个", "我会", "请问", "能不能", "多少",
    "任职要求", "负责", "e", "ee", "ion", "ing ", "s ", "es ", "\u00e9", "e\u0301", "\u0301", "中", "中a",
    "a中", "1年", "百分之", "<", "<p", "<p ", "|", "*", "#", "_", "…", "—", "– ", "3,000 ", "9" * 50 + " ",
    "b" * 50 + " ", "refund ", "refund-", "customer service ", "客户服务", "handling of ", "a b c d ",
    "aaaa ", "的的", "x1 ", "C++ ", "，我", "我，", "，但是", "but ", ", but ", "that's our policy ",
    "这是规定",
)  # fmt: skip


def _functions(code: LanguageCode) -> dict[str, tuple[int, Callable[[str], Any]]]:
    """What to try, and how many characters it has to bear."""
    language, phrases, frameworks = get(code), phrase_list(code), framework_list(code)
    finder = PhraseFinder(phrases.phrases, language)
    pack = packs.default_pack(code)
    terms = tuple(dict.fromkeys(term for one in pack.questions for term in one.terms))
    step_finder = PhraseFinder(
        [
            Phrase(f"{n}", "positive", rule.say, "", rule.unless)
            for n, rule in enumerate(steps_of(frameworks, "star"))
        ],
        language,
    )
    speech, advert = 100_000, 1_000_000
    return {
        "normalize": (advert, language.normalize),
        "tokens": (speech, language.tokens),
        "count_units": (speech, language.count_units),
        "gives_evidence": (speech, language.gives_evidence),
        "clauses": (speech, clauses),
        "sentences": (speech, sentences),
        "phrases": (speech, finder.find),
        "steps": (speech, step_finder.find),
        "terms": (speech, structure._word_finder(terms, language).find),
        "asking": (speech, lambda text: interrogatives.questions(text, code)),
        "to_interviewer": (speech, lambda text: interrogatives.to_interviewer(text, code)),
        "pronouns": (speech, lambda text: interrogatives.pronouns(text, code)),
        "quantities": (speech, lambda text: quantities.quantities(text, code)),
        "deeds": (speech, lambda text: discourse.deeds(text, [], language)),
        "outcomes": (speech, lambda text: discourse.outcomes(text, [(0, 1)], language)),
        "promises": (speech, lambda text: discourse.promises(text, [(0, 1)], language)),
        "opening": (speech, lambda text: discourse.opening(text, len(text), language)),
        "foreign": (speech, lambda text: _foreign(text, code)),
        "loops": (speech, _AGAIN_AND_AGAIN.search),
        "said": (10_000, said),
        "masked": (advert, masked),
        "placeholders": (20_000, packs._PLACEHOLDER.findall),
        "company": (10_000, lambda text: description.company_words("x," + text)),
        "keywords": (advert, lambda text: keywords(text, code)),
        "html": (advert, description._HTML.search),
    }


def _timed(code: LanguageCode, name: str, text: str, answer: Any) -> None:
    function = _functions(code)[name][1]
    function(text[:200])
    began = time.process_time()
    function(text)
    answer.put(time.process_time() - began)


def seconds(code: LanguageCode, name: str, text: str) -> float:
    """Processor time of a call, in a child that is ended after `LIMIT_S`."""
    context = multiprocessing.get_context("fork")
    answer = context.Queue()
    child = context.Process(target=_timed, args=(code, name, text, answer))
    child.start()
    try:
        taken: float = answer.get(timeout=LIMIT_S)
    except Exception:
        taken = float("inf")
    child.kill()
    child.join()
    return taken


def main() -> None:
    """Print what is steep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--only")
    options = parser.parse_args()
    for code in ("zh", "en"):
        for name, (must, function) in _functions(code).items():
            if options.only not in (None, name):
                continue
            worst, slow = (0.0, ""), []
            for piece in PIECES:
                text = (piece * (options.size // len(piece) + 1))[: options.size]
                function(text[:200])
                began = time.process_time()
                function(text[: options.size // 8])
                eighth = time.process_time() - began
                once = seconds(code, name, text) if eighth > WORTH_S else _quick(function, text)
                worst = max(worst, (once, piece))
                if once > WORTH_S and once > STEEP / 2 * 8 * max(eighth, 1e-3):
                    slow.append(f"{piece!r} {eighth:.2f} -> {once:.2f} s")
            scale = must / options.size
            print(f"{code} {name:15} worst {worst[0]:6.2f} s at {worst[1]!r}; as a line of "
                  f"{must} characters {worst[0] * scale:.1f} s", flush=True)  # fmt: skip
            for one in slow:
                print(f"     STEEP {one}", flush=True)


def _quick(function: Callable[[str], Any], text: str) -> float:
    began = time.process_time()
    function(text)
    return time.process_time() - began


if __name__ == "__main__":
    main()
