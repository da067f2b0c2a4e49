"""Whose something in the store is."""

# The machine's own user: whoever runs the server or works in a notebook, and who has made all that was
# stored before anything had an owner. Everybody else is the digest of a browser's secret.
MACHINE = ""
