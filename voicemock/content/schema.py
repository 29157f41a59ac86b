"""The JSON Schema of question packs, published as ``prompts/pack.schema.json`` for editors."""

from __future__ import annotations

import json
from typing import Any

from voicemock.content import reader
from voicemock.content.frameworks import framework_list
from voicemock.content.packs import CATEGORIES, PackFile

_ABOUT = {
    "PackFile": "A question pack of voicemock.",
    "PackFile.schema": "The version of this form: 1.",
    "PackFile.id": "A short name without spaces, for example my-pack.",
    "PackFile.title": "What the list of questions is headed with.",
    "PackFile.language": "The language of the interview: zh or en.",
    "PackFile.question": "The questions: one [[question]] each.",
    "Question": "One question of the interviewer.",
    "Question.id": "A name of its own, for example my-intro-1; answers are kept under it.",
    "Question.text": (
        "What the interviewer says. With {job} or {company} it is asked only when such a word is "
        "known. In a role play: the scene and the customer's first line."
    ),
    "Question.category": "Where it belongs: " + ", ".join(CATEGORIES) + ".",
    "Question.framework": "The shape a good answer has; its steps are looked for in the answer.",
    "Question.limit_s": "Seconds an answer may take.",
    "Question.listens_for": "What the interviewer really wants to find out.",
    "Question.tips": "Short advice, shown before answering.",
    "Question.example": "A good answer, as it would be said aloud.",
    "Question.example_steps": (
        "Which words of the example take each step of the framework, copied from it to the letter; a "
        "step without words is not in the example. Left out: the program looks for the steps itself."
    ),
    "Question.why_it_works": "What makes the example good.",
    "Question.terms": "Words of the trade that fit in an answer.",
    "Question.follow_ups": "What the interviewer may ask next; the first that fits is asked.",
    "Question.turns": "Role plays only: what the customer says next, turn by turn.",
    "Question.mood": "Role plays only: how the customer feels, which is heard in the voice.",
    "Cue": "Something said when a condition holds.",
    "Cue.when": "What the answer lacks; always: said in any case.",
    "Cue.text": "What is said.",
    "Cue.mood": "Role plays only: how the customer feels now; as at the beginning where it is not said.",
    "Turn": "One turn of the customer: the first line whose condition holds is said.",
    "Turn.lines": 'The lines to choose from; the last has when = "always".',
}


_FILLED = {"type": "string", "pattern": r"\S"}


def pack_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a pack, made from the dataclasses that hold one."""
    schema = reader.adapter(PackFile).json_schema()
    parts = schema.pop("$defs")
    for name, part in {"PackFile": schema, **parts}.items():
        part["additionalProperties"] = False
        part["description"] = _ABOUT[name]
        for field, about in part["properties"].items():
            about["description"] = _ABOUT[f"{name}.{field}"]
            about.pop("title", None)
            if field in ("id", "text"):
                about["pattern"] = r"\S"
    schema["title"] = "voicemock question pack"
    schema["properties"]["question"]["minItems"] = 1
    question, turn = parts["Question"], parts["Turn"]
    question["properties"]["limit_s"] |= {"minimum": 5, "maximum": 3600}
    always = {"properties": {"when": {"const": "always"}}}
    turn["properties"]["lines"] |= {"minItems": 1, "contains": always}
    names = {rule.id: None for rule in framework_list("en").steps if rule.framework != "none"}
    marks = question["properties"]["example_steps"]
    marks |= {"propertyNames": {"enum": list(names)}, "additionalProperties": _FILLED}
    question["if"] = {"properties": {"category": {"not": {"const": "roleplay"}}}}
    question["then"] = {"properties": {"turns": {"maxItems": 0}}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "$defs": parts}


def as_text() -> str:
    """The schema as it stands in its file (``make schema`` writes it)."""
    return json.dumps(pack_schema(), indent=2, ensure_ascii=False) + "\n"
