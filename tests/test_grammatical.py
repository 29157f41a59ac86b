"""Words that may be fillers are none where the sentence needs them, though a pause follows."""

from __future__ import annotations

import pytest

from voicemock.analyze import fillers
from voicemock.content.phrases import filler_list
from voicemock.language import get
from voicemock.testing import activity
from voicemock.values.answer import Transcript, Word
from voicemock.values.interview import LanguageCode

# Each line: whether it is a filler, and the text with the word and the pause: [word]|.
_EN = """
- I wrote it down [so]| I would not forget.
- What is the weather [like]| in your town?
- When I say calm [I mean]| really calm.
- It took a week or [so]|, and then she wrote to me.
- I was asked to call, and I did [so]| the same day.
- They told me to do [so]| in the first week.
- I think [so]| and my manager agreed.
- I hope [so]|, because it was a lot of work.
- If [so]| I call them back.
- He was late and even [so]| we served him.
- I sorted letters, parcels and [so]| on all day.
- The line was [so]| long that people left.
- I was [so]| happy that she came back.
- He told me [so]| on the phone.
- My colleagues did it as [well]| on Fridays.
- That went [well]| until the summer.
- I know the shop very [well]| and the people too.
- She treated me [well]| from the first day.
- I would [like]| to learn more.
- I [like]| to help people.
- It did not feel [like]| a job.
- Something [like]| this never happened again.
- What was it [like]| in your first week?
- She looked [like]| somebody who needs help.
- Do [you know]| our new product?
- As [you know]| we close at six.
- I asked whether, what [I mean]| is clear.
- That is what [I mean]| by service.
+ We were, [so]| about forty people.
+ I wrote to the, [so]| the manager of the shop.
+ I called the man and [so]| I mean the customer.
+ We had [so]| a queue at the door.
+ It was [like]| thirty people.
+ There were [like]| three of us.
+ I was working for [like]| two years.
+ We had to, [like]| wait outside.
+ I said that, [well]| we can do it.
+ I asked him and [well]| he left.
+ My job was to [well]| answer the phone.
+ There was a, [you know]| a long queue.
+ I was in the shop, [you know]| every day.
+ The customer was [you know]| very loud.
+ We had a problem with, [I mean]| with a parcel.
+ The boss, [I mean]| the manager came.
+ I took the [you know]| the red one.
+ We sold [like]| everything there.
+ The people were, [like]| really angry.
+ It was a, [well]| a small mistake.
+ She came with, [like]| three friends.
+ It took us [like]| half a day.
+ I wrote it down, [you know]| on paper.
"""
_ZH = """
- 我说的就是[那个]|人。
- 我一直记得[那个]|冬天，特别冷。
- 我们店[就是]|这样做的。
- 我一直记得[那个]|时候大家都很忙。
- 他问我[这个]|问题怎么办。
- 我最后选了[那个]|，他很满意。
- 客户要的是[这个]|，不是蓝色的。
- 我负责[这个]|，同事负责退货。
- 后来[那个]|客户又来了。
- 我当时接了[那个]|电话。
- 我还处理过[这个]|订单。
- 我最大的优点[就是]|耐心。
- 最重要的原因[就是]|沟通不够。
- 我的目标[就是]|让客户满意。
- 客服[就是]|解决问题的人。
- 那[就是]|我们的错。
- 也[就是说]|他当天收到了。
- 我的意思[就是说]|先退款。
- 这[就是]|我的经历。
- 我先查订单[然后]|给他回电。
- 首先安抚他[然后]|再解释。
- 退款的金[额]|是三百。
- 这个名[额]|留给他。
- 他说好[啊]|，那就这样。
- 客户很着急[啊]|，因为明天要用。
+ 我想要[那个]|蓝色的。
+ 我在[那个]|嗯网店上班。
+ 我就把[这个]|嗯退给他。
+ 我们那边，[那个]|比较忙。
+ 我就，[那个]|给他换了。
+ 他说，[这个]|我不太清楚。
+ 我觉得[这个]|怎么说呢很难。
+ 我跟他讲[那个]|先别急。
+ 我查了一下，[就是]|物流的信息。
+ 他很生气，[就是]|一直在喊。
+ 我们有时候，[就是]|会很忙。
+ 我帮他，[就是说]|重新下单。
+ 我去仓库，[就是]|找那个箱子。
+ 我打电话过去[然后]|他没接。
+ 我查了系统，[然后]|打给客户。
+ 他把货退了，[然后]|我登记。
+ 我想，[额]|给他补一张券。
+ 我想，[恩]|给他补一张券。
- 我对他一直很感[恩]|，他教了我很多。
+ 我在一家，[额]|网店做客服。
+ 我们就，[啊]|给他退了。
+ 他打来，[啊]|说没收到。
+ 我记得，[那个]|一共三次。
+ 我会，[这个]|尽量快一点。
"""


def _cases(table: str) -> list[tuple[bool, str]]:
    return [(line[0] == "+", line[2:]) for line in table.strip().splitlines()]


def _counted(text: str, code: LanguageCode) -> list[int]:
    """Where fillers begin in a text; half a second of silence lies at ``|``, 0.3 s are a token."""
    plain = text.replace("[", "").replace("]", "")
    pause, plain = plain.index("|"), plain.replace("|", "")
    words: list[Word] = []
    for number, token in enumerate(get(code).tokens(plain)):
        at = 0.3 * number + 0.5 * (token.start >= pause)
        if not words or words[-1].at != token.start:
            words.append(Word(plain[token.start : token.end], at, at + 0.3, None, token.start))
    begun = next(word.start_s for word in words if word.at >= pause)
    speech = activity((0.0, begun - 0.5), (begun, words[-1].end_s))
    heard = Transcript(plain, "fake", words=tuple(words))
    found = fillers.measure(speech, heard, None, filler_list(code), get(code))
    starts = {word.start_s: word.at for word in words}
    return [starts[one.start_s] for one in found.items if one.heard != "嗯"]


@pytest.mark.parametrize(("filler", "text"), _cases(_EN))
def test_english_words_are_fillers_where_the_sentence_needs_none(filler: bool, text: str) -> None:
    assert _counted(text, "en") == ([text.index("[")] if filler else [])


@pytest.mark.parametrize(("filler", "text"), _cases(_ZH))
def test_mandarin_words_are_fillers_where_the_sentence_needs_none(filler: bool, text: str) -> None:
    assert _counted(text, "zh") == ([text.index("[")] if filler else [])
