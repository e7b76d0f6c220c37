"""What a person means to do: goals, a plan, accounts and their upkeep, one question a week."""
