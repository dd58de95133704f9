"""The ui command: Dagster's webserver and daemon on the lake's own instance."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from importlib.resources import files

from rich.console import Console
from rich.markup import escape

from financial_lake.errors import StorageRefused
from financial_lake.orchestration.instances import prepare_instance
from financial_lake.orchestration.resources import HOME_VARIABLE
from financial_lake.storage.lake import Lake

SECONDS_TO_STOP = 40


def serve(console: Console, lake: Lake, host: str, port: int) -> int:
    """Run until Ctrl-C or SIGTERM, then stop webserver, daemon and code server; 0 when stopped by the user.

    Raises:
        StorageRefused: someone else uses the port.
    """
    check_port(host, port)
    environment = {
        **os.environ,
        HOME_VARIABLE: str(lake.root),
        "DAGSTER_HOME": str(prepare_instance(lake)),
        "PYTHONWARNINGS": "ignore",  # `dagster dev` says of itself that it is superseded
    }
    workspace = str(files("financial_lake.orchestration").joinpath("workspace.yaml"))
    command = [sys.executable, "-m", "dagster", "dev", "--workspace", workspace]
    command += ["--host", host, "--port", str(port), "--log-level", "warning", "--code-server-log-level", "warning"]
    console.print(
        escape(f"The Dagster UI of {lake.root} opens at http://{host}:{port} in a few seconds; stop it with Ctrl-C."),
        soft_wrap=True,
    )
    # its own session: a Ctrl-C reaches Dagster once, through us, and whatever is left can be ended together
    with subprocess.Popen(command, env=environment, start_new_session=True) as process:  # noqa: S603 - our own interpreter
        try:
            return process.wait()
        except KeyboardInterrupt:
            _stop(process)
            console.print("Stopped.")
            return 0


def check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be listened on.

    Raises:
        StorageRefused: it is in use, forbidden, or the address is not of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise StorageRefused(
            f"Port {port} of {host} cannot be used: {why}. Stop what is using it, or choose another with --port."
        ) from None


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask Dagster to end its services; end what does not."""
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        process.wait(SECONDS_TO_STOP)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
