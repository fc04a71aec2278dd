"""The roadmap of a council term: narrative, goals, actions, progress reports."""
