"""Leads that may be sent become batches: records as JSON, bodies on disk."""
