"""What is served beside the pages: followers' sockets, and the browser's files."""
