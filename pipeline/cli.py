"""The commands of the house; the only module that prints."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from pipeline.errors import PipelineError
from pipeline.house import House
from pipeline.model.artifact import Artifact, Rendition, Severity

EXIT_CODES = """
\b
Exit codes: 0 done; 1 a check found errors; 2 wrong use of a command; 3 a fault in source/;
4 in layouts/; 5 in fonts/, or a character that they lack; 6 while rendering; 7 a program
that is missing or failed; 8 a release that is refused, or a shelf that cannot be used.
"""

SHEETS = {"a3": (420, 297), "a4": (297, 210), "a5": (210, 148), "sra3": (450, 320)}
"""Paper by its name, its longer and its shorter side in mm (ISO 216; SRA3 by ISO 217)."""


class _Group(click.Group):
    """Commands whose faults are told in words, with their own exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PipelineError as error:
            click.echo(str(error), err=True)
            sys.exit(error.exit_code)


BRAND = click.option("--layout", default="", help="A brand in place of each publication's own.")


@click.group(cls=_Group, epilog=EXIT_CODES)
@click.version_option(package_name="dipam-press")
def main() -> None:
    """Make, check and keep the publications in source/."""


@main.command(epilog=EXIT_CODES)
@click.argument("slugs", nargs=-1)
@BRAND
@click.option(
    "--only", default=",".join(Rendition), show_default=True, help="Renditions, with commas."
)
def build(slugs: tuple[str, ...], layout: str, only: str) -> None:
    """Make the editions of all publications, or of those named, that are out of date."""
    from pipeline import build as stages

    house = House(layout=layout)
    names = stages.chosen(house, slugs)
    with _progress(len(names) * len(_renditions(only))) as tell:
        made = stages.build(house, names, _renditions(only), tell)
    if not made and sys.stdout.isatty():
        click.echo("Nothing to do: every edition is up to date.")


@main.command(epilog=EXIT_CODES)
@click.argument("slugs", nargs=-1)
@BRAND
def check(slugs: tuple[str, ...], layout: str) -> None:
    """Judge the finished files of all publications, or of those named."""
    from pipeline import build as stages
    from pipeline import judging

    house = House(layout=layout)
    names = stages.chosen(house, slugs)
    verdicts = [v for own in judging.check(house, names).values() for v in own.verdicts]
    findings = [finding for verdict in verdicts for finding in verdict.findings]
    for finding in findings:
        click.echo(str(finding))
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    click.echo(f"{len(verdicts)} checks: {errors} errors, {len(findings) - errors} other findings.")
    for name in names:
        click.echo(house.folder(name) / "report.html")
    if errors:
        sys.exit(1)


@main.command(epilog=EXIT_CODES)
@click.argument("slugs", nargs=-1)
@BRAND
def cover(slugs: tuple[str, ...], layout: str) -> None:
    """Make the outside cover as one spread: the back, a spine as wide as the copy, the front."""
    from pipeline import build as stages

    house = House(layout=layout)
    for path in stages.cover(house, stages.chosen(house, slugs)):
        click.echo(path)


@main.command(epilog=EXIT_CODES)
@click.argument("slugs", nargs=-1)
@BRAND
@click.option("--sheet", default="a3", show_default=True, type=click.Choice(list(SHEETS)))
@click.option("--creep", default=0.0, show_default=True, help="Allowance at the innermost, in mm.")
def booklet(slugs: tuple[str, ...], layout: str, sheet: str, creep: float) -> None:
    """Impose the pages two-up, to be printed on both sides, folded and stapled."""
    from pipeline import build as stages

    if not 0 <= creep <= 10:
        raise click.BadParameter(f"{creep} mm; it is from 0 to 10", param_hint="--creep")
    house = House(layout=layout)
    for path in stages.booklet(house, stages.chosen(house, slugs), SHEETS[sheet], creep):
        click.echo(path)


@main.command(epilog=EXIT_CODES)
@click.argument("name")
@click.option("--from", "base", default="base", show_default=True, help="What it extends.")
def layout(name: str, base: str) -> None:
    """Start a brand in layouts/ that builds at once, as differences from another."""
    from pipeline import build as stages

    for path in stages.start_layout(House(), name, base):
        click.echo(path)
    click.echo(f"Now: make LAYOUT={name}")


@main.command(epilog=EXIT_CODES)
@click.argument("name")
@click.option("--package", default="", help="An installed Python package that has the files.")
@click.option("--files", default="*", show_default=True, help="Which of the files, as a pattern.")
@click.option("--layout", default="", help="A brand that keeps the family in its own fonts/.")
def font(name: str, package: str, files: str, layout: str) -> None:
    """Write the font.yml of a family from the files in fonts/NAME/."""
    from pipeline import build as stages

    click.echo(stages.font(House(), name, package, files, layout))


@main.command(epilog=EXIT_CODES)
@click.argument("slugs", nargs=-1)
def release(slugs: tuple[str, ...]) -> None:
    """Archive for good the newest edition of all publications, or of those named."""
    from pipeline import build as stages
    from pipeline import releasing

    house = House()
    names = stages.chosen(house, slugs)
    done = releasing.release(
        house, names, lambda stem, head: click.echo(f"{stem} is on the shelf ({head}).")
    )
    if not done:
        click.echo("Nothing to do: every edition is on the shelf.")


@main.command(epilog=EXIT_CODES)
@click.argument("slug", default="")
@click.option("--version", default="", help="A version of it; all where none is given.")
@click.option("--rebuild", is_flag=True, help="Make releases again as well, and compare them.")
def verify(slug: str, version: str, rebuild: bool) -> None:
    """Judge the whole shelf; with --rebuild make its releases, or those named, again."""
    from pipeline import keeping

    if (slug or version) and not rebuild:
        raise click.UsageError("a release is named only to be made again: add --rebuild")
    if version and not slug:
        raise click.UsageError("a version is that of a publication: name it")
    house = House()
    findings = keeping.verify(house)
    if rebuild and findings:
        click.echo("Nothing was made again: first put right what is damaged.", err=True)
    elif rebuild:
        wanted = keeping.listed(house, slug, version)
        tell = "{} is made again: the same, byte for byte.".format
        findings = keeping.rebuild(house, wanted, lambda stem: click.echo(tell(stem)))
    for finding in findings:
        click.echo(str(finding))
    count = len(findings) or len(keeping.listed(house))
    noun = "finding" if findings else "release"
    click.echo(f"{count} {noun}{'' if count == 1 else 's'}{'' if findings else ', each whole'}.")
    if findings:
        sys.exit(1)


@main.command(epilog=EXIT_CODES)
@click.argument("slug")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--version", default="", help="The newest where none is given.")
def restore(slug: str, folder: Path, version: str) -> None:
    """Bring back all files of a release into a new folder."""
    from pipeline import keeping

    found = keeping.restore(House(), slug, version, folder)
    click.echo(f"{found.release.stem} is in {folder}.")


@main.command(epilog=EXIT_CODES)
@click.argument("slug")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--version", default="", help="The newest where none is given.")
def bag(slug: str, folder: Path | None, version: str) -> None:
    """Write a release as a BagIt bag, to be deposited with a library."""
    from pipeline import keeping

    click.echo(keeping.bag(House(), slug, version, folder))


@main.command(epilog=EXIT_CODES)
def shelf() -> None:
    """List what stands on the shelf: versions, dates, sizes, digests, when it was verified."""
    from pipeline import keeping

    found = keeping.listed(House())
    if not found:
        click.echo("The shelf is empty.")
        return
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE)
    for head in ("Publication", "Version", "Released", "Files", "Size", "SHA-512", "Last verified"):
        table.add_column(head, no_wrap=True)
    for each in found:
        checks = (f"{c.when[:10]} {c.how if c.whole else 'NOT WHOLE'}" for c in each.verified)
        table.add_row(
            each.release.publication,
            each.release.version,
            each.created[:10],
            str(len(each.release.files)),
            f"{each.size / 1_000_000:.1f} MB",
            f"{each.digest[:12]}…",
            "; ".join(checks) or "never",
        )
    Console(width=None if sys.stdout.isatty() else 160).print(table)


@main.command()
def schemas() -> None:
    """Write the JSON Schemas of the YAML files into source/.schema/."""
    from pipeline import build as stages

    for path in stages.schemas(House()):
        click.echo(path)


def _renditions(only: str) -> list[Rendition]:
    known = {rendition.value: rendition for rendition in Rendition}
    names = [name.strip() for name in only.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        told = f"no rendition '{unknown[0]}'" if unknown else "no rendition is named"
        raise click.BadParameter(f"{told}; there are: {', '.join(known)}", param_hint="--only")
    return [known[name] for name in dict.fromkeys(names)]


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Artifact], None]]:
    """Show what is being made on a terminal; stay quiet in a pipe."""
    if not sys.stdout.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
    )
    with Progress(*columns) as progress:
        task = progress.add_task("Making editions", total=total)

        def tell(artifact: Artifact) -> None:
            progress.console.print(f"{artifact.path}  {artifact.size / 1024:,.0f} KiB")
            progress.advance(task)

        yield tell
