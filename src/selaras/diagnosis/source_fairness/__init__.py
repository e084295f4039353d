"""Marketing-sourced against sales-sourced leads at equal effort."""
