"""The choice: the sift, offers, reserve lists and who is put forward from them."""
