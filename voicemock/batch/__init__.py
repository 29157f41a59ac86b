"""Many recordings at once, on the machines that a Dask cluster has: ``voicemock batch``."""
