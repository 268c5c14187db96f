"""From markup and styles to finished files: PDF by WeasyPrint, EPUB by EbookLib."""
