"""The trusted end of the pipe: start it, show it a folder, prove its layers by trying,
clear it away."""
