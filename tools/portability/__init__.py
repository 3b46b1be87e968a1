"""The same logs and verdicts on other kernels, versions and in WebAssembly."""
