"""The project's publications as they were at their first release, from what they are now."""

from pathlib import Path

ANALYSIS = "027-mexico-us-relations"
NOTE = "001-how-an-analysis-is-made"
CORRECTIONS = [
    ("In 2023,[^6] she reports", "In 2023, she reports"),
    ("\n[^6]: The fiscal year to September: 142,580 removals.\n", ""),
    ("| US deportations, fiscal 2023 |", "| US deportations, 2023 |"),
]
"""What version 1.1.0 of the analysis says, and what 1.0.0 said."""


def undo_the_correction(source: Path) -> None:
    """Make the analysis in a copy of `source/` what its version 1.0.0 was."""
    text, revisions = (source / ANALYSIS / name for name in ("text.md", "revisions.yml"))
    words = text.read_text("utf-8")
    for after, before in CORRECTIONS:
        assert after in words
        words = words.replace(after, before)
    text.write_text(words, "utf-8")
    first, second, _ = revisions.read_text("utf-8").partition("- version: 1.1.0")
    assert second
    revisions.write_text(first, "utf-8")
