"""What only maintainers run: the site, the data, portability, the clean room; no part of the package."""
