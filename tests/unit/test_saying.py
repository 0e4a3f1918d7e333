"""What is said as data: worded in either language, with what is said within it."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.doctor import SUBJECTS
from bot.domain.checkup import Area, Grade
from bot.domain.saying import say, worded
from bot.domain.text import LANGUAGES
from bot.language import catalogue


def test_what_is_said_within_is_worded_in_the_same_language_and_a_list_as_it_has_lists() -> None:
    rank = say("doctor-rank-closed", rank=say("doctor-rank", status="member"))
    both = say("doctor-allow", permissions=(say("doctor-thread"), say("doctor-closed")))
    assert [worded(rank, catalogue.words(lang)) for lang in LANGUAGES] == [
        "投稿できません（ボットの立場：メンバー）",
        "the bot may not post there: it is a member there",
    ]
    assert [worded(both, catalogue.words(lang)) for lang in LANGUAGES] == [
        "チャンネルの権限で許可してください：チャンネルではなく、スレッドです、投稿できません",
        "allow it in the channel's permissions: it is a thread, not a channel, the bot may not post there",
    ]


def test_a_rank_that_is_not_known_is_told_by_its_name() -> None:
    for lang in LANGUAGES:
        assert "emperor" in worded(say("doctor-rank", status="emperor"), catalogue.words(lang))


def test_a_value_that_is_missing_is_a_fault() -> None:
    with pytest.raises(ValueError, match="doctor-look-at"):
        worded(say("doctor-look-at"), catalogue.words("ja"))


def test_every_area_subject_and_grade_of_the_doctor_has_a_word_in_every_language() -> None:
    areas = [f"area-{area.replace(' ', '-')}" for area in get_args(Area)]
    subjects = [f"subject-{subject}" for subjects in SUBJECTS.values() for subject in subjects]
    for lang in LANGUAGES:
        words = catalogue.words(lang)
        for name in (*areas, *subjects, *(f"grade-{grade}" for grade in get_args(Grade))):
            assert words(f"doctor-{name}")
