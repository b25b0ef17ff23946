"""The same five exercises for other graders, and how those are run."""
