"""Where the pages of a vote are, and what the form of a motion sends."""

from datetime import timedelta

from assembly import clock
from tests.factories import voting as make
from tests.factories.voting import Scene

LANGUAGES = ("en", "es", "fr", "ru")


def staff_url(scene: Scene, rest: str = "", language: str = "en") -> str:
    return f"/{language}/secretariat/events/{scene.slug}/votes{rest}"


def ballot_url(scene: Scene, vote_id: int, rest: str = "", language: str = "en") -> str:
    return f"/{language}/events/{scene.slug}/votes/{vote_id}{rest}"


def motion(scene: Scene, **fields: str) -> dict[str, str]:
    typed = {f"question-{code}": text for code, text in make.QUESTION.items()}
    closes = clock.now() + timedelta(days=2)
    return {
        **typed,
        "rule_profile_id": str(scene.profile_id),
        "secrecy": "roll-call",
        "closes_at": closes.strftime("%Y-%m-%dT%H:%M"),
        "publishing": "at-once",
        **fields,
    }
