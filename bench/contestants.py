"""The proxies: how each is configured, started and named."""

import os
import shlex
import subprocess

from process import Running, free_port, wait_until_it_answers

HERE = os.path.dirname(os.path.abspath(__file__))
# What ./lb gives the JVM; used for a jar that is named, which ./lb does not start.
JAVA_OPTIONS = "@" + os.path.join(
    os.path.dirname(HERE), "lb-admin/src/main/resources/lb/admin/launch/jvm.options")
# Of TLS 1.3, the same in all: lb's library chooses this one on processors that have AES.
CIPHER = "TLS_AES_128_GCM_SHA256"
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

    def __init__(self, mode, threads, origins, log_port, descriptors, certificate=None, resumed=True):
        self.mode = mode
        self.certificate = certificate  # in PEM with its key: the proxy speaks TLS; None: it does not
        self.resumed = resumed
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
            "CIPHER": CIPHER,
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

    def can(self, _workload):
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
        tickets = "" if setting.resumed else ", tickets = false"
        tls = f', tls {{ certificates = "{setting.certificate}"{tickets} }}' if setting.certificate else ""
        values["BIND"] = f'{{ address = "127.0.0.1:{port}"{tls} }}'
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

    def can(self, _workload):
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
        values["TLS"] = f"ssl crt {setting.certificate} alpn h2,http/1.1" if setting.certificate else ""
        values["SESSIONS"] = "" if setting.resumed else "tune.ssl.cachesize 0\n    ssl-default-bind-options no-tls-tickets"
        path = written(directory, "haproxy.cfg", filled("haproxy.cfg", values))
        return Running(["haproxy", "-db", "-f", path], os.path.join(directory, "output"), processors)


class Nginx:
    """nginx as a proxy; its checks are passive ones only."""

    name = "nginx"
    is_compiled = False
    _stream = "/usr/lib/nginx/modules/ngx_stream_module.so"

    def can(self, workload):
        if workload.streams and not workload.tls:
            return False  # a port without TLS speaks one version, and the wait for it speaks the other
        return workload.mode == "http" or os.path.exists(self._stream)

    def version(self):
        return _first_line(["nginx", "-v"])

    def start(self, setting, port, directory, processors):
        values = setting.values(port) | nginx_values(directory, setting.descriptors)
        values["STREAM_MODULE"] = f"load_module {self._stream};"
        values["LOG"] = f"access_log syslog:server=127.0.0.1:{setting.log_port};" if setting.log_port else "access_log off;"
        values["LISTEN"] = "ssl http2" if setting.certificate else ""
        values["CERTIFICATE"] = (
            f"ssl_certificate {setting.certificate}; ssl_certificate_key {setting.certificate}; ssl_protocols TLSv1.3;"
            f" ssl_conf_command Ciphersuites {CIPHER}; ssl_session_tickets {'on' if setting.resumed else 'off'};"
            if setting.certificate else "")
        path = written(directory, "nginx.conf", filled(f"nginx-{setting.mode}.conf", values))
        return Running(nginx_command(path), os.path.join(directory, "output"), processors)


def nginx_command(path):
    return ["nginx", "-c", path, "-g", "daemon off;"]


def make_certificate(directory):
    """A file with an ECDSA certificate (P-256) for 127.0.0.1 and its key."""
    path = os.path.join(directory, "bench.pem")
    key = path + ".part"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "365",
         "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1,DNS:bench", "-keyout", key, "-out", path],
        check=True, capture_output=True)
    with open(path, "a", encoding="ascii") as whole, open(key, encoding="ascii") as part:
        whole.write(part.read())
    os.unlink(key)
    return path


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
