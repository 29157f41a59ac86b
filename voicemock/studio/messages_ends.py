"""The words of how an interview ends: afterwards, or because something went wrong."""

from __future__ import annotations

from voicemock.i18n import _, ngettext
from voicemock.studio.messages_screens import Words


def words() -> Words:
    """As `voicemock.studio.messages.words`."""
    return {
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
    }
