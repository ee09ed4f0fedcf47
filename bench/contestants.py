"""The proxies: how each is configured, started and named."""

import os
import shlex
import subprocess

from process import Running, free_port, wait_until_it_answers

HERE = os.path.dirname(os.path.abspath(__file__))
# What ./lb gives the JVM; used for a jar that is named, which ./lb does not start.
JAVA_OPTIONS = "@" + os.path.join(
    os.path.dirname(HERE), "lb-admin/src/main/resources/lb/admin/launch/jvm.options")
LAUNCHER = os.path.join(os.path.dirname(HERE), "lb")


def filled(template, values):
    with open(os.path.join(HERE, "conf", template), encoding="utf-8") as file:
        text = file.read()
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    return text


def written(directory, name, text):
    path = os.path.join(directory, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def nginx_values(directory, descriptors):
    return {
        "DIR": directory,
        "DESCRIPTORS": descriptors,
        "CONNECTIONS": descriptors - 100,
        "USER": "user root;" if os.getuid() == 0 else "",
    }


class Setting:
    """What all contestants of one workload are told alike."""

    def __init__(self, mode, threads, origins, log_port, descriptors):
        self.mode = mode
        self.threads = threads
        self.origins = origins
        self.log_port = log_port
        self.descriptors = descriptors

    def values(self, port):
        return {
            "MODE": self.mode,
            "THREADS": self.threads,
            "PORT": port,
            "STATS": free_port(),
            "ORIGIN_1": self.origins[0],
            "ORIGIN_2": self.origins[1],
        }


class Lb:
    """Ours: through ./lb, or a jar with JVM options."""

    is_compiled = True  # while it runs

    def __init__(self, name, jar, java_options):
        self.name = name
        self._jar = jar
        self._options = java_options

    def can(self, _mode):
        return True

    def version(self):
        """Builds this checkout's first, when its sources are newer."""
        return f"{_first_line(self._command('--version'))} ({shlex.join(self._command()) if self._jar else './lb'})"

    def _command(self, *arguments):
        if not self._jar:
            return [LAUNCHER, *arguments]
        return [os.path.join(os.environ["JAVA_HOME"], "bin", "java"), *self._options, "-jar", self._jar, *arguments]

    def start(self, setting, port, directory, processors):
        values = setting.values(port)
        values["LOG"] = f'log = [ "127.0.0.1:{setting.log_port}" ]' if setting.log_port else ""
        values["CHECK"] = "check { type = http, path = /health }" if setting.mode == "http" else ""
        path = written(directory, "lb.conf", filled("lb.conf", values))
        # A lock of its own, so that several stand side by side.
        return Running(
            self._command("run", path), os.path.join(directory, "output"), processors,
            {"JDK_JAVA_OPTIONS": f"-Dlb.lock=bench-{port}"})


class HaProxy:
    """HAProxy as Debian has it; with splicing when that is asked for (it is off by default there)."""

    is_compiled = False

    def __init__(self, name="haproxy", splice=False):
        self.name = name
        self._splice = splice

    def can(self, _mode):
        return True

    def version(self):
        return _first_line(["haproxy", "-v"])

    def start(self, setting, port, directory, processors):
        values = setting.values(port)
        values["DIR"] = directory
        values["MAXCONN"] = setting.descriptors
        log = [f"log 127.0.0.1:{setting.log_port} local0 info", "option httplog"] if setting.log_port else []
        splice = ["option splice-auto"] if self._splice else []
        values["LOG"] = "\n    ".join(log + splice)
        checks = ["option httpchk GET /health"] if setting.mode == "http" else []
        values["CHECK"] = "\n    ".join(checks + splice)
        path = written(directory, "haproxy.cfg", filled("haproxy.cfg", values))
        return Running(["haproxy", "-db", "-f", path], os.path.join(directory, "output"), processors)


class Nginx:
    """nginx as a proxy; its checks are passive ones only."""

    name = "nginx"
    is_compiled = False
    _stream = "/usr/lib/nginx/modules/ngx_stream_module.so"

    def can(self, mode):
        return mode == "http" or os.path.exists(self._stream)

    def version(self):
        return _first_line(["nginx", "-v"])

    def start(self, setting, port, directory, processors):
        values = setting.values(port) | nginx_values(directory, setting.descriptors)
        values["STREAM_MODULE"] = f"load_module {self._stream};"
        values["LOG"] = f"access_log syslog:server=127.0.0.1:{setting.log_port};" if setting.log_port else "access_log off;"
        path = written(directory, "nginx.conf", filled(f"nginx-{setting.mode}.conf", values))
        return Running(nginx_command(path), os.path.join(directory, "output"), processors)


def nginx_command(path):
    return ["nginx", "-c", path, "-g", "daemon off;"]


def start_origins(directory, files, descriptors, processors):
    """Two of them; returns their ports."""
    ports = []
    for number in (1, 2):
        port = free_port()
        own = os.path.join(directory, f"origin{number}")
        os.makedirs(own)
        values = nginx_values(own, descriptors) | {"PORT": port, "FILES": files, "KILOBYTE": "x" * 1024}
        path = written(own, "nginx.conf", filled("origin.conf", values))
        running = Running(nginx_command(path), os.path.join(own, "output"), processors)
        wait_until_it_answers(running, port, "/health")
        ports.append(port)
    return ports


def parse(text, java_options):
    """The list of --contestants: lb, haproxy, haproxy-splice, nginx, NAME=JAR or "NAME=JAR JVM-OPTIONS"."""
    found = []
    for item in text.split(","):
        name, _, jar = item.strip().partition("=")
        if jar:
            path, *own = shlex.split(jar)
            if not os.path.exists(path):
                raise SystemExit(f"bench: --contestants {name}: there is no file {path}")
            found.append(Lb(name, os.path.abspath(path), java_options + own))
        elif name == "lb":
            found.append(Lb(name, None, []))
        elif name == "haproxy":
            found.append(HaProxy())
        elif name == "haproxy-splice":
            found.append(HaProxy(name, splice=True))
        elif name == "nginx":
            found.append(Nginx())
        else:
            raise SystemExit(
                f'bench: --contestants "{name}" (expected: lb, haproxy, haproxy-splice, nginx or NAME=JAR)')
    return found


def _first_line(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench: {shlex.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return (done.stdout + done.stderr).strip().splitlines()[0]
