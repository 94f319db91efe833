"""The stages of a count by ranking, as a table and in words."""

from collections.abc import Mapping

from assembly.i18n import gettext as _
from assembly.tally.election_result import ElectionResult
from assembly.tally.stages import Stage, StageAction, TieBreak, TiePurpose
from assembly.voting.sheet_parts import StageTable, decimal, listed

Names = Mapping[int, str]


def stage_table(result: ElectionResult, names: Names) -> StageTable:
    """Return the stages of a count: a column a stage, and in words what happened in each."""
    rows = [
        (names[number], tuple(decimal(stage.votes[number - 1]) for stage in result.stages)) for number in sorted(names)
    ]
    rows.append((_("No longer transferable"), tuple(decimal(stage.exhausted) for stage in result.stages)))
    if len({stage.quota for stage in result.stages}) > 1:
        rows.append((_("Quota"), tuple(decimal(stage.quota or 0) for stage in result.stages)))
    return StageTable(
        columns=tuple(_("Stage %(number)d", number=stage.number) for stage in result.stages),
        rows=tuple(rows),
        told=tuple(_told(stage, names) for stage in result.stages),
    )


def _told(stage: Stage, names: Names) -> str:
    sentences = [_action(stage, names)]
    if stage.elected:
        sentences.append(_elected(stage, names))
    if stage.excluded:
        sentences.append(_("Excluded: %(names)s.", names=_listed(stage.excluded, names)))
    sentences += [_tie(tie, names) for tie in stage.ties]
    return " ".join(sentences)


def _action(stage: Stage, names: Names) -> str:
    name = names[stage.candidate] if stage.candidate else ""
    if stage.action is StageAction.EXCLUSION and stage.candidate and stage.votes[stage.candidate - 1]:
        return _("As many candidates were left as seats, so no more ballots were transferred.")
    return {
        StageAction.COUNT: lambda: _("First preferences were counted."),
        StageAction.SURPLUS: lambda: _(
            "The surplus of %(name)s (%(surplus)s votes) was transferred.",
            name=name,
            surplus=decimal(stage.surplus or 0),
        ),
        StageAction.EXCLUSION: lambda: _("The ballots of %(name)s were transferred.", name=name),
        StageAction.ROUND: lambda: _("The votes were distributed anew."),
    }[stage.action]()


def _elected(stage: Stage, names: Names) -> str:
    elected = _("Elected: %(names)s.", names=_listed(stage.elected, names))
    if not stage.without_quota:
        return elected
    without = _("Without having reached the quota: %(names)s.", names=_listed(stage.without_quota, names))
    return f"{elected} {without}"


def _tie(tie: TieBreak, names: Names) -> str:
    said = {"between": _listed(tie.between, names), "taken": _listed(tie.taken, names)}
    if tie.by_stage is not None:
        return {
            TiePurpose.EXCLUSION: lambda: _(
                "%(between)s were tied; %(taken)s had fewer votes in stage %(stage)d and was excluded.",
                stage=tie.by_stage, **said,
            ),
            TiePurpose.SURPLUS: lambda: _(
                "%(between)s were tied; %(taken)s had more votes in stage %(stage)d, whose surplus went first.",
                stage=tie.by_stage, **said,
            ),
        }.get(tie.purpose, lambda: _("%(between)s were tied; stage %(stage)d decided for %(taken)s.",
                                     stage=tie.by_stage, **said))()  # fmt: skip
    return {
        TiePurpose.EXCLUSION: lambda: _("%(between)s were tied; the lot excluded %(taken)s.", **said),
        TiePurpose.SURPLUS: lambda: _("%(between)s were tied; by lot the surplus of %(taken)s went first.", **said),
        TiePurpose.SEAT: lambda: _("%(between)s were tied; the lot elected %(taken)s.", **said),
        TiePurpose.RUN_OFF: lambda: _("%(between)s were tied; the lot sent %(taken)s to the second round.", **said),
    }[tie.purpose]()


def _listed(numbers: tuple[int, ...], names: Names) -> str:
    return listed([names[number] for number in numbers])
