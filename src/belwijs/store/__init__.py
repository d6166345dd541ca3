"""What is remembered between calls: the database, its tables and queries; SQLite inside, PostgreSQL at wish."""
