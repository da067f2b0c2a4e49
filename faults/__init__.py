"""What goes wrong in rooms and on servers, done on purpose: `python -m faults`."""
