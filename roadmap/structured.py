"""Roadmap and goals as schema.org describes them."""

from typing import Any

from roadmap.models import Goal, Roadmap
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.reuse.columns import address
from tehran_diplomacy.reuse.structured import council, in_language_of, permanent_id


def roadmap_work(roadmap: Roadmap, language: str) -> dict[str, Any]:
    """Return a roadmap as a text of the council."""
    name = translated(roadmap, "title", language)
    return {
        "@type": "CreativeWork",
        "@id": permanent_id(roadmap.uid),
        "url": address(roadmap, language),
        "identifier": roadmap.uid,
        "name": name.text,
        "inLanguage": name.language,
        "abstract": in_language_of(name, translated(roadmap, "pull_quote", language)),
        "author": council(language),
        "dateModified": roadmap.changed_at.isoformat(timespec="seconds"),
    }


def goal_work(goal: Goal, language: str) -> dict[str, Any]:
    """Return a goal as a part of its roadmap."""
    name = translated(goal, "title", language)
    return {
        "@type": "CreativeWork",
        "@id": permanent_id(goal.uid),
        "url": address(goal, language),
        "identifier": goal.uid,
        "position": goal.number,
        "name": name.text,
        "inLanguage": name.language,
        "abstract": in_language_of(name, translated(goal, "summary", language)),
        "isPartOf": {
            "@type": "CreativeWork",
            "@id": permanent_id(goal.roadmap.uid),
            "name": translated(goal.roadmap, "title", language).text,
        },
        "author": council(language),
        "dateModified": goal.changed_at.isoformat(timespec="seconds"),
    }
