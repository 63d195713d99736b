"""What is there to read on a site: found by what its pages say, by usual addresses and by the system it is built with.

signs        words, addresses and marks, from signs.yaml
errand       the fetcher of one discovery: no address twice, so many requests
looks        a page and the systems it shows signs of
links, paths, sitemaps   where to try which reader
trials       trying it through that reader
ranking      which find is best
survey, steps   what is known of the site, and what to do next
discovery    what it came to
entry_yaml   the entry of the register for a find
"""

from scrapers.discover.discovery import MOST_REQUESTS, Discovery, discover
from scrapers.discover.entry_yaml import as_yaml, entry_of
from scrapers.discover.leads import Lead
from scrapers.discover.trials import Trial

__all__ = ["MOST_REQUESTS", "Discovery", "Lead", "Trial", "as_yaml", "discover", "entry_of"]
