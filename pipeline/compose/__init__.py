"""From an Edition and a Layout to the markup and styles of a rendition."""
