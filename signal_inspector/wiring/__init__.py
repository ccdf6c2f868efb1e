"""What is connected: the signals of the process, their connections, and the graph of both."""
