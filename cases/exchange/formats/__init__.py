"""List the file formats, a module each.

A new one is a module with a FORMAT, and its name in this list.
"""

from ..format import Export, Format
from . import csv_table, gift, moodle_xml, native_json, phenopacket, qti

_MODULES = (moodle_xml, gift, qti, csv_table, native_json, phenopacket)

FORMATS: dict[str, Format] = {module.FORMAT.key: module.FORMAT for module in _MODULES}
"""All formats that are read, by key, in the order in which they are offered."""

EXPORTS: dict[str, Export] = {
    item.export.key: item.export for item in FORMATS.values() if item.export
}
"""All formats that are written, by key."""
