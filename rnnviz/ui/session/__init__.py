"""What a visit remembers: its address, language, store, lecture."""
