"""What only maintainers run: notebooks from twins, student kit, gallery, sample
class."""
