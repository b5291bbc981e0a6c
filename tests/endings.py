"""The end of a claimed domain's scan, whatever it shall be."""

from domains import claims, recording


def end(held, event, *, result=None, pages=0, error="", error_kind=""):
    columns = {"last_error": error, "error_kind": error_kind}
    scan = recording.scan_row(held, event, **columns, result=result or {}, pages=pages)
    claims.finish([recording.Ending(held, event, columns, scan, visited=True)])
