"""GOV.UK: the results of a query, or the documents of a collection."""

from urllib.parse import urlsplit

from scrapers.entries import Found, Visit
from scrapers.readers.govuk_collection import find_in_collection
from scrapers.readers.govuk_pages import CONTENT_API
from scrapers.readers.govuk_search import find_by_search


def find(visit: Visit) -> Found:
    """Return what the source's address lists.

    It is a query of the Search API (`https://www.gov.uk/api/search.json?...`) or the address of a document collection
    in the Content API (`https://www.gov.uk/api/content/government/collections/...`).
    """
    is_collection = urlsplit(visit.source.address).path.startswith(CONTENT_API)
    return find_in_collection(visit) if is_collection else find_by_search(visit)
