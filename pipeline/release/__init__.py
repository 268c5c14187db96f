"""Files → an archived, verifiable release."""
