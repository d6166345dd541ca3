"""Which channel of the recording is whose."""

from __future__ import annotations

from belwijs.call import Role
from belwijs.pipeline.material import Material


def channel_of(material: Material, role: Role) -> int | None:
    """The channel of the agent or the customer; None in a mono mix and where it is not known."""
    if material.hearing is None or material.hearing.mono or material.channels is None:
        return None
    ids = [p.id for p in material.call.participants if p.role == role]
    return next((material.channels[i] for i in ids if i in material.channels), None)
