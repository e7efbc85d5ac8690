"""The commands of ``xlplugin``, one module each; only the one that is called is imported."""
