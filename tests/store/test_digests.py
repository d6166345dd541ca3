"""What is kept of a secret."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from belwijs.store.digests import digest_of


def test_it_is_sha256() -> None:
    """FIPS 180-2, appendix B.1: the digest of "abc"."""
    assert digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(st.binary(max_size=60))
def test_whatever_a_header_holds_has_one(sent: bytes) -> None:
    assert len(digest_of(sent.decode("utf-8", "surrogateescape"))) == 64
