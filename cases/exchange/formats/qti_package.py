"""Find the QTI items of a package, wherever its manifest lists them.

It may list them as resources, as files of a test, or in the test.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ..items import Catch, TroubleError, brief
from ..safe_xml import Node, grow
from ..safe_zip import Archive, inside
from ..unsupported import QTI_1, archive_without_manifest, package_without_items

MANIFEST = "imsmanifest.xml"
ITEM_TYPES = ("imsqti_item", "imsqti_assessmentitem", "imsqti_apipitem")
TEST_TYPES = (
    "imsqti_test",
    "imsqti_assessmenttest",
    "imsqti_section",
    "imsqti_apiptest",
    "imsqti_apipsection",
)
ITEM_ROOT = re.compile(r"<(?:\w+:)?(?:qti-)?assessment-?item\b(?!-?ref)", re.I)
MOST_LOOKED_AT = 50  # files, to say what a package without items is
ITEM, TEST = "assessmentitem", ("assessmenttest", "assessmentsection")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a package that holds items; `keywords`: what the manifest says of it."""

    name: str
    archive: Archive
    keywords: tuple[str, ...] = ()
    content: bytes | None = None

    def data(self) -> bytes:
        return self.archive.read(self.name) if self.content is None else self.content


def members(archive: Archive, catch: Catch) -> Iterator[Member]:
    """Return all files of items, each once.

    Raises TroubleError for a package that has none; refuses single resources.
    """
    manifests = archive.named(MANIFEST)
    if not manifests:
        told = archive_without_manifest(archive.names)
        raise TroubleError(told or f"is a zip file without {MANIFEST}, so it is no QTI package")
    packages = [_package(archive, manifest) for manifest in manifests]
    known: set[str] = set()
    for package in packages:
        for member in chain(package.listed(catch), package.in_tests(known, catch)):
            path = archive.found(member.name)
            if path not in known:
                known.add(path)
                yield member
    if not known and not catch.faults:
        raise TroubleError(packages[0].told or _held(archive) or "lists no QTI items", MANIFEST)
    for name in archive.names:
        if (
            name not in known
            and name.lower().endswith(".xml")
            and ITEM_ROOT.search(archive.head(name))
        ):
            catch.refuse(name, "is an item that no manifest lists, so it was not read")


def _package(archive: Archive, manifest: str) -> "_Package":
    root, where, why = grow(archive.read(manifest))
    if why:
        raise TroubleError(why, f"{manifest}, {where}")
    return _Package(archive, root, manifest[: -len(MANIFEST)])


def _held(archive: Archive) -> str:
    """Say what a package holds in place of QTI items, by the first files in it."""
    if packed := [name for name in archive.names if name.lower().endswith(".zip")]:
        return (
            f"holds further zip files, such as {brief(packed[0])}: unpack it and send them one"
            " by one"
        )
    for name in archive.names[:MOST_LOOKED_AT]:
        head = archive.head(name) if name.lower().endswith((".xml", ".dat")) else ""
        if "<questestinterop" in head:
            return QTI_1
        if re.search(r"<quiz>", head):
            return f"holds Moodle XML: unpack it and send {brief(name)}"
    return ""


class _Package:
    def __init__(self, archive: Archive, root: Node, folder: str) -> None:
        self.archive = archive
        self.folder = folder
        self.base = root.get("base")
        self.groups = list(root.within("resources"))
        self.resources = list(root.within("resource"))
        self.by_id = {node.get("identifier"): node for node in self.resources}
        kinds = [node.get("type").strip().lower() for node in self.resources]
        metadata = root.first("metadata")
        signs = " ".join(
            [*root.attributes.values(), metadata.text if metadata else "", *archive.names]
        ).lower()
        self.told = package_without_items(kinds, signs)  # what it is if it holds no items

    def listed(self, catch: Catch) -> Iterator[Member]:
        """Return the resources that say that they are items."""
        for node in self.resources:
            if not node.get("type").strip().lower().startswith(ITEM_TYPES):
                continue
            try:
                href = node.get("href") or next((file.get("href") for file in node.all("file")), "")
                yield Member(self.path(node, href), self.archive, _keywords(node))
            except TroubleError as trouble:
                catch.refuse(f"{MANIFEST}, line {node.line}", str(trouble))

    def in_tests(self, known: set[str], catch: Catch) -> Iterator[Member]:
        """Return items that only a test or a resource of another type leads to.

        They are listed only as files or dependencies of a test, named only in it, or under another
        type. Refuses those that a test names and that are not there.
        """
        tests = [
            node
            for node in self.resources
            if node.get("type").strip().lower().startswith(TEST_TYPES)
        ]
        looked_at = set(known)
        paths = deque(self.paths_of(tests or ([] if known else self.resources)))
        while paths:
            path = paths.popleft()
            if (
                path in looked_at
                or not path.lower().endswith(".xml")
                or not self.archive.holds(path)
            ):
                continue
            looked_at.add(path)
            try:
                data = self.archive.read(path)
                root = grow(data)[0]
            except TroubleError:  # it may be no item at all
                continue
            if root.name == ITEM or any(root.within(ITEM)):
                yield Member(path, self.archive, content=data)
            elif root.name in TEST:
                paths += self.named_in(root, path, catch)

    def paths_of(self, nodes: Sequence[Node]) -> Iterator[str]:
        """Return the paths of resources, and of those that they depend on."""
        needed = [
            self.by_id.get(part.get("identifierref"))
            for node in nodes
            for part in node.all("dependency")
        ]
        every = {id(node): node for node in (*nodes, *needed) if node is not None}
        for resource in every.values():
            for href in (
                resource.get("href"),
                *(file.get("href") for file in resource.all("file")),
            ):
                try:
                    if href:
                        yield self.path(resource, href)
                except TroubleError:
                    continue

    def named_in(self, test: Node, path: str, catch: Catch) -> Iterator[str]:
        """Return the items and sections that a test names.

        Refuses those that are not in the package.
        """
        for part in test.within("assessmentitemref", "assessmentsectionref"):
            try:
                name = inside(path.rpartition("/")[0], part.get("href"))
                if not self.archive.holds(name):
                    raise TroubleError(
                        f"names {brief(part.get('href'), 100)}, which is not in the package"
                    )
                yield name
            except TroubleError as trouble:
                catch.refuse(f"{path}, line {part.line}", str(trouble))

    def path(self, node: Node, href: str) -> str:
        group = self.groups[0].get("base") if self.groups else ""
        base = "/".join(part.strip("/") for part in (self.base, group, node.get("base")) if part)
        return self.folder + inside(base, href)


def _keywords(resource: Node) -> tuple[str, ...]:
    metadata = resource.first("metadata")
    return (
        tuple(
            string.text.strip()
            for word in metadata.within("keyword")
            for string in word.within("string", "langstring")
        )
        if metadata
        else ()
    )
