"""One module per step, in the order of ``schema.REVISIONS``."""
