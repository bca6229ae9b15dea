"""The pure core: stimuli in, instructions out; no clock, files, threads or network."""
