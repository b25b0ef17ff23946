"""What the graded class is written as; one file a format."""
