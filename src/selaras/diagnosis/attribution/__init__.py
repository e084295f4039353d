"""What marketing brought: credit by channel under several rules, its share, its small wins."""
