"""From finished files to findings, by judges that did not make them."""
