"""The candidate's side: questions, documents, status, equality."""
