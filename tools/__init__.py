"""What maintainers run: prices, schemas, documentation, accuracy."""
