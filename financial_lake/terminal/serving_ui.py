"""The ui command: Dagster's webserver and daemon on the lake's own instance."""

import os
import signal
import subprocess
import sys

from rich.console import Console

from financial_lake.orchestration.launch import prepare_instance
from financial_lake.orchestration.resources import HOME_VARIABLE
from financial_lake.storage.lake import Lake


def serve(console: Console, lake: Lake, host: str, port: int) -> int:
    """Run until stopped; the exit code of Dagster."""
    environment = {**os.environ, HOME_VARIABLE: str(lake.root), "DAGSTER_HOME": str(prepare_instance(lake))}
    command = [sys.executable, "-m", "dagster", "dev", "-m", "financial_lake.definitions", "-h", host, "-p", str(port)]
    console.print(f"The Dagster UI of {lake.root} opens at http://{host}:{port}; stop it with Ctrl-C.")
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - our own interpreter
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            return process.wait()
