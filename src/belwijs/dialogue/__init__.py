"""What is being done, turn by turn: acts, objections, aggression."""
