"""``voicemock studio``: options in, an address out; what happens there is the studio's."""

from __future__ import annotations

import signal
import threading
from contextvars import copy_context
from typing import Annotated

import typer
from typer import Option

from voicemock import config
from voicemock.cli import options
from voicemock.cli.terminal.screen import say
from voicemock.cli.terminal.signals import INTERRUPTED
from voicemock.errors import MissingError
from voicemock.i18n import N_, _


def studio(
    no_open: Annotated[
        bool, Option("--no-open", help=N_("Print the address only, and open no browser."))
    ] = False,
    port: Annotated[
        int | None, Option(min=1024, max=65535, help=N_("This port of this machine, no other."))
    ] = None,
    lang: options.LangOption = None,
    voice: options.VoiceOption = None,
    rate: options.RateOption = None,
    target: options.TargetOption = None,
    engine: options.EngineOption = None,
    model: options.ModelOption = None,
    allow_online: options.OnlineOption = None,
    data_dir: options.DataDirOption = None,
    quiet: options.QuietOption = False,
) -> int:
    """Rehearse in the browser, on this machine."""
    settings = options.settings_from(
        lang=lang, voice=voice, rate_wpm=rate, target=target, engine=engine, model=model,
        allow_online=allow_online, data_dir=data_dir,
    )  # fmt: skip
    try:
        from voicemock.studio import server
        from voicemock.studio import studio as rooms
    except ModuleNotFoundError as error:
        told = _("The studio needs {name}; install voicemock again.")
        raise MissingError(told.format(name=error.name)) from error

    def opened(address: str) -> None:
        print(address, flush=True)
        say(_("The studio runs on this machine only. Ctrl-C ends it."), quiet=quiet)
        if not no_open:
            work = (typer.launch, address)
            threading.Thread(target=copy_context().run, args=work, daemon=True).start()

    address = server.running(config.data_dir(settings))
    if address is not None:
        print(address, flush=True)
        say(_("The studio runs already; here it is."), quiet=quiet)
        if not no_open:
            typer.launch(address)
        return 0
    ended_by = server.run(rooms.of(settings), port=port, opened=opened)
    return INTERRUPTED if ended_by == signal.SIGINT else 0
