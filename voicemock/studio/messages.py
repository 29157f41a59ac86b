"""The words of the studio's page, in the language in use, by the names the page gives them."""

from __future__ import annotations

from voicemock.i18n import _, ngettext
from voicemock.studio import messages_screens

SPEAK_NOW = {"zh": "请开始回答", "en": "Speak now"}
"""The interviewer's cue, in the interview's language whatever language the program speaks."""


def words() -> messages_screens.Words:
    """Every word the page shows: a text, or [one, many] where a number is in it."""
    return {
        "skip": _("Go to the content"),
        "speak_now": SPEAK_NOW,
        "title": _("Rehearse your interview"),
        "noscript": _("This page needs JavaScript. Turn it on, then load the page again."),
        "new_tab": _("(opens in a new tab)"),
        "close": _("Close"),
        "cancel": _("Cancel"),
        "try_again": _("Try again"),
        "reload": _("Load the page again"),
        "key_space": _("Space"),
        "key_enter": _("Enter"),
        # Get ready
        "ready_title": _("Rehearse your interview"),
        "first_1": _("You hear a question and answer it out loud."),
        "first_2": _("Then you see the one thing to do better, and you can hear yourself."),
        "first_3": _("Everything stays on this computer. Nothing is sent anywhere."),
        "kept_in": _("Your answers are kept in {folder}"),
        "welcome_back": [
            ngettext(
                "Welcome back. You have {count} answer so far.",
                "Welcome back. You have {count} answers so far.",
                n,
            )
            for n in (1, 2)
        ],
        "progress": _("See your progress"),
        "left_from_before": _("Left from before"),
        "interrupted": [
            ngettext(
                "Your last interview was interrupted. {count} question is left.",
                "Your last interview was interrupted. {count} questions are left.",
                n,
            )
            for n in (1, 2)
        ],
        "go_on_with_it": _("Go on with it"),
        "unfinished": _(
            "One answer was recorded, but you have not seen the feedback yet ({length})."
        ),
        "analyze": _("Get the feedback"),
        "keep": _("Keep it for later"),
        "discard": _("Delete it"),
        "discard_title": _("Delete this recording?"),
        "discard_text": _("You cannot get it back."),
        "interview_in": _("Interview in"),
        "what": _("What do you want to practise?"),
        "whole": _("A whole interview"),
        "whole_note": _("Several questions, one after the other"),
        "category": _("One topic"),
        "category_note": _("Questions of one kind"),
        "question": _("One question"),
        "question_note": _("The one that worries you most"),
        "roleplay": _("A role play"),
        "roleplay_note": _("A customer has a problem, and you help"),
        "how_many": _("How many questions?"),
        "which_category": _("Which topic?"),
        "which_question": _("Which question?"),
        "microphone": _("Microphone"),
        "usual_microphone": _("The usual microphone"),
        "microphone_check": _("Check it first"),
        "microphone_ask": _("Your browser asks once whether it may listen. Choose “Allow”."),
        "level": _("How loud you are"),
        "say_sentence": _("Say a sentence"),
        "say_now": _("Say something, for example your name …"),
        "playing_back": _("This is how you sound …"),
        "heard_good": _("Good. You can be heard well."),
        "heard_quiet": _("That was very quiet. Move closer to the microphone."),
        "heard_loud": _("That was too loud. Move away from the microphone a little."),
        "heard_nothing": _(
            "Nothing was heard. Is the microphone switched off? You can also choose another one."
        ),
        "bluetooth": _(
            "A Bluetooth headset records less well and misses the first second. Better choose the microphone of the computer, if there is one."
        ),
        "processed": _(
            "Your browser or headset changes the sound, for example against noise. Pauses are then measured less exactly."
        ),
        "advert_and_company": _("Job advert and company"),
        "advert": _("Job advert"),
        "advert_note": _(
            "Paste the text here, or drop a text file. You then get questions that fit."
        ),
        "choose_file": _("Choose a file"),
        "advert_wrong": _(
            "This file cannot be read as text. Copy the words of the advert and paste them here."
        ),
        "company": _("Words the company likes"),
        "company_note": _("You find them on its website: ownership, empathy"),
        "voice": _("The interviewer’s voice"),
        "voice_default": _("{name} (suggested)"),
        "hear_voice": _("Hear it"),
        "more": _("More choices"),
        "follow_ups": _("Follow-up questions, as a real interviewer asks them"),
        "calm": _("A calm minute before hard questions"),
        "exam": _("Like a video interview without an interviewer"),
        "exam_note": _("Time to think, one try for each question, feedback at the end"),
        "start": _("Start"),
        "starting": _("Starting …"),
        "start_note": _("You can stop at any time. What you said is kept."),
        # The question
        "question_of": _("Question {number} of {count}"),
        "listen_title": _("The question"),
        "listen_hint": _("Just listen. It is your turn when the voice ends."),
        "preparing": _("One moment …"),
        "preparing_voice": _("Putting the interviewer's voice together (once) …"),
        "preparing_ears": _("Getting ready to listen to you …"),
        "skip_voice": _("Answer now"),
        "slower": _("Ask me slower"),
        "follow_up": _("Follow-up question"),
        "customer": _("The customer"),
        "your_story": _("You have a story for this: {title}"),
        "told_slower": _("Again, slower."),
        "told_over": _("Starting over."),
        "calm_title": _("A hard question comes next. Breathe for a minute first."),
        "breathe_in": _("breathe in"),
        "breathe_out": _("breathe out"),
        "seconds_left": _("{count} s left"),
        "skip_calm": _("Go to the question"),
        # The answer
        "answer_title": _("Your answer"),
        "think": _("Time to think"),
        "think_hint": _("The recording starts by itself."),
        "time_of": _("of {limit}"),
        "finish": _("I am done"),
        "pause": _("Pause"),
        "paused": _("Paused. Take your time."),
        "resume": _("Go on"),
        "resumed": _("Go on speaking."),
        "start_over": _("Start over"),
        "half": _("Half of the time is over."),
        "left_30": _("30 seconds left."),
        "over_time": _("The time is over. Just finish your sentence."),
        "show_pace": _("Show how fast I speak"),
        "hide_pace": _("Hide how fast I speak"),
        "pace_wait": _("You see it here after a few seconds of speaking."),
        "pace_now": _("About {pace} {unit}. Good is {low} to {high}."),
        "pausing": _("Pause: {seconds} s"),
        "unit_words": _("words/min"),
        "unit_chars": _("字/min"),
        "keys_on": _("Use letter keys"),
        "analyzing": _("Listening to your answer …"),
        "leave": _("Leave"),
        "leave_title": _("Leave the interview?"),
        "leave_text": _("Your answers are kept. You can do the other questions later."),
        "stay": _("Stay"),
        # The feedback
        "see_title": _("Your feedback"),
        "next_thing": _("Do this next"),
        "nothing_next_title": _("Well done"),
        "nothing_next": _("There is nothing you must change."),
        "hear_place": _("Hear this place"),
        "good": _("This was good"),
        "fault_microphone": _("First, the microphone"),
        "fault_not_judged": _("This answer could not be judged"),
        "counts": _("Your answer in numbers"),
        "aim": _("aim for {low} to {high}"),
        "pace_slow": _("a little slow"),
        "pace_good": _("good"),
        "pace_fast": _("a little fast"),
        "count_positive": _("good phrases"),
        "count_to_avoid": _("phrases to avoid"),
        "count_fillers": _("filler words"),
        "count_pauses": _("long pauses"),
        "hear": _("Hear"),
        "hear_again": _("Hear again"),
        "of_moments": _("{number} of {count}"),
        "picture": _("Your answer in sound and words"),
        "hear_all": _("Hear your answer"),
        "open_page": _("Open it alone"),
        "steps": _("What a full answer has"),
        "moments": _("All places to hear"),
        "transcript": _("What was understood"),
        "notes": _("Good to know"),
        "takes": _("Your takes side by side"),
        "change": _("change"),
        "all_numbers": _("All numbers"),
        "step_found": _("you said it"),
        "step_unsure": _("did you say it? I may have missed it"),
        "step_missing": _("not heard yet"),
        "take_number": _("Take {number}"),
        "take_length": _("length"),
        "take_pace": _("pace"),
        "what_next": _("What next?"),
        "next_question": _("Next question"),
        "next_follow_up": _("Hear the follow-up"),
        "finish_interview": _("Finish"),
        "answer_again": _("Answer again"),
        "skip_follow_up": _("Skip the follow-up"),
        "not_judged": _("There is no feedback for this answer"),
        "kept": _("Your recording is kept. You can get the feedback later."),
        "kept_title": _("Your answer is kept"),
        "kept_text": _("You see the feedback at the end."),
        # The camera
        "camera": _("Film me, too"),
        "camera_note": _(
            "Off unless you switch it on. The video is kept beside your answer on this computer, some "
            "6 MB a minute. Nobody judges it: you look at it yourself."
        ),
        "camera_refused": _(
            "The camera is not allowed: press the sign to the left of the address at the top."
        ),
        "camera_missing": _("There is no camera."),
        "camera_busy": _("The camera is in use by another program."),
        "camera_unsupported": _("This browser cannot film here."),
        "camera_without": _("It goes well without, too."),
        "camera_gone": _("The camera is gone; the sound goes on."),
        "camera_behind": _("The video cannot be kept fast enough; the sound goes on."),
        "self_view": _("You, as in a mirror"),
        "self_view_hide": _("Hide my picture"),
        "self_view_show": _("Show my picture"),
        "film_title": _("Your video"),
        "film_how": _(
            "It plays together with the sound above. Stop where you see something, and mark it."
        ),
        "film_posture": _("Do I sit upright and still?"),
        "film_smile": _("Do I smile, at the start and at the end?"),
        "film_nodding": _("Do I nod now and then?"),
        "film_looking": _("Do I look at the camera?"),
        "film_background": _("Is the background tidy, the light in front?"),
        "film_good": _("Good here"),
        "film_mind": _("Not yet here"),
        "film_unmark": _("Take the mark away"),
        "film_size": _("{size} MB, kept beside the recording."),
        "film_remove": _("Remove the video"),
        "film_remove_title": _("Remove the video?"),
        "film_remove_text": _("Your marks in it go, too. The recording and the feedback stay."),
        "film_removed": _("The video is removed."),
        # Putting right
        "transcript_how": _(
            "Is a word wrong? Click it, type what you said, press Enter. With the keyboard: arrow keys, "
            "Enter; with Shift several words; Delete takes a word away."
        ),
        "what_you_said": _("What you said here"),
        "save_word": _("Put right"),
        "next_word_too": _("The next word, too"),
        "not_said": _("I did not say that"),
        "said_it": _("I did say it"),
        "struck_title": _("You did not say:"),
        "heard_as": _("Heard as: {heard}"),
        "added_by_you": _("Added by you"),
        "undo": _("Undo the last change"),
        "put_right": _("Put right. The numbers are made again."),
        "word_gone": _("Taken away. The numbers are made again."),
        "struck": _("Struck out. The numbers are made again."),
        "undone": _("Undone."),
        # Afterwards
        "over_title": _("You did it"),
        "over_early": _("You left the interview"),
        "over_kept": [
            ngettext(
                "{count} answer is kept on this computer.",
                "{count} answers are kept on this computer.",
                n,
            )
            for n in (1, 2)
        ],
        "over_none": _("There was no answer yet. Come back when you like."),
        "one_failed": _("One answer could not be judged. Its recording is kept."),
        "left_over": [
            ngettext(
                "{count} question is left. You can go on with it when you start again.",
                "{count} questions are left. You can go on with them when you start again.",
                n,
            )
            for n in (1, 2)
        ],
        "this_practice": _("This practice"),
        "improved": _("This got better"),
        "from_to": _("{name}: from {before} to {now}"),
        "worth": _("Worth practising"),
        "job_words": _("Words of the job and the company"),
        "words_said": _("You said: {words}"),
        "words_missing": _("Not yet: {words}"),
        "practise_again": _("Practise again"),
        "history": _("Earlier answers"),
        "no_question": _("A recording"),
        "praised": [
            ngettext(
                "{count} good phrase",
                "{count} good phrases",
                n,
            )
            for n in (1, 2)
        ],
        "avoided": [
            ngettext(
                "{count} phrase to avoid",
                "{count} phrases to avoid",
                n,
            )
            for n in (1, 2)
        ],
        "may_close": _(
            "You can close this page now. The program ends by itself two minutes later."
        ),
        # What can go wrong
        "lost": _("The connection is lost. Trying again …"),
        "lost_speaking": _("The connection is lost. Just go on speaking: every word is kept."),
        "connected": _("The connection is back. Nothing is lost."),
        "gone_title": _("The program has ended"),
        "gone_text": _(
            "What you said is kept. Start voicemock again as you did before; this page then goes on."
        ),
        "stranger_title": _("This page is too old"),
        "stranger_text": _("The program was started again. Open the address that it shows now."),
        "taken_title": _("The interview is open in another tab"),
        "taken_text": _("Only one tab can listen to you. Nothing is lost."),
        "use_here": _("Use it here"),
        "resume_title": _("Your interview is still here"),
        "resume_text": _("Go on where you were. Sound and microphone are switched on again."),
        "go_on": _("Go on"),
        "end_it": _("End it"),
        "refused_title": _("The microphone is not allowed"),
        "refused_text": _(
            "Press the sign to the left of the address at the top, allow the microphone, then try again."
        ),
        "missing_title": _("There is no microphone"),
        "missing_text": _("Plug one in or switch it on, then try again."),
        "busy_title": _("The microphone is in use"),
        "busy_text": _(
            "Another program has it, perhaps a video call. Close that program, then try again."
        ),
        "unsupported_title": _("This browser cannot record here"),
        "unsupported_text": _("Use a new version of Chrome, Edge, Firefox or Safari."),
        "ended_title": _("The microphone is gone"),
        "ended_text": _(
            "What you said until then is kept. Plug it in again or choose another one."
        ),
        "muted": _(
            "The microphone gives no sound. Is it muted? Look for a switch on it or a key on your keyboard."
        ),
        "unmuted": _("The microphone works again."),
        "waiting": _("The microphone delivers nothing yet; waiting for it …"),
        "failed_title": _("That did not work"),
        **messages_screens.words(),
    }
