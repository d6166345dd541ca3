"""Telephone numbers: one spelling for all, however somebody or an exchange writes them."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

LONGEST = 40  # characters of the column
SHORT = 7  # digits: what is shorter is an extension or a short number, and stays as it is
_ANONYMOUS = re.compile(r"anonym|unknown|onbekend|withheld|private|restricted|unavailable", re.IGNORECASE)


def e164(written: str, region: str = "NL") -> str:
    """The number in E.164; digits as they came where it is no number of the network; "" where none was given.

    +31 20 555 01 01, 0031205550101, (020) 555 01 01, tel:+31-20-5550101 and sip:020 5550101@exchange are one number.

    Args:
        written: as somebody wrote it or an exchange sent it; may be anything.
        region: country of numbers without a country code, ISO 3166 ("NL", "BE").
    """
    bare = _bare(written)
    digits = re.sub(r"\D", "", bare)
    if not digits:
        return ""
    plus = bare.startswith("+")
    if len(digits) < SHORT:
        return digits
    try:
        number = phonenumbers.parse(f"+{digits}" if plus else digits, None if plus else region)
    except NumberParseException:
        return _as_it_came(digits, plus)
    if not phonenumbers.is_possible_number(number):
        return _as_it_came(digits, plus)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown(number: str, region: str = "NL") -> str:
    """The number as people of the region write it: 020 555 0101 at home, +32 2 555 12 12 abroad."""
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number, None)
    except NumberParseException:
        return number
    home = phonenumbers.country_code_for_region(region) == parsed.country_code
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def is_extension(number: str) -> bool:
    """Whether it is the number of a telephone in the house: digits only, too few for a number of the network."""
    return number.isdigit() and len(number) < SHORT


def is_dialable(number: str) -> bool:
    """Whether somebody could be called back at it: a number of the network, in E.164."""
    return number.startswith("+") and len(number) > SHORT


def _as_it_came(digits: str, plus: bool) -> str:
    return ("+" if plus else "")[:1] + digits[: LONGEST - 1]


def _bare(written: str) -> str:
    """Without scheme, host, parameters and display name; "(0)" only says how to dial; a leading 00 stands."""
    text = unicodedata.normalize("NFKC", written[:400]).strip()
    if inside := re.search(r"<([^>]*)>", text):
        text = inside.group(1)
    text = re.sub(r"^\s*(tel|sips?|callto):/{0,2}", "", text, flags=re.IGNORECASE).split("@")[0].split(";")[0]
    if _ANONYMOUS.search(text):
        return ""
    text = text.replace("(0)", "").strip()
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    sign = "+" if re.match(r"[^\d+]*\+", text) else ""
    return sign + re.sub(r"\D", "", text)
