"""Networks in the files of others: recurrent layers by name and shape, and what belongs to them."""
