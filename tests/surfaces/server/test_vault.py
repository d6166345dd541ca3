"""Recordings at rest: what is sealed reads as it came in, from any place; what was changed is refused."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belwijs.call import Problem
from belwijs.surfaces.server.settings import ServerSettings
from belwijs.surfaces.server.vault import BrokenSealError, Vault, new_key, read_keys, vault_of

CHUNK = 65_536
ONE, OTHER = b"1" * 32, b"2" * 32


def _bytes(size: int) -> bytes:
    return bytes((n * 7 + n // 251) % 256 for n in range(size))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
@pytest.mark.parametrize("keys", [(), (ONE,)])
def test_what_went_in_comes_out(tmp_path: Path, size: int, keys: tuple[bytes, ...]) -> None:
    vault, plain = Vault(tmp_path, keys), _bytes(size)
    stored = vault.write("2026/11/call.mp3", io.BytesIO(plain))
    assert (stored.size, vault.size(stored.path), stored.is_encrypted) == (size, size, bool(keys))
    with vault.open(stored.path) as file:
        assert file.read() == plain
    on_disk = (tmp_path / stored.path).read_bytes()
    assert (on_disk == plain) is not bool(keys)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 3 * CHUNK + 9), st.integers(0, 3 * CHUNK + 20), st.integers(0, 3 * CHUNK + 20))
def test_any_range_is_that_range(tmp_path_factory: pytest.TempPathFactory, size: int, a: int, b: int) -> None:
    folder = tmp_path_factory.mktemp("vault")
    vault, plain = Vault(folder, (ONE,)), _bytes(size)
    stored = vault.write("call", [plain])
    assert b"".join(vault.part(stored.path, a, b)) == plain[a:b]
    shutil.rmtree(folder)


@pytest.mark.parametrize("at", [3, 12, 20, 40, CHUNK + 60, -1])
def test_one_changed_bit_is_refused(tmp_path: Path, at: int) -> None:
    vault = Vault(tmp_path, (ONE,))
    path = tmp_path / vault.write("call", [_bytes(2 * CHUNK)]).path
    changed = bytearray(path.read_bytes())
    changed[at] ^= 1
    path.write_bytes(changed)
    with pytest.raises(BrokenSealError), vault.open("call.sealed") as file:
        file.read()


def test_chunks_that_are_cut_off_or_swapped_are_refused(tmp_path: Path) -> None:
    vault = Vault(tmp_path, (ONE,))
    path = tmp_path / vault.write("call", [_bytes(3 * CHUNK)]).path
    sealed, step = path.read_bytes(), CHUNK + 16
    header, chunks = sealed[:32], [sealed[32 + n * step : 32 + (n + 1) * step] for n in range(3)]
    for wrong in ([chunks[0], chunks[1]], [chunks[1], chunks[0], chunks[2]], [chunks[0], chunks[2]]):
        path.write_bytes(header + b"".join(wrong))
        with pytest.raises(BrokenSealError), vault.open("call.sealed") as file:
            file.read()


def test_an_older_key_still_opens_and_a_lost_one_says_so(tmp_path: Path) -> None:
    Vault(tmp_path, (ONE,)).write("old", [b"hello"])
    both = Vault(tmp_path, (OTHER, ONE))
    both.write("new", [b"hello"])
    assert {both.open(name).read() for name in ("old.sealed", "new.sealed")} == {b"hello"}
    with pytest.raises(BrokenSealError, match="key that is not here"):
        Vault(tmp_path, (OTHER,)).open("old.sealed")


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "", "a\\b", "a\0b"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    vault = Vault(tmp_path / "audio")
    for use in (vault.open, vault.size, vault.remove):
        with pytest.raises(Problem, match="leads out"):
            use(name)
    with pytest.raises(Problem, match="leads out"):
        vault.write(name, [b"x"])


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(new_key() + "\n")
    file.chmod(0o640)
    with pytest.raises(Problem, match="others can read"):
        read_keys(file)
    file.chmod(0o600)
    assert vault_of(ServerSettings(folder=tmp_path, encryption_key_file=file)).seals


@pytest.mark.parametrize("content", ["", "no key", "c2hvcnQ=", "é"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key"
    file.write_text(content, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(Problem, match="key"):
        read_keys(file)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    vault = Vault(tmp_path)

    def full() -> object:
        raise OSError(28, "No space left on device")
        yield b""

    with pytest.raises(Problem, match="disk of the recordings is full"):
        vault.write("call", full())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_removing_takes_the_empty_folder_along(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.write("12/a", [b"x"])
    vault.write("12/b", [b"x"])
    assert vault.remove("12/a")
    assert not vault.remove("12/a")
    assert list(vault.names()) == ["12/b"]
    vault.remove("12/b")
    assert list(tmp_path.iterdir()) == []
