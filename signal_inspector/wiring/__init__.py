"""What is connected: the signals of the process, their connections, and the graph of both.

==========================================  ================================================
registry, connections, senders, lazy        reading the process: signals, what is connected
lifetimes, sources, unimported, places      reading its source: what dies, sends, is missing
ledger                                      noting who connects while the process runs
nodes, graph                                channels and receivers, and how they are made
selection, focus                            a part of a graph
merging, collapse                           several nodes as one
diff                                        two graphs as one
==========================================  ================================================

What of it was seen to happen is laid over it by ``overlay``.
"""
