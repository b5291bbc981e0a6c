"""The rows that the end of a claimed domain's scan writes."""

from domains.queue import claims, scan_rows


def end_scan(held, event, *, result=None, pages=0, error="", error_kind=""):
    columns = {"last_error": error, "error_kind": error_kind}
    scan = scan_rows.scan_row(held, event, **columns, result=result or {}, pages=pages)
    claims.finish([scan_rows.ScanOutcomeRows(held, event, columns, scan, visited=True)])
