"""The laboratory of a soak: namespaces, servers, two nodes, and what is done to them."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time

from contestants import JAVA_OPTIONS, LAUNCHER, written
from process import Running

NETWORK = "10.77.70."
VIRTUAL = NETWORK + "9"
NODES = {"ha1": NETWORK + "1", "ha2": NETWORK + "2"}
WEBS = {"web1": NETWORK + "21", "web2": NETWORK + "22"}
CLIENT = NETWORK + "31"
CLONE_NEWNET = 0x40000000

CONFIGURATION = """
nodes {{
  ha1 {{ address = {ha1}, priority = 101 }}
  ha2 {{ address = {ha2}, priority = 100 }}
}}
virtual-ips {{ web {{ address = {virtual}, router-id = 70, advert-interval = 100ms, preempt = false }} }}
lifeline {{ certificates = "{folder}/lifeline" }}
threads = 2
stats {{ bind = "*:8404", open = true }}
defaults {{
  mode = http
  timeouts {{ connect = 5s, client = 30s, server = 30s, http-request = 10s, http-keep-alive = 10s }}
  check {{ type = http, path = /up, interval = 500ms, fall = 2, rise = 2 }}
}}
frontends {{
  http {{ bind = "*:80", default-backend = web }}
  https {{ bind = {{ address = "*:443", tls {{ certificates = "{folder}/site.pem" }} }}, default-backend = web }}
  tcp {{ mode = tcp, bind = "*:5000", default-backend = tcp }}
{frontend}}}
backends {{
  web {{ servers {{
    web1 = {{ address = "{web1}:80", weight = {weight} }}
    web2 = "{web2}:80"
{server}  }} }}
  tcp {{ mode = tcp, servers = [ {{ name = web1, address = "{web1}:80" }}, {{ name = web2, address = "{web2}:80" }} ] }}
}}
"""

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.error;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  keepalive_timeout 3600s; keepalive_requests 100000000; client_body_timeout 60s; send_timeout 120s;
  server {{ listen {web1}:80; location / {{ root {folder}/web1; }} location = /post {{ client_max_body_size 1m; proxy_pass http://127.0.0.1:81/; }} }}
  server {{ listen {web2}:80; location / {{ root {folder}/web2; }} location = /post {{ client_max_body_size 1m; proxy_pass http://127.0.0.1:81/; }} }}
  server {{ listen 127.0.0.1:81; location / {{ return 200 "taken"; }} }}
}}
"""


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def enter(name):
    """Moves the calling thread, and what it starts, into a network namespace."""
    descriptor = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(descriptor, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns " + name)
    finally:
        os.close(descriptor)


class Lab:
    """A bridge with a namespace each for the client, the nodes and the servers."""

    def __init__(self):
        self._names = {short: f"lb-soak-{os.getpid()}-{short}" for short in ("bridge", "client", "ha1", "ha2", "web")}
        self._made = []

    def name(self, short):
        return self._names[short]

    def __enter__(self):
        try:
            self._make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _make(self):
        for name in self._names.values():
            ip("netns", "add", name)
            self._made.append(name)
            ip("-n", name, "link", "set", "lo", "up")
        bridge = self._names["bridge"]
        ip("-n", bridge, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        ip("-n", bridge, "link", "set", "br0", "up")
        for short, addresses in {"client": [CLIENT], **{n: [a] for n, a in NODES.items()}, "web": list(WEBS.values())}.items():
            ip("link", "add", "eth0", "netns", self._names[short], "type", "veth", "peer", "name", short, "netns", bridge)
            ip("-n", bridge, "link", "set", short, "master", "br0", "up")
            ip("-n", self._names[short], "link", "set", "eth0", "up")
            for address in addresses:
                ip("-n", self._names[short], "addr", "add", address + "/24", "dev", "eth0")

    def __exit__(self, *_):
        for name in self._made:
            subprocess.run(["ip", "netns", "del", name], check=False)

    def inside(self, short, *command):
        return ["ip", "netns", "exec", self._names[short], *command]

    def owns(self, node):
        said = subprocess.run(["ip", "-n", self._names[node], "-4", "-o", "addr"], capture_output=True, text=True, check=False)
        return VIRTUAL in said.stdout


class Pair:
    """Two nodes of one file, and what happens to them. Each event is kept, with its time."""

    def __init__(self, lab, folder, jar, java_options):
        self._lab, self._folder = lab, folder
        java = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
        self._command = [java, *java_options, JAVA_OPTIONS, "-jar", jar] if jar else [LAUNCHER]
        self.environment = {"_JAVA_SR_SIGNUM": "40"} | ({} if jar else {"JDK_JAVA_OPTIONS": " ".join(java_options)})
        self.nodes = {}
        self.events = []
        self._changes = 0
        self._write()

    def happened(self, what, node=""):
        self.events.append((time.time(), what, node))

    def log(self, node):
        return os.path.join(self._folder, node + ".log")

    def _write(self):
        """Each second time other servers, weights and addresses."""
        changed = self._changes % 2
        conf = written(self._folder, "lb.conf.new", CONFIGURATION.format(
            folder=self._folder, virtual=VIRTUAL, **NODES, **WEBS, weight=1 + self._changes % 3,
            server=f'    web3 = "{WEBS["web1"]}:80"\n' if changed else "",
            frontend='  more { bind = "*:8081", default-backend = web }\n' if changed else ""))
        self.conf = os.path.join(self._folder, "lb.conf")
        os.rename(conf, self.conf)

    def prepare(self):
        subprocess.run([*self._command, "init", "--lifeline", os.path.join(self._folder, "lifeline"), *NODES],
                       check=True, stdout=subprocess.DEVNULL, env=os.environ | self.environment)
        site = os.path.join(self._folder, "site")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
                        "-subj", "/CN=soak", "-addext", "subjectAltName=DNS:soak", "-keyout", site + ".key", "-out", site + ".pem"],
                       check=True, capture_output=True)
        with open(site + ".pem", "a", encoding="ascii") as both, open(site + ".key", encoding="ascii") as key:
            both.write(key.read())
        for web in WEBS:
            os.mkdir(os.path.join(self._folder, web))
            for file, size in (("index.html", 1024), ("big", 1 << 20), ("up", 2)):
                with open(os.path.join(self._folder, web, file), "wb") as content:
                    content.write(b"x" * size)
        os.mkdir(os.path.join(self._folder, "body"))
        conf = written(self._folder, "nginx.conf", ("user root;" if os.getuid() == 0 else "") + NGINX.format(folder=self._folder, **WEBS))
        Running(self._lab.inside("web", "nginx", "-c", conf, "-p", self._folder, "-e", self._folder + "/nginx.error"),
                os.path.join(self._folder, "nginx.log"))

    def start(self, node):
        self.nodes[node] = Running(self._lab.inside(node, *self._command, "run", "--node", node, self.conf), self.log(node),
                                   environment=self.environment)
        self.happened("start", node)

    def started(self, node):
        """When its process of now was."""
        return max((at for at, what, who in self.events if what == "start" and who == node), default=0.0)

    def owner(self):
        return ",".join(node for node in NODES if self._lab.owns(node))

    def wait_for_owner(self, seconds=30):
        end = time.monotonic() + seconds
        while self.owner() not in NODES:
            if time.monotonic() > end:
                raise RuntimeError("nobody, or both, have the address: " + self.owner() + "\n"
                                   + "\n".join(node.said() for node in self.nodes.values()))
            time.sleep(0.2)

    def reload(self, node):
        """By a signal; every other time of a file that has changed."""
        running = self.nodes[node]
        if running.alive():
            os.kill(running.pid, signal.SIGHUP)
            self.happened("reload", node)

    def change(self):
        self._changes += 1
        self._write()

    def says(self, node, command):
        """What its runtime socket answers; for a thread that may be moved into the node's namespace."""
        enter(self._lab.name(node))
        with socket.socket(socket.AF_UNIX) as told:
            told.settimeout(20)
            told.connect("\0lb")
            told.sendall(command.encode() + b"\n")
            return b"".join(iter(lambda: told.recv(4096), b"")).decode()

    def yields(self, node):
        self.happened("yield", node)
        return self.says(node, "vrrp yield web")

    def resumes(self, node):
        self.happened("resume", node)
        return self.says(node, "vrrp resume web")

    def kill(self, node):
        self.happened("kill -9", node)
        os.kill(self.nodes[node].pid, signal.SIGKILL)

    def flap(self, web, up):
        self.happened("up" if up else "down", web)
        path = os.path.join(self._folder, web, "up")
        os.rename(path + ".away" if up else path, path if up else path + ".away")

    def keep_logs(self, folder):
        for node in NODES:
            shutil.copy(self.log(node), os.path.join(folder, f"soak-{node}.log"))
