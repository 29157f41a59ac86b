"""The one thing to change next: kept as a code and values, said where it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from voicemock.i18n import N_, _

_MESSAGES = {
    "tell_one_time": N_(
        "You told me what you would do. Tell me one time when you did it: “I once had a "
        "customer who …”"
    ),
    "add_star_action": N_("Say what you did yourself, one step after the other: “I …, then I …”"),
    "add_star_result": N_("Say what came of it: one last sentence, ideally with a number."),
    "add_star_task": N_("Say in one sentence what was yours to do."),
    "add_star_situation": N_("Begin with when and where it was, and who was there: one sentence."),
    "add_care_solve": N_("Say what you do about it, and offer it as a choice."),
    "add_care_acknowledge": N_("Begin with the customer: thank them, or say that you are sorry."),
    "add_care_empathise": N_("Name what they feel before you solve it: “I can see how …”"),
    "add_care_follow_up": N_(
        "End with when they hear from you again, and make sure that it worked."
    ),
    "add_problem_problem": N_("Say first, in one sentence, what the problem is."),
    "add_problem_analysis": N_("Say how you find out what causes it, before you solve it."),
    "add_problem_solution": N_("Say what you do about it, step by step."),
    "add_problem_result": N_("Say what is better afterwards, and how you know."),
    "add_intro_who": N_("Begin with who you are: your name and what you do."),
    "add_intro_experience": N_(
        "Say what you have done that fits this job: where, and for how long."
    ),
    "add_intro_why": N_("Say why you want this job, here."),
    "add_intro_hook": N_("End with a question back, or with what you would like to talk about."),
    "add_closing_questions": N_("Have two questions ready for them."),
    "add_closing_thanks": N_("Thank them before you leave."),
    "add_number": N_(
        "Give one number: how many, how long, by how much. It is what people believe."
    ),
    "say_more": N_("That was brief: add your reason, and one example."),
    "say_kindly": N_("“{heard}” closes a door. Try instead: {instead}"),
    "say_kindly.plain": N_("“{heard}” closes a door. Say what you can do instead."),
    "perhaps": N_(
        "“{step}”: did you say it? I may have missed it. Say it in a sentence of its own."
    ),
    "order": N_("“{second}” came before “{first}”: the other way round is easier to follow."),
    "say_i": N_("You said “we” more than “I”. Say what you did yourself."),
    "pause_between": N_(
        "Finish the clause, then take your time: a pause there helps the listener."
    ),
    "fewer_fillers": N_("Try a silent pause where a filler comes: it sounds calmer."),
    "keep_time": N_("It was {s:.0f} s over the time. Leave out what the question did not ask for."),
    "slower": N_("Breathe at the end of each sentence: it was faster than is easy to follow."),
    "faster": N_("Say the answer aloud once more: what is repeated flows more easily."),
}
"""By code, and where it has several, what its values hold."""


@dataclass(frozen=True)
class Next:
    """What to change next, and the moment that shows it (None where none does).

    ``values`` are what its words quote, in the language of the answer.
    """

    code: str
    start_s: float | None = None
    values: dict[str, int | float | str] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """Its words in the language in use; empty for a code of another version."""
        plain = self.code == "say_kindly" and not self.values.get("instead")
        code = f"{self.code}.plain" if plain else self.code
        try:
            return _(_MESSAGES[code]).format(**self.values)
        except (LookupError, TypeError, ValueError):  # a document of another version
            return ""
