"""Build the embedded catalogue from a folder of published price tables."""
