"""The look and the course that guided flows share: check-in and check-out."""
