"""The release as a page in the browser."""
