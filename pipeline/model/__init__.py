"""The trade's nouns, as frozen dataclasses that every stage speaks."""
