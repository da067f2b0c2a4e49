"""The wheel in an empty environment without PyTorch, read-only, from another folder."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.dashboard import free_port, new_page, started, wait_for_picture

ROOT = Path(__file__).parents[2]
UV = shutil.which("uv", path=os.fspath(Path(sys.executable).parent)) or "uv"
# root may write anywhere, unless it gives that up
PLAIN = ("setpriv", "--bounding-set=-dac_override,-fowner") if os.geteuid() == 0 else ()
# sweeps and stacked training are 60 modules of 100,000 bytes, and their texts and maps 25,000
# what leaves rnnviz and what compares runs: 90 modules of 150,000 bytes, their texts and styles 40,000
# the numbers behind pictures, code of every page, what leaves of loops and curves: 25 modules of 45,000
MOST_BYTES = 2_850_000
MOST_DATA = 1_380_000  # of it, compressed, what is no Python: networks, catalogues, the browser's side
MOST_INSTALLED = 594_000_000  # what requirements.txt brought without PyTorch before there was a wheel


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT))
    (made,) = folder.glob("rnnviz-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of an environment with the wheel and what it needs, which nobody may write to."""
    folder = tmp_path_factory.mktemp("installed")
    run(
        "sh",
        str(ROOT / "deploy" / "install.sh"),
        str(folder / "rnnviz"),
        str(wheel),
        env=os.environ | {"UV": UV, "PYTHON": sys.executable},
    )
    run("chmod", "-R", "a-w", str(folder / "rnnviz"))
    yield folder / "rnnviz"
    run("chmod", "-R", "u+w", str(folder / "rnnviz"))


def test_it_holds_the_package_and_nothing_else(wheel):
    assert wheel.stat().st_size < MOST_BYTES
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        data = [one.compress_size for one in opened.infolist() if not one.filename.endswith(".py")]
    assert sum(data) < MOST_DATA
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"rnnviz"}
    assert not [name for name in names if name.endswith("plotly.min.js")]
    for inside in (
        "app.py",
        "serve.py",
        "pages/truncate.py",
        "static/unrolled.js",
        ".streamlit/config.toml",
    ):
        assert f"rnnviz/dashboard/{inside}" in names
    assert "rnnviz/text/locales/zh.po" in names
    assert "rnnviz/pretrained/hello.safetensors" in names


def test_the_environment_is_small_and_without_pytorch(installed):
    size = sum(file.stat().st_size for file in installed.rglob("*") if file.is_file())
    assert size <= MOST_INSTALLED
    assert not list(installed.glob("lib/python*/site-packages/torch"))


def test_a_notebook_anywhere_can_use_it(installed, tmp_path):
    script = (
        "import rnnviz; net = rnnviz.Network.random(); trace = rnnviz.unroll(net, [0, 1], [1, 2]);"
        "print(max(rnnviz.check_gradients(net, trace).values()) < 1e-5)\n"
        "try: net.to_torch()\nexcept ImportError as error: print(error)"
    )
    said = run(str(installed / "bin" / "python"), "-c", script, cwd=tmp_path)
    assert said.startswith("True\n")
    assert "pip install torch==" in said


def test_an_experiment_is_trained_without_a_page(installed, tmp_path):
    (tmp_path / "race.json").write_text('{"samples": 2000}')
    run(str(installed / "bin" / "rnnviz"), "train", "race.json", "--out", "out", cwd=tmp_path)
    assert (tmp_path / "out" / "race-run1.safetensors").exists()


def test_it_is_run_without_being_installed(wheel):
    assert "serve" in run(
        UV, "tool", "run", "--python", sys.executable, "--from", str(wheel), "rnnviz", "--help"
    )


def test_a_page_is_alive_from_another_folder_and_nothing_is_written_beside_the_code(
    installed, browser, tmp_path, monkeypatch
):
    before = sorted(installed.rglob("*"))
    port = free_port()
    # as the container does it: deploy/start.sh, and deploy/healthy.py beside it
    command = [*PLAIN, "sh", str(ROOT / "deploy" / "start.sh")]
    healthy = [sys.executable, str(ROOT / "deploy" / "healthy.py")]
    place = {"RNNVIZ_PREFIX": str(installed), "RNNVIZ_DATA": str(tmp_path), "RNNVIZ_PORT": str(port)}
    place |= {"RNNVIZ_ADDRESS": "127.0.0.1"}
    for name, value in place.items():
        monkeypatch.setenv(name, value)
    assert subprocess.run(healthy, check=False).returncode == 1
    assert subprocess.run([*PLAIN, "touch", str(installed / "x")], check=False).returncode
    with started(command, port, tmp_path) as running:
        assert subprocess.run(healthy, check=False).returncode == 0
        page = new_page(browser)
        failed = []
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.goto(running.url)
        wait_for_picture(page)
        page.goto(f"{running.url}/backpropagate")
        page.locator(".figure .plot-container").first.wait_for()
        page.get_by_role("button", name="Check these gradients").click()
        page.get_by_text("pip install torch==").wait_for()
        page.goto(f"{running.url}/truncate?runs=windows5.h4&samples=20000&speed=full")
        page.get_by_role("button", name="Start", exact=True).click()
        page.get_by_role("button", name="Start again").wait_for()
        page.context.close()
        assert not failed
        assert "Traceback" not in running.log.read_text()
    assert sorted(installed.rglob("*")) == before


def test_the_command_alone_opens_the_dashboard(installed, browser, tmp_path):
    """How soon it does is measured by `python -m benchmarks page`; here, that it does."""
    port = free_port()
    command = [str(installed / "bin" / "rnnviz"), "serve", "--port", str(port), "--no-browser"]
    with started(command, port, tmp_path) as running:
        page = new_page(browser)
        page.goto(running.url)
        wait_for_picture(page)
        page.context.close()
