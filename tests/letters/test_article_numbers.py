"""Certified-mail numbers: the published samples of law.md 3.13 and 3.14, typed as people type them."""

import pytest

from letters.article_number import article_number, fits


@pytest.mark.parametrize(
    "typed",
    ["7112 3456 7891 2345 6787", "0307-1790-0005-2348-3741", "9400 1112 0108 0805 4830 16", "71969010756003077385"],
)
def test_the_published_samples_pass(typed: str) -> None:
    assert article_number(typed).warning is None


def test_a_wrong_check_digit_is_a_warning_and_not_a_refusal() -> None:
    number = article_number("0307 1790 0005 2348 3742")
    assert number.digits == "03071790000523483742"
    assert number.warning is not None
    assert "0307 1790 0005 2348 3742" in number.warning


def test_every_single_wrong_digit_is_noticed() -> None:
    right = "9400111201080805483016"
    assert fits(right)
    for place, digit in enumerate(right):
        for other in set("0123456789") - {digit}:
            assert not fits(right[:place] + other + right[place + 1 :])


@pytest.mark.parametrize(
    "typed", ["", "123", "9" * 21, "9" * 23, "94001112010808054830AB", "٩" * 22, "9400\x00" + "1" * 17]
)
def test_other_lengths_and_characters_are_refused_with_words(typed: str) -> None:
    with pytest.raises(ValueError, match="certified mail number"):
        article_number(typed)
