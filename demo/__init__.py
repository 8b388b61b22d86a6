"""A made-up city for demonstrations, training and tests. No real persons (needs Faker)."""
