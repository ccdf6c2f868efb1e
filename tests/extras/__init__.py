"""Programs that use what an extra is for, each run where nothing else is installed."""
