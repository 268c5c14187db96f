"""From a source folder to an Edition, and from a layout's folder to a Layout."""
