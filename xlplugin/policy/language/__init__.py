"""The language in words: what is made of ``keys`` for writers, the JSON Schema and the pages. Not loaded to grade."""
