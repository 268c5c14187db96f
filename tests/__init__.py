"""The promises of the house, each with what would break it."""
