"""The stories of a soak, in prose of our own, drawn from a seed: what is published where, and when at the earliest.

What is told of one authority is a story of its own, so that the order in which stories come in decides nothing; the
steps of one story follow each other only when the service is done with the step before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from random import Random

from transforms.authorities import authority_register

NEWSROOMS = ("herald", "courier", "record")
# The example sites tell of these.
OF_EXAMPLES = {"North East Lincolnshire", "Northumberland", "Lincolnshire"}
ONE_IN_NOISE = 4
WORDS = (
    "street",
    "park",
    "library",
    "market",
    "plan",
    "year",
    "bridge",
    "road",
    "school",
    "bus",
    "town",
    "river",
    "path",
)


@dataclass(frozen=True, slots=True)
class Step:
    """What a site does from a moment on, in seconds after the beginning: it shows a page, alters it or takes it away.

    `title` None takes it away. What a step of an example site shows is in its files.
    """

    at: float
    site: str
    path: str
    title: str | None = ""
    paragraphs: tuple[str, ...] = ()

    @property
    def is_retraction(self) -> bool:
        """Whether the page goes away."""
        return self.title is None


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of one authority, step by step; `authority` None for what concerns nobody."""

    authority: str | None
    steps: tuple[Step, ...]


def write_stories(
    random: Random, seconds: float, count_of: int, today: date, example_items: Sequence[Step]
) -> list[Story]:
    """Draw stories and the moments of their steps."""
    names = [one.name for one in authority_register().authorities if one.gss_code and one.valid_to is None]
    authorities = [name for name in names if name not in OF_EXAMPLES]
    writer = _Writer(random, seconds, today)
    drawn = random.sample(authorities, count_of)
    stories = [writer.story(number, name) for number, name in enumerate(drawn)]
    noise = [writer.noise() for _ in range(count_of // ONE_IN_NOISE)]
    examples = [Story(None, (replace(step, at=random.uniform(0, seconds / 2)),)) for step in example_items]
    return [*stories, *noise, *examples]


@dataclass
class _Writer:
    """Writes our own prose."""

    random: Random
    seconds: float
    today: date
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def story(self, number: int, authority: str) -> Story:
        kind = (self.rated, self.rated, self.copied, self.corrected, self.retracted, self.led)[number % 6]
        return Story(authority, tuple(kind(authority)))

    def noise(self) -> Story:
        title = f"{self.words(2).capitalize()} opens on Saturday"
        return Story(None, (Step(self.moment(), self.site(), self.path(), title, (self.prose(), self.prose())),))

    def rated(self, authority: str) -> Iterator[Step]:
        yield self.report(authority, self.random.choice(("good", "inadequate", "outstanding")))

    def copied(self, authority: str) -> Iterator[Step]:
        first = self.report(authority, "inadequate")
        yield first
        other = self.random.choice([name for name in NEWSROOMS if name != first.site])
        yield replace(first, at=self.moment(first.at), site=other, path=self.path())

    def corrected(self, authority: str) -> Iterator[Step]:
        first = self.report(authority, "inadequate")
        yield first
        mended = tuple(one.replace("inadequate", "requires improvement") for one in first.paragraphs)
        assert first.title
        title = first.title.replace("inadequate", "requires improvement")
        yield replace(first, at=self.moment(first.at), title=title, paragraphs=mended)

    def retracted(self, authority: str) -> Iterator[Step]:
        first = self.report(authority, "inadequate")
        yield first
        yield replace(first, at=self.moment(first.at), title=None)

    def led(self, authority: str) -> Iterator[Step]:
        name = f"{self.random.choice(('Ada', 'Ruth', 'Omar', 'Ivor'))} {self.random.choice(('Marl', 'Penn', 'Holt'))}"
        title = f"{authority}: new director of children’s services appointed"
        told = f"{authority} Council has appointed {name} as its director of children’s services."
        yield Step(self.moment(), self.site(), self.path(), title, (told, self.prose(), self.prose()))

    def report(self, authority: str, grade: str) -> Step:
        inspected = f"{self.today.replace(day=1) - timedelta(days=1):%B %Y}"
        # To come by a right clock, and passed by one that is a month ahead.
        due = f"{self.today + timedelta(days=14):%-d %B %Y}"
        told = (
            f"Ofsted inspected {authority} Council’s children’s services in {inspected}. Leadership was rated {grade}.",
            self.prose(),
            f"The council will publish its improvement plan by {due}.",
            self.prose(),
        )
        title = f"{authority} Council: leadership of children’s services rated {grade}"
        return Step(self.moment(), self.site(), self.path(), title, told)

    def moment(self, after: float = 0) -> float:
        return self.random.uniform(after, self.seconds)

    def site(self) -> str:
        return self.random.choice(NEWSROOMS)

    def path(self) -> str:
        return f"/{next(self.numbers)}/{self.words(2).replace(' ', '-')}"

    def prose(self) -> str:
        return f"{self.words(40).capitalize()}."

    def words(self, number: int) -> str:
        return " ".join(self.random.choices(WORDS, k=number))
