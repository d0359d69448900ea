"""What a second person sends who says no."""

NO = {"answer": "no", "reason": "Candidates were told something else."}
