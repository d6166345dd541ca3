"""Many organisations in one house: which client a call was for, and what a client's playbook takes over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

SHORT = 6  # digits: a shorter number (14020, an extension) has to be the same as a whole
COUNTRY = 3  # digits of a country code at most
OF_ITS_OWN = ("spellings", "products")  # of a house; these go with the organisation's name and are not taken over


def digits(number: str) -> str:
    """The digits of a telephone number, tel: or sip: address, without what only says how to dial: 00, 0, a host."""
    bare = re.sub(r"^(tel|sips?):", "", number.strip(), flags=re.IGNORECASE).split("@")[0].split(";")[0]
    bare = bare.replace("(0)", "")
    return re.sub(r"\D", "", bare).lstrip("0")


def same_number(one: str, other: str) -> bool:
    """Whether two ways of writing are the same number: +31 20 555 01 01, 0031205550101 and 020-5550101 are."""
    a, b = sorted((digits(one), digits(other)), key=len)
    if len(a) < SHORT:
        return bool(a) and a == b
    return b.endswith(a) and len(b) - len(a) <= COUNTRY


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for capitals, accents, marks and spaces."""
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in letters if c.isalnum())


def any_number(number: str | None, of: Iterable[str]) -> bool:
    """Whether a number is one of these."""
    return number is not None and any(same_number(number, one) for one in of)


def any_name(name: str | None, of: Iterable[str]) -> bool:
    """Whether a name is one of these."""
    return name is not None and any(same_name(name, one) for one in of)


def on_top(own: Mapping[str, Any], client: Mapping[str, Any]) -> dict[str, Any]:
    """A client's settings on top of the house's own.

    Sections, weights and own practices are taken over setting by setting; a list or a single value replaces the
    house's. A client that names its organisation does not take over the spellings and products of the house.
    """
    inherited = {k: v for k, v in own.items() if k not in ("clients", "called")}
    house = client.get("house")
    if isinstance(house, Mapping) and "organisation" in house and isinstance(inherited.get("house"), Mapping):
        inherited["house"] = {k: v for k, v in inherited["house"].items() if k not in OF_ITS_OWN}
    return _laid(inherited, client, depth=2)


def _laid(under: Mapping[str, Any], over: Mapping[str, Any], depth: int) -> dict[str, Any]:
    made = dict(under)
    for key, value in over.items():
        if depth > 1 and isinstance(value, Mapping) and isinstance(made.get(key), Mapping):
            made[key] = _laid(made[key], value, depth - 1)
        else:
            made[key] = value
    return made
