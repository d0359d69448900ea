"""What departments ask of the hub: requests, the hub's work on them, experts, what became of it."""
