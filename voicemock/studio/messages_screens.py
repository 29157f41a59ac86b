"""The words of the screens beside an interview: history, stories, questions, preparation, settings."""

from __future__ import annotations

from voicemock.i18n import _, ngettext

Words = dict[str, str | list[str] | dict[str, str]]


def words() -> Words:
    """As `voicemock.studio.messages.words`."""
    return {
        **_shared(),
        **_answers(),
        **_stories(),
        **_questions(),
        **_preparation(),
        **_settings(),
        **_drills(),
    }


def _shared() -> Words:
    return {
        "nav": _("Parts of the studio"),
        "nav_ready": _("Rehearse"),
        "nav_drills": _("Exercises"),
        "nav_history": _("History"),
        "nav_stories": _("Stories"),
        "nav_questions": _("Question bank"),
        "nav_prepare": _("Before & after"),
        "nav_settings": _("Settings"),
        "comma": _(", "),
        "save": _("Save"),
        "delete": _("Delete"),
        "unsaved_title": _("Leave without saving?"),
        "unsaved_text": _("What you wrote here is not saved yet."),
        "unsaved_leave": _("Leave without saving"),
        "show_more": _("Show more"),
    }


def _answers() -> Words:
    return {
        "history_title": _("Your answers"),
        "history_note": _("Open one to hear it again, or choose several to compare them."),
        "history_empty": _("Here you will find every answer you give, to hear it again."),
        "history_count": [ngettext("{count} answer", "{count} answers", n) for n in (1, 2)],
        "all_answers": _("All your answers"),
        "all_languages": _("All languages"),
        "all_topics": _("All topics"),
        "search_questions": _("Search the questions"),
        "none_fits": _("No answer fits. Search for fewer or other words."),
        "choose": _("Choose"),
        "chosen": _("With the chosen answers"),
        "chosen_count": [ngettext("{count} chosen", "{count} chosen", n) for n in (1, 2)],
        "compare": _("Compare"),
        "compare_hint": _("Choose 2 to {most} to compare them."),
        "forget_title": _("Delete for good?"),
        "forget_one": _(
            "Your answer of {when} to “{question}”: recording, transcript and feedback. You cannot get it back."
        ),
        "forget_some": [
            ngettext(
                "{count} answer: recording, transcript and feedback. You cannot get it back.",
                "{count} answers: recordings, transcripts and feedback. You cannot get them back.",
                n,
            )
            for n in (1, 2)
        ],
        "forgotten": [
            ngettext("{count} answer is deleted.", "{count} answers are deleted.", n)
            for n in (1, 2)
        ],
        "an_answer": _("An answer"),
        "practise_this": _("Answer this question again"),
        "compare_takes": _("Compare your takes"),
        "other_takes": _("Your other answers to this question"),
        "delete_answer": _("Delete this answer"),
        "delete_question": [
            ngettext(
                "Delete the answer to this question",
                "Delete all {count} answers to this question",
                n,
            )
            for n in (1, 2)
        ],
        "forget_question_title": _("Delete all answers to this question?"),
        "forget_question": [
            ngettext(
                "{count} answer to “{question}”: recording, transcript and feedback. You cannot get it back.",
                "{count} answers to “{question}”: recordings, transcripts and feedback. You cannot get them back.",
                n,
            )
            for n in (1, 2)
        ],
        "compare_title": _("Side by side"),
        "figures": _("In numbers"),
        "compare_note": _(
            "The change is from the first to the last. It is coloured where it is larger than you usually vary."
        ),
        "change_good": _("(better)"),
        "change_mind": _("(worth a look)"),
        "hear_them": _("Hear them"),
    }


def _stories() -> Words:
    return {
        "stories_title": _("Your stories"),
        "stories_note": _("Two or three true stories from your work fit many questions."),
        "story_why_1": _("Write down a moment you are a little proud of. Keywords are enough."),
        "story_why_2": _(
            "Situation, task, action, result: four short parts, so nothing is missing."
        ),
        "story_why_3": _("When a question fits, your story is shown beside it while you practise."),
        "story_new": _("Write a story"),
        "story_edit": _("Your story"),
        "story_missing": _("Still missing: {parts}"),
        "story_gone": _("This story is not there any more."),
        "story_language": _("You will tell it in"),
        "story_title": _("Title"),
        "story_title_note": _("To recognize it at a glance: The late parcel"),
        "story_situation": _("Situation"),
        "story_situation_note": _("Where and when was it, and what was going on?"),
        "story_task": _("Task"),
        "story_task_note": _("What did you have to achieve?"),
        "story_action": _("Action"),
        "story_action_note": _("What did you yourself do? Say “I”, step by step."),
        "story_result": _("Result"),
        "story_result_note": _("How did it end? A number makes it stick."),
        "story_tags": _("Words it fits"),
        "story_tags_note": _("Apart by commas: angry customer, teamwork"),
        "story_untitled": _("Give the story a title, then save it."),
        "story_saved": _("Your story is saved."),
        "story_delete_it": _("Delete this story"),
        "story_delete_title": _("Delete this story?"),
        "story_delete": _("“{title}” will be gone for good."),
    }


def _questions() -> Words:
    return {
        "questions_title": _("Question bank"),
        "questions_note": _("What may be asked, with tips and an example of a good answer."),
        "questions_count": [ngettext("{count} question", "{count} questions", n) for n in (1, 2)],
        "none_found": _("No question holds these words. Search for fewer or other words."),
        "a_question": _("A question"),
        "needs_job": _("Needs a word from a job advert"),
        "needs_company": _("Needs a word the company likes"),
        "needs_job_long": _(
            "This question takes a word from a job advert. Paste one where you rehearse, and it may be asked."
        ),
        "needs_company_long": _(
            "This question takes a word the company likes. Write some where you rehearse, and it may be asked."
        ),
        "speak_for": _("up to {seconds} seconds"),
        "practise_question": _("Answer this question"),
        "listens_for": _("What they listen for"),
        "tips": _("Tips"),
        "example": _("Example of a good answer"),
        "why_it_works": _("Why it works"),
        "may_follow": _("What they may ask next"),
        "turn": _("What the customer says, part {number}"),
        "terms": _("Words that show you know the job"),
        "your_answers": _("Your answers to it"),
        "pack_title": _("Questions of your own"),
        "pack_note": _(
            "Choose a question pack (a .toml file), or drop it here. It is checked, and kept on this computer until you delete it."
        ),
        "pack_large": _("This file is too large. Divide it into smaller ones."),
        "pack_good": [
            ngettext(
                "“{title}” is fine: {count} question.", "“{title}” is fine: {count} questions.", n
            )
            for n in (1, 2)
        ],
        "pack_faults": [
            ngettext(
                "{name} cannot be used yet; there is {count} thing to mend:",
                "{name} cannot be used yet; there are {count} things to mend:",
                n,
            )
            for n in (1, 2)
        ],
        "line": _("Line {line}"),
        "pack_use": _("Look at its questions"),
        "pack_show": _("Your own pack: {title}"),
        "pack_practise": _("Practise with these questions"),
        "pack_back": _("Back to all questions"),
        "pack_delete": _("Delete these questions"),
        "pack_delete_title": _("Delete these questions?"),
        "pack_delete_text": _("“{title}” will be removed from this computer. Your answers stay."),
    }


def _preparation() -> Words:
    return {
        "prepare_title": _("Before and after"),
        "prepare_note": _("A list for the days and minutes before, and a letter for afterwards."),
        "after_title": _("Is the interview over?"),
        "after_note": _("Thank them within a day. It takes two minutes."),
        "letter_write": _("Write the letter"),
        "tick_done": _("done"),
        "tick_open": _("not yet"),
        "ticks_clear": _("Untick everything, for the next interview"),
        "ticks_cleared": _("Everything is unticked."),
        "letter_title": _("Thank-you letter"),
        "letter_note": _(
            "Fill in what you know, and the letter writes itself. Read it once before you send it."
        ),
        "which_letter": _("Which letter?"),
        "kind_thanks": _("The thank-you letter"),
        "kind_reminder_1": _("A polite reminder, after a week"),
        "kind_reminder_2": _("The second and last reminder, after two weeks"),
        "your_name": _("Your name"),
        "the_company": _("The company"),
        "interviewer": _("Who interviewed you"),
        "interviewer_note": _("As you would address them: Ms Chen"),
        "the_role": _("The job"),
        "topics": _("What you talked about"),
        "topics_note": _("Apart by commas: night shifts, training"),
        "the_day": _("Day of the interview"),
        "the_time": _("Time of the interview"),
        "the_time_note": _("Only for the calendar"),
        "the_letter": _("The letter"),
        "letter_needs": _("Your letter appears here once your name and the company are filled in."),
        "copy": _("Copy the letter"),
        "copied": _("Copied"),
        "save_file": _("Save as a file"),
        "when_to_send": _("When to send what"),
        "is_past": _("already past"),
        "calendar": _("Put these days into my calendar"),
        "calendar_saved": _("The file for your calendar is saved. Open it to add the days."),
        "time_for_calendar": _(
            "With the time of the interview, you also get reminders for your calendar."
        ),
    }


def _settings() -> Words:
    return {
        "settings_title": _("Settings"),
        "settings_note": _("Each choice is saved at once."),
        "settings_saved": _("Saved."),
        "set_general": _("Language and pace"),
        "set_ui": _("Language of this program"),
        "set_lang": _("Language of your interviews"),
        "set_lang_none": _("As this computer is set"),
        "set_follow": _("Follow-up questions"),
        "set_follow_yes": _("Ask them, as a real interviewer does"),
        "set_follow_no": _("Only the questions themselves"),
        "set_target": _("Pace to aim for"),
        "set_target_note": _("In words a minute, in Mandarin in 字"),
        "target_usual": _("120 to 150: calm and clear"),
        "target_natural": _("As people naturally speak"),
        "target_mine": _("My own usual pace"),
        "target_mine_later": _("My own usual pace (after 3 answers)"),
        "target_other": _("Other"),
        "set_target_own": _("From and to"),
        "set_target_own_note": _("Two numbers: 130-160"),
        "set_voice": _("The interviewer"),
        "set_voice_in": _("Voice in {language}"),
        "set_system": _("Use the voice of this computer instead"),
        "set_rate": _("How fast the interviewer speaks"),
        "rate_110": _("Slowly"),
        "rate_135": _("A little slowly"),
        "rate_160": _("As usual"),
        "rate_185": _("A little fast"),
        "rate_own": _("{rate} words a minute"),
        "set_recognizer": _("Speech recognition"),
        "set_recognizer_note": _(
            "Change this only if you know another one. It all happens on this computer."
        ),
        "set_engine": _("Recognizer"),
        "set_model": _("Model"),
        "set_model_note": _("A name or a folder; leave it empty for the usual one."),
        "set_file": _("Kept in {file}"),
        "mine_title": _("Everything of mine"),
        "mine_now": _("Now: {all}"),
        "answers_count": [ngettext("{count} answer", "{count} answers", n) for n in (1, 2)],
        "stories_count": [ngettext("{count} story", "{count} stories", n) for n in (1, 2)],
        "export": _("Save everything as one file"),
        "export_note": _(
            "A zip with recordings, feedback in words, a table of all figures, stories and settings. It can be read without this program."
        ),
        "remove_all": _("Delete everything"),
        "remove_all_title": _("Delete everything for good?"),
        "remove_all_text": _(
            "{all}, with recordings and feedback, in {folder}, and what this browser remembers. You cannot get it back."
        ),
        "remove_all_stays": _("Your settings stay, and so do files you saved elsewhere."),
        "remove_all_yes": _("Delete everything"),
        "removed_all": _("Everything is deleted."),
    }


def _drills() -> Words:
    return {
        "drills_title": _("Exercises of five minutes"),
        "drills_note": _(
            "Each shows a before and an after. You speak out loud, and it stays on this computer."
        ),
        "drill_fits": _("An exercise that fits"),
        "drill_why": _("In your answers it stood out: {why}"),
        "drill_begin": _("Begin"),
        "drill_go_on": _("Go on"),
        "drill_left_at": _("Left at part {number} of {count}."),
        "drill_latest": _("Done {times}×. The latest, {day}: {before} → {after}"),
        "drill_interviews": _("Whole interviews"),
        "drill_found": _("What we heard"),
        "drill_done": _("Done"),
        "drill_left": _("You left the exercise"),
        "drill_another": _("Another exercise"),
        "leave_drill_title": _("Leave the exercise?"),
        "leave_drill_text": _("What you said is kept. You can begin it again at any time."),
        "part_of": _("Part {number} of {count}"),
        "part_next": _("Next part"),
        "part_again": _("Once more"),
        "caught": _("I heard one"),
    }
