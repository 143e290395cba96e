"""Cost models of google, one module a service."""
