"""The bank's customers: who they are, where they live, how they may be reached."""
