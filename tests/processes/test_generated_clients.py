"""Clients that other people's generators make of the schema compile, and complete an afternoon.

The generators are not among the requirements. ``docs/api.md`` says how to install them for this test.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.ports import free_port

SOURCES = Path(__file__).with_name("generated_clients")
TOKEN = "scraper_sky_2024"
SITE = "example-bakery.com"
FOUND = {
    "status": "completed",
    "domains": [[SITE, [f"info@{SITE}"]]],
    "changes": [[SITE, "completed"]],
}
TYPESCRIPT = {
    "compilerOptions": {
        "target": "es2022",
        "module": "commonjs",
        "moduleResolution": "node10",
        "strict": True,
        "skipLibCheck": True,
        "lib": ["es2022", "dom", "dom.iterable"],
        "types": [],
        "outDir": "compiled",
    },
    "include": ["afternoon.ts", "generated/**/*.ts"],
}

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]


def tool(variable, name):
    """The path of a program, from the environment or PATH; skips the test where there is none."""
    found = shutil.which(os.environ.get(variable, name))
    return found or pytest.skip(f"{name} is not installed: neither {variable} nor PATH has it")


def run(*command, cwd, **env):
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def address(on_sqlite):
    made, place = on_sqlite, f"127.0.0.1:{free_port()}"
    made.know(SITE)
    made.start("runserver", "--noreload", place)
    made.start("qcluster")
    made.until(lambda: "Starting development server" in made.outputs(), "the web server")
    return f"http://{place}"


@pytest.fixture
def schema(on_sqlite, tmp_path):
    on_sqlite.manage("spectacular", "--file", str(tmp_path / "schema.yaml"), "--fail-on-warn")
    return tmp_path / "schema.yaml"


def test_openapi_python_client(address, schema, tmp_path):
    generator = Path(tool("OPENAPI_PYTHON_CLIENT", "openapi-python-client"))
    python = generator.with_name("python")  # of its environment, which has what the client needs
    out = tmp_path / "generated"
    told = run(str(generator), "generate", "--path", str(schema), "--output-path", str(out), cwd=tmp_path)
    assert "WARNING parsing" not in told
    assert "Unable to" not in told
    run(str(python), "-m", "compileall", "-q", str(out), cwd=tmp_path)
    afternoon = [str(python), str(SOURCES / "afternoon.py"), address, TOKEN, SITE]
    assert json.loads(run(*afternoon, cwd=tmp_path, PYTHONPATH=str(out))) == FOUND


def test_openapi_ts_of_npm(address, schema, tmp_path):
    generator, compiler, node = (
        tool("OPENAPI_TS", "openapi-ts"),
        tool("TSC", "tsc"),
        tool("NODE", "node"),
    )
    run(generator, "-i", str(schema), "-o", "generated", cwd=tmp_path)
    shutil.copy(SOURCES / "afternoon.ts", tmp_path)
    (tmp_path / "tsconfig.json").write_text(json.dumps(TYPESCRIPT))
    run(compiler, "-p", str(tmp_path), cwd=tmp_path)
    afternoon = [node, str(tmp_path / "compiled" / "afternoon.js"), address, TOKEN, SITE]
    assert json.loads(run(*afternoon, cwd=tmp_path)) == FOUND
