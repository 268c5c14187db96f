"""The publishing house: a writer's Markdown and YAML in, finished editions out."""
