"""Work beside the pages: `enqueue` it here, follow it as a task, have it done by a worker."""

from selaras.web.jobs.registry import Job, Run, enqueue, job

__all__ = ["Job", "Run", "enqueue", "job"]
