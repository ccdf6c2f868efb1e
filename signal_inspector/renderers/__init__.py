"""From a signal graph to text, JSON, DOT (pure functions that return text) and to images.

=================================  =========================================================
text, markdown, mermaid, json      a format each; ``_syntax`` is its quoting
dot                                DOT: puts together what the next rows give
shapes, style, lines, legend       how nodes and edges look, and what is said of them
groups, frames                     which nodes are framed together, and in what order they lie
plan, packing, columns             what is drawn of a large graph, and where
image, program                     the programs of Graphviz: which one, how it is run and judged
svg, svg_copy                      what they have drawn, made harmless, light and dark
html, assets                       the page around a drawing; scripts and styles for pages
links                              addresses of sources
cascade                            a recording instead of the wiring
=================================  =========================================================
"""
