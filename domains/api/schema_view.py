"""GET /api/schema/: built once by each process, as it takes 0.2 s of CPU time, and everybody may read it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

Node = dict[str, Any]


@cache
def document() -> Node:
    """Not to be changed."""
    found: Node = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    return found


@cache
def _text(media_type: str) -> str | bytes:
    renderer = next(each for each in SchemaView.renderer_classes if each.media_type == media_type)
    return renderer().render(document(), media_type, {})


class SchemaView(SpectacularAPIView):
    """In the format of the Accept header: YAML or JSON."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *_: object, **__: object) -> HttpResponse:
        renderer = request.accepted_renderer
        charset = f"; charset={renderer.charset}" if renderer.charset else ""
        name = f"{document()['info']['title']}.{renderer.format}"
        return HttpResponse(
            _text(renderer.media_type),
            content_type=renderer.media_type + charset,
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )
