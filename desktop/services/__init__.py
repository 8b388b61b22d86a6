"""What a person can do at the desk, one file per subject. Rules live here. No Qt."""
