"""What whoever runs a server decides: limits, names, proxies, in one file."""
