"""Cost models of azure, one module a service."""
