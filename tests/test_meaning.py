"""`voicemock.language.meaning`: sentences that say the same lie near each other, in either language."""

from __future__ import annotations

import numpy as np
import pytest

from voicemock.language.meaning import SIZE, vectors


def test_what_says_the_same_lies_near_in_both_languages() -> None:
    english, mandarin, other = vectors(
        ["I am sorry for the delay.", "很抱歉让您久等了。", "The museum opens at nine."]
    )
    assert english @ mandarin > 0.4
    assert english @ other < 0.3


@pytest.mark.parametrize("text", ["a café in Köln", "안녕하세요", "Привет", "🙂", " "])
def test_letters_of_which_nothing_is_known_do_no_harm(text: str) -> None:
    [vector] = vectors([text])
    assert vector.shape == (SIZE,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_no_text_is_no_row() -> None:
    assert vectors([]).shape == (0, SIZE)
