"""The country as a function: places, traits and contacts of persons 0..N-1, computed and never stored."""
