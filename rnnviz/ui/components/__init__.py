"""What pages place: the browser's components, HTML, the theme."""
