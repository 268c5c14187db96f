"""Publications onto the shelf: built, judged, and archived for good with all they are made of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline import build as stages
from pipeline import judging
from pipeline.checkout import uncommitted
from pipeline.dossier import assemble
from pipeline.errors import Location, PipelineError, ReleaseError, gathered, raise_all
from pipeline.house import House, artifacts, made
from pipeline.judging import Judged
from pipeline.keeping import shelf_of_house
from pipeline.model.artifact import Rendition, Severity
from pipeline.model.edition import Edition
from pipeline.model.layout import Layout
from pipeline.model.release import TO_THE_SECOND, Shelved
from pipeline.release.access import reading
from pipeline.release.deposit import deposit
from pipeline.release.neighbours import neighbours
from pipeline.release.packing import inputs_of, program_files
from pipeline.release.record import RECORD, record_json
from pipeline.release.shelf import Shelf, inventory_of, publications, shelved


@dataclass(frozen=True)
class Candidate:
    """An edition that may be released, its layout, and the releases of it that there are."""

    edition: Edition
    layout: Layout
    before: tuple[Shelved, ...]

    @property
    def name(self) -> str:
        """The publication."""
        return self.edition.publication.slug

    @property
    def version(self) -> str:
        """The version of its newest revision."""
        return self.edition.revision.version

    @property
    def urn(self) -> str:
        """The identifier of its object on the shelf."""
        return self.edition.publication.identifiers.urn

    @property
    def is_fresh(self) -> bool:
        """Whether this version is not on the shelf yet."""
        return self.version not in [shelved.release.version for shelved in self.before]


def release(house: House, names: Sequence[str], tell: Callable[[str, str], None]) -> list[str]:
    """Archive the newest edition of each publication that is not on the shelf yet.

    Each is told as it is archived, by its stem and the OCFL version that holds it; the stems are
    returned. All publications are tried; then `Faults` are raised for those that are refused.
    """
    shelf, created = shelf_of_house(house), _now()
    faults: list[PipelineError] = []
    able = [each.name for each in _candidates(house, shelf, names, faults)]
    with gathered(faults):
        stages.build(house, able, tuple(Rendition), lambda _: None)
    built = [name for name in able if all(made(house, name, each) for each in Rendition)]
    # Read anew: what is released is what has been built, whatever was changed meanwhile.
    candidates = _candidates(house, shelf, built, faults)
    fresh = [candidate for candidate in candidates if candidate.is_fresh]
    for candidate in candidates:
        if not candidate.is_fresh:
            with gathered(faults):
                _require_same_bytes(house, candidate)
    judged = judging.judge(house, [candidate.name for candidate in fresh]) if fresh else {}
    done = []
    for candidate in fresh:
        with gathered(faults):
            _require_no_errors(candidate, judged[candidate.name])
            head = _archive(house, shelf, candidate, judged[candidate.name], created)
            tell(candidate.edition.stem, head)
            done.append(candidate.edition.stem)
    raise_all(faults)
    return done


def _candidates(
    house: House, shelf: Shelf, names: Sequence[str], faults: list[PipelineError]
) -> list[Candidate]:
    """Read the editions that may be released; the faults of the others are added."""
    found: list[Candidate] = []
    for name in names:
        with gathered(faults):
            found.append(_candidate(house, shelf, name, found))
    return found


def _candidate(house: House, shelf: Shelf, name: str, others: Sequence[Candidate]) -> Candidate:
    """Read an edition; raise `ReleaseError` unless it may follow those on the shelf."""
    edition, layout = judging.read_both(house, name)
    with reading(shelf):
        candidate = Candidate(edition, layout, tuple(shelved(shelf, name)))
        _require_higher(house, candidate)
        _require_own_identifier(house, shelf, candidate, others)
    if candidate.is_fresh:
        _require_committed(house, candidate)
    return candidate


def _require_higher(house: House, candidate: Candidate) -> None:
    if not candidate.before:
        return
    newest = candidate.before[-1].release.version
    if candidate.version != newest and _number(candidate.version) < _number(newest):
        hint = f"add a revision with a version above {newest}, and say what changed"
        message = f"{candidate.version} is not higher than {newest}, which is released"
        raise ReleaseError(message, where=_revisions(house, candidate), hint=hint)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _revisions(house: House, candidate: Candidate) -> Location:
    return Location(house.source / candidate.name / "revisions.yml")


def _require_own_identifier(
    house: House, shelf: Shelf, candidate: Candidate, others: Sequence[Candidate]
) -> None:
    """Raise where the UUID is not that of the releases before, or is another publication's."""
    where = Location(house.source / candidate.name / "publication.yml")
    if candidate.before:
        known = candidate.before[-1].release.identifier
        if known != candidate.urn:
            hint = f"write the UUID of its releases: {known.removeprefix('urn:uuid:')}"
            raise ReleaseError("the UUID is not that of its releases", where=where, hint=hint)
        return
    taken = {other.urn: other.name for other in others}
    taken |= {inventory_of(shelf, name)["id"]: name for name in publications(shelf)}
    if candidate.urn in taken:
        hint = "give this publication a UUID of its own, as source/README.md tells"
        message = f"the UUID is that of '{taken[candidate.urn]}'"
        raise ReleaseError(message, where=where, hint=hint)


def _require_same_bytes(house: House, candidate: Candidate) -> None:
    """Raise where this version is on the shelf, and its renditions there are others."""
    before = candidate.before[-1].release.renditions
    now = {each.path.name: each.sha256 for each in artifacts(house, candidate.name)}
    other = sorted(name for name in now if before.get(name) != now[name])
    if other:
        hint = (
            "add a revision with a higher version and say what changed, or undo the change: in the "
            "text, the layout, a font or the program"
        )
        message = f"{candidate.version} is released with other bytes: {', '.join(other)}"
        raise ReleaseError(message, where=_revisions(house, candidate), hint=hint)


def _require_committed(house: House, candidate: Candidate) -> None:
    # What comes out of a package is pinned by its hash; all else that is used must be committed.
    kept = (house.source, house.layouts, house.fonts)
    inputs = inputs_of(candidate.edition, candidate.layout, house.source)
    own = [path for path, _ in inputs if any(path.is_relative_to(folder) for folder in kept)]
    folders = [house.source / candidate.name, *candidate.layout.folders]
    changed = uncommitted(house.root, [*own, *program_files()], folders)
    if changed:
        told = ", ".join(map(str, changed[:5])) + (" and others" if len(changed) > 5 else "")
        hint = "commit them, so that what is released can be found again"
        raise ReleaseError(f"{candidate.name} has what is not committed: {told}", hint=hint)


def _require_no_errors(candidate: Candidate, judged: Judged) -> None:
    errors = [
        finding
        for verdict in judged.verdicts
        for finding in verdict.findings
        if finding.severity is Severity.ERROR
    ]
    if errors:
        told = "".join(f"\n  {error}" for error in errors)
        hint = f"run `make check PUBLICATION={candidate.name}`, and mend what it names"
        raise ReleaseError(f"{candidate.edition.stem} has errors:{told}", hint=hint)


def _archive(house: House, shelf: Shelf, candidate: Candidate, judged: Judged, created: str) -> str:
    """Pack a release into a folder, and put that on the shelf; return the OCFL version."""
    place = house.cache / "releases"
    with _packing(place), TemporaryDirectory(dir=place) as temporary:
        folder = Path(temporary)
        record = assemble(house, candidate.edition, candidate.layout, judged, folder)
        with reading(shelf):
            record = replace(record, neighbours=neighbours(shelf))
        (folder / RECORD).write_text(record_json(record), "utf-8")
        publisher = candidate.edition.publisher
        said = {
            "identifier": candidate.urn,
            "created": created,
            "message": f"{candidate.version}: {candidate.edition.revision.changes}",
            "name": publisher.imprint,
            "address": f"mailto:{publisher.contact.email}",
        }
        return deposit(shelf, candidate.name, folder, said)


@contextmanager
def _packing(place: Path) -> Iterator[None]:
    try:
        place.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        hint = "make room there, and release again: the shelf is as before"
        raise ReleaseError(
            f"nothing can be packed in {place}: {error.strerror}", hint=hint
        ) from None


def _now() -> str:
    """Return the time in UTC to the second, that of `SOURCE_DATE_EPOCH` where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        hint = "unset it, or set it to seconds since 1970"
        raise ReleaseError(f"SOURCE_DATE_EPOCH is no time: '{epoch}'", hint=hint) from None
    return now.strftime(TO_THE_SECOND)
