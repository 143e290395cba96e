"""Vendor feeds in, catalogue shards out. The mess of the feeds is fought here, once, and nowhere else."""
