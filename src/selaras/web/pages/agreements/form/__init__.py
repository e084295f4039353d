"""The form that agreements are written in: fields, from YAML and back, losing nothing."""
