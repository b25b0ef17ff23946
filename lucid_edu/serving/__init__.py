"""The built book with a kernel behind its cells, on the reader's machine.

It knows pages and kernels, and neither the engine nor the exercises.
"""
