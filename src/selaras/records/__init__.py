"""What people did, in a database: one Django app a folder, models and plain functions over them."""
