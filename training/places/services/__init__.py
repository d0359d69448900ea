"""What happens in training: programmes, cohorts, places, attendance, videos."""
