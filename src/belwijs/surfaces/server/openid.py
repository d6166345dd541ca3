"""Logging in with OpenID Connect: the code flow with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9207, RFC 9700).

What has to be remembered between going to the provider and coming back is one random secret in a cookie of this
browser; state, nonce and code verifier are made of it, so nothing is kept here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from belwijs.call import Problem
from belwijs.surfaces.server.rights import ROLES, Role
from belwijs.surfaces.server.settings import OpenIdConnect

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures with a public key only: `none` and shared secrets are no proof of who signed."""
SECONDS = 10.0  # that the provider may take for an answer
KEPT_SECONDS = 3600.0  # the provider's own description, and its keys
KEYS_AGAIN_SECONDS = 60.0  # at the soonest, for a key that is not among those we know
LEEWAY = 60  # seconds that the provider's clock may differ
LARGEST = 1_000_000  # bytes of an answer
_LOG = logging.getLogger("belwijs.server")


class RefusedError(Exception):
    """This login cannot be trusted, or is of somebody who may not come in; `why` ends its sentence's key."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Described(BaseModel):
    """What the provider says of itself (OpenID Connect Discovery 1.0), as far as it is used."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


@dataclass(frozen=True, slots=True)
class Trip:
    """One way to the provider and back, made of the secret in the browser's cookie."""

    secret: str

    @classmethod
    def new(cls) -> Trip:
        """A trip that nobody can guess."""
        return cls(secrets.token_urlsafe(32))

    @property
    def state(self) -> str:
        """Comes back in the address, and shows that it was this browser that went."""
        return self._made("state")

    @property
    def nonce(self) -> str:
        """Comes back inside the token, and shows that it was made for this trip."""
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        """Shows the provider that whoever brings the code is whoever asked for it (RFC 7636)."""
        return self._made("verifier")

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier beforehand."""
        return _url_safe(hashlib.sha256(self.verifier.encode()).digest())

    def _made(self, of: str) -> str:
        return _url_safe(hmac.digest(self.secret.encode(), of.encode(), "sha256"))


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of somebody, after its signature and everything else was checked."""

    subject: str  # issuer and subject: who it is, for good
    name: str
    login: str  # finds somebody whom we know; "" where it cannot be trusted
    role: Role | None  # None: the provider says nothing of roles


@dataclass
class Provider:
    """An identity provider; its description and its keys are fetched when needed and kept for an hour."""

    settings: OpenIdConnect
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=SECONDS, follow_redirects=False))
    _described: tuple[float, _Described] | None = None
    _keys: tuple[float, KeySet] | None = None
    _lock: Lock = field(default_factory=Lock)

    def way_there(self, trip: Trip, back: str) -> str:
        """The address at the provider to which the browser is sent.

        Args:
            back: our address to which it comes back.

        Raises:
            Problem: the provider cannot be reached, or is not what the settings say.
        """
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": back,
            "scope": "openid profile email",
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": trip.challenge,
            "code_challenge_method": "S256",
        }
        there = self._described_now().authorization_endpoint
        return f"{there}{'&' if urlsplit(there).query else '?'}{urlencode(asked)}"

    def came_back(self, trip: Trip, given: Mapping[str, str], back: str, now: datetime) -> Claims:
        """Who came back.

        Args:
            given: the query with which the browser came.

        Raises:
            RefusedError: it was not this browser that went, the provider refused, or its word cannot be trusted.
            Problem: the provider cannot be reached.
        """
        if not hmac.compare_digest(given.get("state", "").encode(), trip.state.encode()):
            raise RefusedError("stale")
        described = self._described_now()
        if given.get("iss", described.issuer) != described.issuer:
            raise RefusedError("untrusted")
        if "error" in given or not given.get("code"):
            raise RefusedError("provider")
        return self._checked(self._token(described, given["code"], trip, back), trip, now)

    def _token(self, described: _Described, code: str, trip: Trip, back: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "client_id": self.settings.client_id,
            "code_verifier": trip.verifier,
        }
        secret = self._secret()
        basic: httpx.Auth = httpx.Auth()
        if "client_secret_basic" in described.token_endpoint_auth_methods_supported:
            basic = httpx.BasicAuth(_form_coded(self.settings.client_id), _form_coded(secret))
        else:
            form["client_secret"] = secret
        try:
            answer = self.http.post(described.token_endpoint, data=form, auth=basic)
        except httpx.HTTPError as error:
            raise _away() from error
        if answer.status_code != httpx.codes.OK:
            _LOG.warning("openid: the token endpoint answered %d", answer.status_code)
            raise RefusedError("provider")
        token = _json(answer).get("id_token")
        if not isinstance(token, str):
            raise RefusedError("untrusted")
        return token

    def _checked(self, token: str, trip: Trip, now: datetime) -> Claims:
        claims = self._verified(token)
        wanted = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            nonce={"essential": True, "value": trip.nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            wanted.validate(claims)
        except JoseError as error:
            _LOG.warning("openid: a token was refused (%s)", error.error)
            raise RefusedError("untrusted") from error
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.settings.client_id:
            raise RefusedError("untrusted")
        return claims_of(claims, self.settings)

    def _verified(self, token: str) -> dict[str, Any]:
        """The claims of a token whose signature is right; keys that are not known are asked for once more."""
        for fresh in (False, True):
            try:
                return dict(jwt.decode(token, self._keys_now(fresh), algorithms=ALGORITHMS).claims)
            except InvalidKeyIdError:
                continue
            except (JoseError, ValueError) as error:
                raise RefusedError("untrusted") from error
        raise RefusedError("untrusted")

    def _described_now(self) -> _Described:
        with self._lock:
            if self._described and time.monotonic() - self._described[0] < KEPT_SECONDS:
                return self._described[1]
        issuer = self.settings.issuer
        found = self._fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            described = _Described.model_validate(found)
        except ValidationError as error:
            raise Problem("the identity provider does not describe itself", "check openid.issuer") from error
        if described.issuer != issuer:
            raise Problem("the identity provider calls itself otherwise", "give openid.issuer exactly as it does")
        for address in (described.authorization_endpoint, described.token_endpoint, described.jwks_uri):
            _only_safe(address)
        with self._lock:
            self._described = (time.monotonic(), described)
        return described

    def _keys_now(self, fresh: bool) -> KeySet:
        with self._lock:
            held = self._keys
        age = time.monotonic() - held[0] if held else KEPT_SECONDS
        if held and age < (KEYS_AGAIN_SECONDS if fresh else KEPT_SECONDS):
            return held[1]
        found = self._fetched(self._described_now().jwks_uri)
        try:
            keys = KeySet.import_key_set(found)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Problem("the identity provider's keys cannot be read", "ask who runs it") from error
        with self._lock:
            self._keys = (time.monotonic(), keys)
        return keys

    def _fetched(self, address: str) -> dict[str, Any]:
        _only_safe(address)
        try:
            answer = self.http.get(address)
        except httpx.HTTPError as error:
            raise _away() from error
        if answer.status_code != httpx.codes.OK:
            raise _away()
        return _json(answer)

    def _secret(self) -> str:
        try:
            return self.settings.secret_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Problem("the secret of openid.secret_file cannot be read", "see that it is there") from error


def claims_of(claims: Mapping[str, Any], settings: OpenIdConnect) -> Claims:
    """What counts of a token's claims.

    Raises:
        RefusedError: the provider says which role somebody has, and it is none of ours.
    """
    subject = f"{settings.issuer} {claims['sub']}"
    if len(subject) > 300 or not claims["sub"]:
        raise RefusedError("untrusted")
    login = claims.get(settings.login_claim)
    if not isinstance(login, str) or (settings.login_claim == "email" and claims.get("email_verified") is not True):
        login = ""
    name = next((claims[n] for n in ("name", "preferred_username") if isinstance(claims.get(n), str)), "")
    return Claims(subject, str(name)[:200], login.strip().lower()[:200], _role(claims, settings.role_claim))


def _role(claims: Mapping[str, Any], claim: str) -> Role | None:
    """The role that the claim holds: of several, the first in the order agent, coach, lead, admin, client."""
    if not claim:
        return None
    held: Any = claims
    for part in (claim,) if claim in claims else tuple(claim.split(".")):  # such as realm_access.roles
        held = held.get(part) if isinstance(held, Mapping) else None
    said = held if isinstance(held, list) else [held]
    found = next((role for role in ROLES if role in said), None)
    if found is None:
        raise RefusedError("role")
    return found


def _only_safe(address: str) -> None:
    """Only https, but for a provider on this very machine.

    Raises:
        Problem: it is another address.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")):
        raise Problem("the identity provider is not reached over https", "give an https:// address")


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json() if len(answer.content) <= LARGEST else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Problem("the identity provider gave an answer that is not understood", "check openid.issuer")
    return found


def _away() -> Problem:
    return Problem("the identity provider does not answer", "try again, or log in with a password")


def _form_coded(word: str) -> str:
    """As RFC 6749 2.3.1 wants it before Basic."""
    return urlencode({"": word})[1:]


def _url_safe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
