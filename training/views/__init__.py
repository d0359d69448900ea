"""The public side of training, places, and the trainers' workspace."""
