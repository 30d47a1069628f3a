"""The limits of normal of a test by age and sex. Imports no Django."""

from functools import cache
from pathlib import Path

from content.files import read_yaml

from .schema import LimitBand, LimitRecord

LIMITS = Path(__file__).parent / "data" / "limits.yaml"


@cache
def shipped_limits() -> tuple[LimitRecord, ...]:
    """Return the table of limits, in the order of its file.

    Raises ValueError if the file has faults.
    """
    entries, faults = read_yaml(LIMITS, LIMITS.name, LimitRecord)
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    return tuple(entry.record for entry in entries)


def limits_for(record: LimitRecord, age: int, sex: str) -> LimitBand | None:
    """Return the limits for a patient of whole years, `female` or `male`; None below all bands."""
    bands = [band for band in record.limits if band.sex in ("", sex) and band.from_age <= age]
    return max(bands, key=lambda band: band.from_age, default=None)
