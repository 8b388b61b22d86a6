"""The one chain of migrations, for the desks' SQLCipher and the store's PostgreSQL alike."""
