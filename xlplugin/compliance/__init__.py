"""What a regulator asks of a rating: a journal in which every grade can be replayed and nothing changes unseen."""
