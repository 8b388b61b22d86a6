"""The cards of a file: appointments, stays elsewhere, pets, referrals, concern for a child."""
