package lb.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import lb.admin.demo.NetworkLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The real Redis, MariaDB and PostgreSQL, checked in their own protocols. */
@Tag("network")
class DatabaseChecksIT {
    /** Longer than the start of three databases on a busy machine with a slow disk. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void databasesAreUpWhileTheyServeAndSayWhyTheyAreNot() throws IOException {
        Needs.programs("redis-server", "mariadbd", "mariadb-install-db", "setpriv", "curl");
        var postgres = postgres();
        try (var lab = NetworkLab.open()) {
            var ha1 = lab.node("ha1", 21);
            var db = lab.node("db", 31);
            // Their own users must get there.
            Files.setPosixFilePermissions(lab.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
            var redis = db.start(
                    "redis-server", "--bind", db.address(), "--protected-mode", "no", "--save", "", "--port", "6379");
            var maria = maria(db, lab.folder().resolve("maria"));
            var pg = postgres(db, postgres, lab.folder().resolve("postgres"));
            var lb = new Lb(ha1, Lb.write(lab.folder().resolve("lb.conf"), conf(db.address())));
            lb.start();

            for (var up : List.of(
                    "db/redis|UP|L7OK|Redis server is ok",
                    "db/script|UP|L7OK|(tcp-check)",
                    "db/greeting|UP|L7OK|",
                    "db/maria|UP|L7OK|",
                    "db/stranger|DOWN|L7STS|",
                    "db/postgres|UP|L7OK|PostgreSQL server is ok",
                    "db/nobody|DOWN|L4CON|Connection refused")) {
                isShown(ha1, lb, up, redis, maria, pg);
            }

            db.run("redis-cli", "-h", db.address(), "config", "set", "requirepass", "secret");
            isShown(ha1, lb, "db/redis|DOWN|L7STS|-NOAUTH Authentication required.", redis);
            pg.kill();
            isShown(ha1, lb, "db/postgres|DOWN|L4CON|Connection refused", pg);
            lb.stop();
        }
    }

    private static String conf(String address) {
        return """
                defaults { mode = tcp, check { interval = 300ms, fall = 2, rise = 1 } }
                frontends { db { bind = "127.0.0.1:1", default-backend = db } }
                backends { db { servers {
                  redis { address = "%1$s:6379", check { type = redis } }
                  script {
                    address = "%1$s:6379"
                    check { type = script, steps = [ { send = "PING\\r\\n" }, { expect { regex = "^(\\\\+PONG|-NOAUTH)" } } ] }
                  }
                  greeting { address = "%1$s:3306", check { type = mysql } }
                  maria { address = "%1$s:3306", check { type = mysql, user = lb } }
                  stranger { address = "%1$s:3306", check { type = mysql, user = nobody } }
                  postgres { address = "%1$s:5432", check { type = pgsql, user = lb } }
                  nobody { address = "%1$s:5433", check { type = pgsql, user = lb } }
                } } }
                stats { bind = "127.0.0.1:8404" }
                """.formatted(address);
    }

    /** @param expected server, status, check_status and the beginning of last_chk */
    private static void isShown(LabNode node, Lb lb, String expected, LabProcess... servers) {
        var parts = expected.split("\\|", -1);
        Eventually.holds(
                expected,
                PATIENCE,
                () -> csv(node)
                        .lines()
                        .filter(line -> line.startsWith(parts[0].replace('/', ',') + ","))
                        .anyMatch(line -> {
                            var cells = line.split(",", -1);
                            return cells[17].equals(parts[1])
                                    && cells[36].endsWith(parts[2])
                                    && cells[56].replace("\"", "").startsWith(parts[3]);
                        }),
                () -> csv(node)
                        + lb.output()
                        + String.join(
                                "\n", Stream.of(servers).map(LabProcess::output).toList()));
    }

    private static String csv(LabNode node) {
        try {
            return node.run("curl", "-s", "-m", "2", "http://127.0.0.1:8404/stats;csv");
        } catch (RuntimeException e) {
            return "no page yet: " + e.getMessage();
        }
    }

    private static LabProcess maria(LabNode node, Path data) throws IOException {
        var users = data.resolveSibling("users.sql");
        Files.writeString(users, "CREATE USER 'lb'@'%';\n");
        node.run(
                "mariadb-install-db",
                "--user=mysql",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        return node.start(
                "mariadbd",
                "--no-defaults",
                "--user=mysql",
                "--datadir=" + data,
                "--socket=" + data.resolve("socket"),
                "--pid-file=" + data.resolve("pid"),
                "--bind-address=" + node.address(),
                "--port=3306",
                "--skip-name-resolve",
                "--init-file=" + users);
    }

    private static LabProcess postgres(LabNode node, Path programs, Path data) throws IOException {
        Files.createDirectory(data);
        node.run("chown", "postgres:", data.toString());
        var user = List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
        node.run(Stream.concat(
                        user.stream(),
                        Stream.of(
                                programs.resolve("initdb").toString(),
                                "--no-sync",
                                "--auth=md5",
                                "--username=lb",
                                "--pwfile=/proc/sys/kernel/hostname",
                                "--pgdata=" + data))
                .toArray(String[]::new));
        Files.writeString(data.resolve("pg_hba.conf"), "host all lb all md5\n", StandardOpenOption.APPEND);
        return node.start(Stream.concat(
                        user.stream(),
                        Stream.of(
                                programs.resolve("postgres").toString(),
                                "-D",
                                data.toString(),
                                "-h",
                                node.address(),
                                "-p",
                                "5432",
                                "-k",
                                data.toString(),
                                "-F"))
                .toList());
    }

    /** Debian keeps PostgreSQL's programs out of the path, in a folder for each version. */
    private static Path postgres() throws IOException {
        var versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (var folders = Files.list(versions)) {
                var found = folders.map(folder -> folder.resolve("bin"))
                        .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
                        .sorted()
                        .reduce((older, newer) -> newer);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        Needs.skip("PostgreSQL is missing: install the package postgresql");
        throw new IllegalStateException();
    }
}
