"""A code is long, easy to read and to type, and tells a slip of the pen."""

import pytest

from committee_app import codes


def test_a_code_has_a_hundred_bits_by_chance_and_a_check_group() -> None:
    drawn = {codes.new() for _ in range(200)}
    assert len(drawn) == 200
    assert len(codes.SIGNS) == 32
    assert 5 * codes.BY_CHANCE == 100
    for code in drawn:
        assert codes.WRITTEN.fullmatch(code)
        assert codes.read(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: f"  {code.replace('-', ' – ')}\n",
        lambda code: code.replace("0", "O").replace("1", "l"),
    ],
)
def test_a_code_is_taken_as_people_type_it(typed: object) -> None:
    for _ in range(50):
        code = codes.new()
        assert codes.read(typed(code)) == code  # type: ignore[operator] # typed takes the code


def test_one_wrong_sign_is_found() -> None:
    found = tried = 0
    for _ in range(20):
        signs = codes.new().replace("-", "")
        for at, right in enumerate(signs):
            for wrong in codes.SIGNS:
                if wrong != right:
                    tried += 1
                    found += codes.read(signs[:at] + wrong + signs[at + 1 :]) is None
    assert tried == 20 * 24 * 31
    # By chance one in a million passes.
    assert tried - found <= 1


@pytest.mark.parametrize("typed", ["", "-", "0" * 24, "7K3M-Q9WX", "ü" * 24, "\0" * 24, "7" * 10_000, "' OR 1=1 --"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert codes.read(typed) is None


def test_only_a_hash_is_kept_and_it_depends_on_every_sign() -> None:
    code = codes.new()
    assert code not in codes.hash_of(code)
    assert len({codes.hash_of(code), codes.hash_of(code[:-1]), codes.hash_of(codes.new())}) == 3
