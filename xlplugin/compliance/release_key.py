"""The public key of this release: what ``python -m xlplugin.compliance.releasing`` signed the shipped policies with."""

RELEASE_KEY = "ed25519:bG18QJjiv7hMy49QxVJG9E5o5lycjEpOYLIRKM0Oe8o="
