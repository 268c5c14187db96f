"""The facts of a release → its passport, one page for people."""
