"""How the tables of a journal came to be, step by step, for Alembic; ``versions`` holds a file per step."""
