"""The SQLite file and the readers' data beside it."""
