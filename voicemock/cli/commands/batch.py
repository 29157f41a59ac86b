"""``voicemock batch``."""

from __future__ import annotations

import functools
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from voicemock import config, i18n
from voicemock.cli import options
from voicemock.cli.terminal import signals
from voicemock.cli.terminal.bar import WorkBar, lasting, recordings
from voicemock.cli.terminal.screen import ModelBar, say, warn
from voicemock.config import Settings
from voicemock.errors import InputError, MissingError, TranscribeError, reason_of
from voicemock.i18n import N_, _

if TYPE_CHECKING:
    from voicemock.batch.values import Given, Tally

_FAULTS = 20
"""Wrong rows of a roster that are named at once."""


def batch(
    folder: Annotated[Path, Argument(help=N_("Folder with the recordings."))],
    output: Annotated[
        Path, Option("--output", "-o", help=N_("Folder for the results; the same one goes on."))
    ],
    roster: Annotated[
        Path | None,
        Option(help=N_("CSV: file or pattern, person, question, language.")),
    ] = None,
    workers: Annotated[
        int | None, Option(min=1, max=256, help=N_("Workers on this machine; one a core."))
    ] = None,
    scheduler: Annotated[
        str | None, Option(help=N_("Address of a Dask scheduler, as tcp://host:8786."))
    ] = None,
    pseudonyms: Annotated[
        bool, Option("--pseudonyms", help=N_("Leave out names, also of files."))
    ] = False,
    csv: Annotated[bool, Option("--csv", help=N_("The tables as CSV, too."))] = False,
    no_pages: Annotated[
        bool, Option("--no-pages", help=N_("No page for each answer (0.4 MB a minute)."))
    ] = False,
    renew: Annotated[
        bool, Option("--renew", help=N_("Make anew what other versions or options made."))
    ] = False,
    prune: Annotated[
        bool, Option("--prune", help=N_("Remove results of recordings that are gone."))
    ] = False,
    time_limit: Annotated[
        float | None,
        Option(min=1.0, help=N_("Seconds for one recording; 3 minutes and 15 times its length.")),
    ] = None,
    pack: Annotated[Path | None, Option(help=N_("Question pack of your own."))] = None,
    lang: options.LangOption = None,
    target: options.TargetOption = None,
    engine: options.EngineOption = None,
    model: options.ModelOption = None,
    allow_online: options.OnlineOption = None,
    data_dir: options.DataDirOption = None,
    quiet: options.QuietOption = False,
) -> int:
    """Give feedback on a whole class: thousands of recordings, on many machines."""
    settings = options.settings_from(
        lang=lang, target=target, engine=engine, model=model, allow_online=allow_online,
        data_dir=data_dir,
    )  # fmt: skip
    with signals.held():  # Ctrl-C is lost in libraries that try to import others and go on without
        _libraries()
        from voicemock.batch import cluster, results
        from voicemock.batch.journal import Journal, Shown
        from voicemock.batch.pseudonyms import Pseudonyms
        from voicemock.batch.roster import RosterError
        from voicemock.batch.run import Run
        from voicemock.batch.values import Options, Wanted, versions

    try:
        given = _given(folder, roster, pack, settings)
    except RosterError as error:
        for fault in error.faults[:_FAULTS]:
            warn(fault)
        if len(error.faults) > _FAULTS:
            warn(_("… and {count} more.").format(count=len(error.faults) - _FAULTS))
        return error.exit_status
    if settings.target == "mine":
        raise InputError(_("A class has no pace of its own; give 120-150, natural or A-B."))
    config.parse_target(settings.target, (1.0, 2.0))
    chosen = settings.model or ("base" if settings.engine == "whisper" else None)
    made = Options(settings.engine, chosen, settings.target, versions(settings.engine))
    journal = Journal(output)
    bar = WorkBar(shown=not quiet)
    with journal.held():
        journal.agree(made, Shown(i18n.language(), pseudonyms), renew=renew)
        named = results.Named()
        if pseudonyms:
            names = Pseudonyms(config.data_dir(settings))
            named = results.Named(names.of(one.person for one in given))
            told = _("Who is who: {path}; keep it apart from the results.")
            say(told.format(path=names.path), quiet=quiet)
        if scheduler is None:
            _model_here(settings, quiet=quiet)
        wanted = Wanted(
            made, i18n.language(), settings.allow_online, pages=not no_pages, limit_s=time_limit,
            label=named.file,
        )  # fmt: skip
        say(recordings(len(given)), quiet=quiet)
        try:
            connect = functools.partial(cluster.opened, scheduler, workers)
            rows, tally = Run(connect, journal, wanted, lambda one: _draw(bar, one)).over(given)
        except KeyboardInterrupt:
            bar.clear()
            say(_("Interrupted; the same call goes on where it was."), quiet=quiet)
            raise
        finally:
            bar.clear()
        gone = journal.others({row.key for row in rows if row.key})
        if gone and prune:
            journal.remove(gone)
        written = results.write(journal, rows, made, named, with_csv=csv)
    _tell(tally, written.page, len(gone), prune=prune, quiet=quiet)
    return TranscribeError.exit_status if written.failed else 0


def _libraries() -> None:
    for name in ("distributed", "pyarrow", "voicemock.batch.worker"):
        try:
            importlib.import_module(name)
        except ImportError as error:
            told = _(
                'A batch needs Dask ({reason}); install it with `pip install "voicemock[batch]"`.'
            )
            raise MissingError(told.format(reason=reason_of(error))) from error


def _given(folder: Path, roster: Path | None, pack: Path | None, settings: Settings) -> list[Given]:
    from voicemock.batch import roster as rosters
    from voicemock.content import packs

    language = options.language_of(settings)
    found = rosters.look(folder)
    if roster is None:
        return rosters.by_folders(found, language)
    return rosters.read(roster, found, language, packs.load_pack(pack) if pack else None)


def _model_here(settings: Settings, *, quiet: bool) -> None:
    """Have the model put together once, before workers want it all at the same time."""
    if settings.engine == "whisper":
        from voicemock.transcribe import models

        models.locate(
            settings.model or "base", cache=config.cache_dir(), allow_online=settings.allow_online,
            progress=None if quiet else ModelBar(),
        )  # fmt: skip


def _draw(bar: WorkBar, tally: Tally) -> None:
    whole = max(tally.all_bytes, 1)
    bar.draw(
        tally.done + tally.failed, tally.recordings, failed=tally.failed,
        part=tally.done_bytes / whole, before=tally.known, before_part=tally.known_bytes / whole,
    )  # fmt: skip


def _tell(tally: Tally, page: Path, gone: int, *, prune: bool, quiet: bool) -> None:
    told = _("{done} analyzed, {known} of them before; {failed} failed. {time} of work.")
    known = tally.known
    say(
        told.format(done=tally.done, known=known, failed=tally.failed, time=lasting(tally.busy_s)),
        quiet=quiet,
    )
    if gone and not prune:
        told = _(
            "Results of {recordings} are kept that are not in the folder now; --prune removes them."
        )
        say(told.format(recordings=recordings(gone)), quiet=quiet)
    elif gone:
        say(
            _("Removed what was kept of {recordings}.").format(recordings=recordings(gone)),
            quiet=quiet,
        )
    if sys.stdout is not None:
        print(page)
