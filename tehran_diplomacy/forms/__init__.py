"""What every form of the desk shares, whatever it edits."""
