"""sohoa learn: the model of paper types, learned from what officers have settled."""

from typing import Annotated

import typer

from actions.learn import ModelView, School, Standing, accept, learn, roll_back, show
from adapters import open_model_shelf
from app import App, profile_of
from commands.output import notes, percent, print_json, print_table
from commands.session import open_session
from pipeline.stages.classify import thresholds

subcommands = typer.Typer(invoke_without_command=True)

_STANDINGS = {
    Standing.IN_USE: "đang dùng",
    Standing.CANDIDATE: "ứng viên, chưa dùng",
    Standing.FORMER: "đã thôi dùng",
}
_OUTCOMES = {
    "rules": "chỉ quy tắc tiêu đề",
    "accepted": "thêm mô hình đang dùng",
    "candidate": "thêm mô hình này",
}


@subcommands.callback()
def learn_types(context: typer.Context) -> None:
    """Learn paper types from settled papers; the result is a candidate until an administrator accepts it."""
    if context.invoked_subcommand is not None:
        return
    with open_session() as (app, actor):
        made = learn(actor, _school(app))
        _tell((made,))
        notes.print(f"{made.id} decides nothing yet. To use it: sohoa learn accept {made.id}")


@subcommands.command("show")
def show_models(
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Compare the models on papers they were not learned from."""
    with open_session() as (app, actor):
        models = show(actor, _school(app))
        if json:
            print_json("models", models)
        else:
            _tell(models)


@subcommands.command("accept")
def accept_model(
    model: Annotated[str, typer.Argument(help="The model, as `sohoa learn show` names it.")],
) -> None:
    """Take a model into use; it decides from the next paper on, also in a running `sohoa watch`."""
    with open_session() as (app, actor):
        accept(actor, _school(app), model)
        notes.print(f"{model}: {_STANDINGS[Standing.IN_USE]}")


@subcommands.command("rollback")
def roll_back_model() -> None:
    """Go back to the model before, or to title rules alone."""
    with open_session() as (app, actor):
        before = roll_back(actor, _school(app))
        told = _OUTCOMES["rules"] if before is None else f"{before}: {_STANDINGS[Standing.IN_USE]}"
        notes.print(told)


def _school(app: App) -> School:
    return School(
        ledger=app.ledger,
        holdings=app.holdings,
        clock=app.clock,
        data=app.data(),
        shelf=open_model_shelf(app.settings),
        thresholds=thresholds(profile_of(app.settings, app.settings.profile).options("classify")),
    )


def _tell(models: tuple[ModelView, ...]) -> None:
    print_table(
        (
            "model",
            "standing",
            "made",
            "learned from",
            "held out",
            "with",
            "right",
            "wrong unasked",
            "asked",
            "ece",
        ),
        (
            (
                model.id,
                _STANDINGS[model.standing],
                f"{model.made_at:%Y-%m-%d %H:%M}",
                f"{model.papers - model.held_out_papers} giấy, {len(model.types)} loại",
                f"{model.held_out_papers} giấy",
                _OUTCOMES.get(one.name, one.name),
                f"{one.right} ({percent(one.right / max(1, model.held_out_papers))})",
                one.wrong,
                one.asked,
                f"{model.calibration_error:.3f}",
            )
            for model in models
            for one in model.outcomes
        ),
    )
