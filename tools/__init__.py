"""What only maintainers run: the site, the data, the clean room; no part of the package."""
