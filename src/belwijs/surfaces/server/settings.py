"""How a house runs its office: `server.yaml` in its folder, everything in it optional."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from belwijs.call import Problem
from belwijs.interface import InterfaceLanguage
from belwijs.store.database import SQLITE_FILE

FILE = "server.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mail(_Part):
    """Where callback notes are sent through."""

    host: str
    port: int = 587
    user: str = ""
    password_file: Path | None = None
    sender: str
    security: Literal["starttls", "tls", "none"] = "starttls"


class OpenIdConnect(_Part):
    """An identity provider that people log in with; the client's secret lies in a file of its own."""

    issuer: str
    client_id: str
    secret_file: Path
    role_claim: str = ""  # a claim that holds one of our roles; empty: new people are agents
    login_claim: str = "email"  # finds whom we know already; `email` counts only where the provider has verified it
    label: str = "OpenID Connect"


class Exchange(_Part):
    """How the exchange writes its call detail records; what is not given is found out from the file."""

    kind: Literal["auto", "asterisk", "3cx"] = "auto"  # of a file without a row of names
    columns: dict[str, str | int] = Field(default_factory=dict)  # ours → the name of the column, or its number from 1
    outcomes: dict[str, str] = Field(default_factory=dict)  # the exchange's word → answered, missed, abandoned, …
    timezone: str = ""  # of its times; empty: the house's


class Retention(_Part):
    """Days that each kind of data is kept; 0 keeps it."""

    audio: int = Field(default=90, ge=0)
    words: int = Field(default=365, ge=0)
    verdicts: int = Field(default=730, ge=0)
    records: int = Field(default=730, ge=0)
    callbacks: int = Field(default=365, ge=0)
    audit: int = Field(default=730, ge=0)


class ServerSettings(_Part):
    """The settings of one house."""

    folder: Path
    database: SecretStr | None = None  # None: SQLite in the folder
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=1, le=65535)
    address: str = ""  # as browsers know it; https:// makes cookies secure
    language: InterfaceLanguage = "nl"
    playbook: Path | None = None
    watch: Path | None = None  # a folder in which the exchange drops recordings
    exchange: Exchange = Exchange()
    most_upload_mb: int = Field(default=500, ge=1)
    api_conversations: bool = False  # tokens may read what was said in calls and judged of them (`reports:read`)
    api_per_minute: int = Field(default=600, ge=1)  # requests of one token of another system
    workers: int = Field(default=1, ge=0)  # inside `serve`; 0: `belwijs worker` runs apart
    model: str | None = None  # a larger Whisper
    encryption_key_file: Path | None = None  # set: recordings are encrypted at rest
    redact: bool = False  # names and numbers are taken out of the words that are kept
    redact_audio: bool = False
    region: str = "NL"  # of telephone numbers without a country
    timezone: str = "Europe/Amsterdam"
    mail: Mail | None = None
    openid: OpenIdConnect | None = None
    retention: Retention = Retention()

    @property
    def zone(self) -> ZoneInfo:
        """The house's clock."""
        return ZoneInfo(self.timezone)

    @property
    def audio(self) -> Path:
        """Where recordings lie."""
        return self.folder / "audio"

    @property
    def incoming(self) -> Path:
        """Where uploads lie until they are taken in."""
        return self.folder / "incoming"

    @property
    def database_url(self) -> str:
        """SQLAlchemy's address of the database."""
        return self.database.get_secret_value() if self.database else f"sqlite:///{self.folder / SQLITE_FILE}"


def load_settings(folder: Path, **overrides: object) -> ServerSettings:
    """The settings of a folder, with what the command line says on top.

    Raises:
        Problem: the file is no YAML, or has a setting that is wrong; names setting and way out.
    """
    path = folder / FILE
    given: dict[str, object] = {}
    if path.exists():
        try:
            given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise Problem("the settings cannot be read", "give YAML: `name: value` lines", file=str(path)) from error
        if not isinstance(given, dict):
            raise Problem("the settings are no list of names and values", "give `name: value` lines", file=str(path))
    said = {key: value for key, value in overrides.items() if value is not None}
    try:
        return ServerSettings.model_validate({**given, **said, "folder": folder})
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Problem(
            f"{name}: {first['msg'].lower()}", "see docs/server.md for the settings", file=str(path)
        ) from error
