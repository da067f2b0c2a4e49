"""The pages whose pictures go on while their scripts rest: which draws what."""

from rnnviz.ui.tasks.training_pictures import task_pictures
from rnnviz.ui.training.echo_pictures import echo_pictures
from rnnviz.ui.training.race_view import Draw

PAGES: dict[str, Draw] = {"truncate": echo_pictures, "tasks": task_pictures}
