"""A small identity provider on this machine: a description, keys, codes and tokens, and what a bad one would do."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KEYS = [RSAKey.generate_key(2048, {"kid": str(n), "use": "sig"}) for n in range(2)]


class Provider:
    """What a test sets is what the provider then does."""

    def __init__(self) -> None:
        self.client_id, self.secret = "belwijs", "geheim: 1&2"
        self.claims: dict[str, Any] = {
            "sub": "u-1", "name": "Iris Bakker", "email": "iris@bakker.nl", "email_verified": True,
        }  # fmt: skip
        self.signer, self.published = KEYS[0], [KEYS[0]]
        self.overrides: dict[str, Any] = {}  # of the token's claims
        self.algorithm = "RS256"
        self.now: Callable[[], datetime] = datetime.now
        self.methods = ["client_secret_basic"]
        self.asked: dict[str, dict[str, str]] = {}  # code → what was asked at the authorization endpoint
        self.description: dict[str, Any] = {}
        self.key_fetches = 0
        self.issuer = ""

    def authorize(self, address: str) -> dict[str, str]:
        """What a browser that is sent there comes back with."""
        query = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.asked[code] = query
        return {"code": code, "state": query["state"], "iss": self.issuer}

    def described(self) -> dict[str, Any]:
        """The description of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": self.methods,
            **self.description,
        }

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The token for a code: once, to who has the verifier and the secret."""
        asked = self.asked.pop(form.get("code", ""), None)
        if self.methods == ["client_secret_basic"]:
            basic = base64.b64encode(b"belwijs:geheim%3A+1%262").decode()
            known = authorization == f"Basic {basic}"
        else:
            known = form.get("client_secret") == self.secret
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = asked is not None and asked["code_challenge"] == challenge
        right = right and asked["redirect_uri"] == form.get("redirect_uri")  # type: ignore[index]
        if not known or not right or asked is None:
            return 400, {"error": "invalid_grant"}
        now = int(self.now().timestamp())
        claims = {
            "iss": self.issuer, "aud": self.client_id, "nonce": asked["nonce"], "iat": now, "exp": now + 300,
            **self.claims, **self.overrides,
        }  # fmt: skip
        claims = {k: v for k, v in claims.items() if v is not None}
        return 200, {"id_token": self.signed(claims), "access_token": "x", "token_type": "Bearer"}

    def signed(self, claims: dict[str, Any]) -> str:
        """A token with these claims."""
        if self.algorithm == "none":
            parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
            return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])
        return jwt.encode({"alg": self.algorithm, "kid": self.signer.kid}, claims, self.signer)


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that listens."""
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                self._answer(200, made.described())
            elif self.path == "/keys":
                made.key_fetches += 1
                self._answer(200, {"keys": [{"kty": "odd"}, *(k.as_dict(private=False) for k in made.published)]})
            else:
                self._answer(404, {})

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {k: v[0] for k, v in parse_qs(raw).items()}
            self._answer(*made.token(form, self.headers.get("Authorization", "")))

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
