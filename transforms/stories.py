"""One text on several titles: articles that share most of their paragraphs are one story."""

import polars as pl

# Shorter lines recur by chance: captions, bylines, "said:".
LEAST_CHARACTERS = 60
SHARED_BY_COPIES = 0.6


def assign_stories(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the articles (columns as in their table, one version each) with story_id set.

    Two are copies where at least 60 % of the paragraphs of the shorter stand in the other; the story is named after
    the copy published first.
    """
    first = articles.sort("published", "article_id", nulls_last=True)
    order = {article_id: place for place, article_id in enumerate(first["article_id"])}
    story = {article_id: article_id for article_id in order}

    def root(article_id: str) -> str:
        while story[article_id] != article_id:
            article_id = story[article_id]
        return article_id

    for left, right in sorted(_copies(articles)):
        older, younger = sorted((root(left), root(right)), key=order.__getitem__)
        story[younger] = older
    return articles.with_columns(
        pl.col("article_id").map_elements(root, return_dtype=pl.String).alias("story_id")
        if len(articles)
        else pl.col("story_id")
    )


def _copies(articles: pl.DataFrame) -> list[tuple[str, str]]:
    paragraphs = (
        articles.select("article_id", pl.col("text").str.split("\n\n").alias("paragraph"))
        .explode("paragraph")
        .with_columns(pl.col("paragraph").str.to_lowercase().str.replace_all(r"[^a-z0-9]+", " "))
        .filter(pl.col("paragraph").str.len_chars() >= LEAST_CHARACTERS)
        .with_columns(pl.col("paragraph").hash(seed=0))
        .unique()
    )
    sizes = paragraphs.group_by("article_id").len("size")
    return (
        paragraphs.join(paragraphs, on="paragraph", suffix="_other")
        .filter(pl.col("article_id") < pl.col("article_id_other"))
        .group_by("article_id", "article_id_other")
        .len("shared")
        .join(sizes, on="article_id")
        .join(sizes.rename({"article_id": "article_id_other", "size": "size_other"}), on="article_id_other")
        .filter(pl.col("shared") >= SHARED_BY_COPIES * pl.min_horizontal("size", "size_other"))
        .select("article_id", "article_id_other")
        .rows()
    )
