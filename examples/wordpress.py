"""The part of WordPress's REST API that readers of news use (developer.wordpress.org/rest-api)."""

import json
from typing import Any

from examples.reply import CONTENT_TYPES, Reply
from examples.site import Site

ENDPOINT = "/wp-json/wp/v2/posts"
DISCOVERY = '<{{origin}}/wp-json/>; rel="https://api.w.org/"'
_WINDOWS = {
    "after": ("date", 1),
    "before": ("date", -1),
    "modified_after": ("modified", 1),
    "modified_before": ("modified", -1),
}


def answer_wordpress(site: Site, path: str, query: dict[str, str]) -> Reply | None:
    """Answer a list of posts; None for any other path."""
    if path.rstrip("/") != ENDPOINT and query.get("rest_route") != "/wp/v2/posts":
        return None
    file = site.find("/wp-json/wp/v2/posts.json")
    if file is None:
        return _json(404, {"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}})
    posts = [post for post in json.loads(file.read_text(encoding="utf-8")) if _in_windows(post, query)]
    posts.sort(key=lambda post: str(post[query.get("orderby", "date")]), reverse=query.get("order", "desc") == "desc")
    return _page_of(posts, query)


def _in_windows(post: dict[str, Any], query: dict[str, str]) -> bool:
    for name, (key, sign) in _WINDOWS.items():
        limit = query.get(name, "")[:19]
        if limit and (post[key] <= limit if sign > 0 else post[key] >= limit):
            return False
    return True


def _page_of(posts: list[dict[str, Any]], query: dict[str, str]) -> Reply:
    size, page = (
        int(each) if each.isdecimal() else 0 for each in (query.get("per_page", "10"), query.get("page", "1"))
    )
    wrong = "per_page" if not 1 <= size <= 100 else "page" if page < 1 else None
    if wrong:
        message = f"Invalid parameter(s): {wrong}"
        return _json(400, {"code": "rest_invalid_param", "message": message, "data": {"status": 400}})
    pages = -(-len(posts) // size)
    if page > max(pages, 1):
        message = "The page number requested is larger than the number of pages available."
        return _json(400, {"code": "rest_post_invalid_page_number", "message": message, "data": {"status": 400}})
    fields = [name for name in query.get("_fields", "").split(",") if name]
    shown = [_only(post, fields) for post in posts[(page - 1) * size : page * size]]
    return _json(200, shown, {"X-WP-Total": str(len(posts)), "X-WP-TotalPages": str(pages), "Link": DISCOVERY})


def _only(post: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """Keep the fields asked for; "title.rendered" keeps that part of the title."""
    if not fields:
        return post
    kept: dict[str, Any] = {}
    for name in fields:
        key, _, part = name.partition(".")
        if key in post and part:
            kept.setdefault(key, {})[part] = post[key][part]
        elif key in post:
            kept[key] = post[key]
    return kept


def _json(status: int, data: object, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(data, ensure_ascii=False).encode(), CONTENT_TYPES[".json"], headers or {})
