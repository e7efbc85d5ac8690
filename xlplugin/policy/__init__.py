"""The policy language: a YAML file becomes a checked Policy."""
