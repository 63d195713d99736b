"""A bucket of an object store (S3, Google, Azure), used as a folder is."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import ObjectStore, from_url

from flows.store import StoreError, checked_name, folder_within

ALLOW_HTTP = {"s3": "AWS_ALLOW_HTTP", "gs": "GOOGLE_ALLOW_HTTP", "az": "AZURE_ALLOW_HTTP"}
# What the stores and their client say, and what it means for the operator.
MISSING = re.compile(r"NoSuchBucket|ContainerNotFound|bucket does not exist")
REFUSED = re.compile(
    r"Missing(?:AccessKeyId|Account)|InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|[Tt]oken ?[Rr]equest"
)
PLAIN_HTTP = re.compile(r"BadScheme")
SILENT = re.compile(r"kind: (?:Connect|Timeout)")
CODE = re.compile(r"<Code>(\w{1,80})</Code>")


def open_bucket(url: str) -> "BucketStore":
    """Open the bucket of that URL; nothing is fetched yet."""
    try:
        bucket = from_url(
            url,
            client_options={
                "connect_timeout": timedelta(seconds=10),
                "timeout": timedelta(minutes=10),
                # Options given here hide this variable from the library.
                "allow_http": os.environ.get(ALLOW_HTTP[url[:2]], "").casefold() in ("1", "true"),
            },
            retry_config={"max_retries": 4, "retry_timeout": timedelta(minutes=2)},
        )
    except (BaseError, OSError, ValueError) as error:
        raise _unable("opened", url, error) from error
    return BucketStore(url, bucket)


@dataclass(frozen=True, slots=True)
class BucketStore:
    """A bucket of an object store, from `within` on: empty, or a path that ends in a slash.

    It goes to other processes by pickle; one that is made by `fork` after the first request hangs, so spawn them.
    """

    url: str
    bucket: ObjectStore
    within: str = ""

    def read(self, name: str) -> bytes:
        """Return an object's content; raises FileNotFoundError where there is none."""
        try:
            return bytes(obstore.get(self.bucket, self._key(name)).bytes())
        except (BaseError, OSError) as error:
            if isinstance(error, FileNotFoundError) and not _lacks_bucket(error):
                raise FileNotFoundError(f"there is no object {self.place(name)}") from error
            raise _unable("read", self.place(name), error) from error

    def write(self, name: str, content: bytes) -> None:
        """Replace the object in one request: the store takes all of it or nothing."""
        try:
            obstore.put(self.bucket, self._key(name), content, use_multipart=False)
        except (BaseError, OSError) as error:
            raise _unable("written", self.place(name), error) from error

    def exists(self, name: str) -> bool:
        """Whether there is such an object; an answer without a body cannot tell that the bucket itself is missing."""
        try:
            obstore.head(self.bucket, self._key(name))
        except FileNotFoundError:
            return False
        except (BaseError, OSError) as error:
            raise _unable("looked up", self.place(name), error) from error
        return True

    def list(self, prefix: str = "") -> Iterator[str]:
        """Yield the names, a page of the store's listing at a time."""
        above = self.within + folder_within(prefix)
        try:
            for found in obstore.list(self.bucket, above or None, chunk_size=1000):
                yield from (one["path"].removeprefix(self.within) for one in found)
        except (BaseError, OSError) as error:
            raise _unable("listed", self.place(prefix), error) from error

    def delete(self, name: str) -> None:
        """Delete an object; one that is not there is no fault."""
        try:
            obstore.delete(self.bucket, self._key(name))
        except (BaseError, OSError) as error:
            if not isinstance(error, FileNotFoundError) or _lacks_bucket(error):
                raise _unable("deleted", self.place(name), error) from error

    def place(self, name: str = "") -> str:
        """Return the URL."""
        return f"{self.url}/{self.within}{name}".rstrip("/")

    def sub(self, prefix: str) -> Self:
        """Return the store of what lies below that prefix; it shares the connections."""
        return replace(self, within=self.within + folder_within(prefix))

    def _key(self, name: str) -> str:
        return self.within + checked_name(name)


def _unable(done: str, place: str, error: Exception) -> StoreError:
    return StoreError(f"{place} cannot be {done}: {_fault(error)}")


def _fault(error: Exception) -> str:
    text = str(error)
    if _lacks_bucket(error):
        return "the bucket is missing; create it, or correct its name"
    if isinstance(error, PermissionDeniedError | UnauthenticatedError) or REFUSED.search(text):
        return "access is refused; check the keys in the environment (for S3 AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)"
    if PLAIN_HTTP.search(text):
        return "its endpoint is plain http; if that is meant, set AWS_ALLOW_HTTP=true (GOOGLE_, AZURE_)"
    if SILENT.search(text):
        return "the host does not answer; check the network and the endpoint (for S3 AWS_ENDPOINT_URL)"
    code = CODE.search(text)
    return f"the store says {code[1] if code else text.partition(chr(10))[0][:200]}; check its address and its state"


def _lacks_bucket(error: Exception) -> bool:
    return MISSING.search(str(error)) is not None
