"""What people are told in recruitment."""
