"""CSV (RFC 4180) and Parquet for spreadsheets and data warehouses, sent as they are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from belwijs.store import audit, export
from belwijs.store.export import Batch, Kind, Place, Wanted
from belwijs.store.tokens import Key, TokenScope
from belwijs.surfaces.server.api.access import any_token
from belwijs.surfaces.server.api.problems import ApiError, documented
from belwijs.surfaces.server.api.values import Moment
from belwijs.surfaces.server.context import House, HouseNow

router = APIRouter(tags=["exports"])
PARQUET = "application/vnd.apache.parquet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Reader = Callable[[Session, Wanted, Place | None], tuple[Batch, Place | None]]


@dataclass(frozen=True)
class Sheet:
    """What can be exported."""

    columns: Mapping[str, Kind]
    rows: Reader
    scope: TokenScope


SHEETS: Mapping[str, Sheet] = {
    "calls": Sheet(export.CALLS, export.calls, "calls:read"),
    "findings": Sheet(export.FINDINGS, export.findings, "reports:read"),
    "records": Sheet(export.RECORDS, export.records, "figures:read"),
    "callbacks": Sheet(export.CALLBACKS, export.callbacks, "callbacks:read"),
}
_BODIES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the rows, oldest first",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            PARQUET: {"schema": {"type": "string", "format": "binary"}},
        },
    },
    **documented(501),
}


@router.get("/exports/{sheet}", summary="Rows as CSV or Parquet", response_class=StreamingResponse, responses=_BODIES)
def rows(
    house: HouseNow,
    key: Annotated[Key, Depends(any_token)],
    sheet: Literal["calls", "findings", "records", "callbacks"],
    format: Literal["csv", "parquet"] = "csv",
    since: Moment | None = None,
    until: Moment | None = None,
) -> StreamingResponse:
    """Each sheet needs the scope of what it holds: `calls:read`, `reports:read`, `figures:read` or `callbacks:read`.

    Names and numbers of callers need `reports:read` in `calls`, and `callers:read` in `records`. A cell of CSV that a
    spreadsheet would run as a formula has an apostrophe before it.
    """
    chosen = SHEETS[sheet]
    if chosen.scope not in key.scopes:
        raise ApiError(403, f"this token does not have the scope {chosen.scope}", "make one that has it")
    if format == "parquet" and find_spec("pyarrow") is None:
        raise ApiError(501, "Parquet is not installed here", "ask for CSV, or `pip install belwijs[export]`")
    wanted = Wanted(key.scope, key.client_id, since, until, numbers="callers:read" in key.scopes)
    with house.database.write() as session:
        audit.record(session, house.now(), "export", sheet, by=key.by)
    batches = _batches(house, chosen, wanted)
    made = _csv(chosen, batches) if format == "csv" else _parquet(chosen, batches)
    kind = "text/csv; charset=utf-8; header=present" if format == "csv" else PARQUET
    name = f'attachment; filename="belwijs-{sheet}.{format}"'
    return StreamingResponse(made, media_type=kind, headers={"Content-Disposition": name})


def _batches(house: House, sheet: Sheet, wanted: Wanted) -> Iterator[Batch]:
    """Each batch in a session of its own, so that a slow reader holds nothing."""
    place: Place | None = None
    while True:
        with house.database.read() as session:
            batch, place = sheet.rows(session, wanted, place)
        if batch:
            yield batch
        if place is None:
            return


def _csv(sheet: Sheet, batches: Iterator[Batch]) -> Iterator[bytes]:
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(sheet.columns)
    for batch in batches:
        writer.writerows([[_cell(value) for value in row] for row in batch])
        yield held.getvalue().encode()
        held.seek(0)
        held.truncate()
    yield held.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA) and not value[1:].isdigit():
        return f"'{value}"
    return value


class _Pipe(io.RawIOBase):
    """Takes what is written, until it is handed on."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written

    def take(self) -> bytes:
        made = bytes(self._held)
        self._held.clear()
        return made


def _parquet(sheet: Sheet, batches: Iterator[Batch]) -> Iterator[bytes]:
    import pyarrow
    from pyarrow import parquet

    kinds = {
        "int": pyarrow.int64(),
        "float": pyarrow.float64(),
        "text": pyarrow.string(),
        "bool": pyarrow.bool_(),
        "moment": pyarrow.timestamp("us", tz="UTC"),
    }
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in sheet.columns.items()])
    pipe = _Pipe()
    with parquet.ParquetWriter(pipe, schema, compression="zstd") as writer:
        for batch in batches:
            columns = [
                pyarrow.array(values, field.type)
                for values, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))
            yield pipe.take()
    yield pipe.take()
