package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.CheckSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real OpenLDAP and Exim, checked in their own protocols. */
@Timeout(60)
class RealServerChecksTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        for (Process server : started) {
            server.destroy();
            if (server.onExit()
                    .completeOnTimeout(server, 5, TimeUnit.SECONDS)
                    .join()
                    .isAlive()) {
                server.destroyForcibly().onExit().join();
            }
        }
    }

    @Test
    void aDirectoryPassesUnlessItWantsNoAnonymousBinds() throws Exception {
        Path slapd = program("slapd", "slapd");
        for (boolean anonymous : List.of(true, false)) {
            int port = freePort();
            Path conf = folder.resolve("slapd-" + anonymous + ".conf");
            Files.writeString(conf, "pidfile " + folder.resolve("pid") + (anonymous ? "\n" : "\ndisallow bind_anon\n"));
            Process server = start(slapd, "-f", conf.toString(), "-h", "ldap://127.0.0.1:" + port, "-d", "0");
            CheckResult result = result(server, port, new CheckSettings.Ldap());

            // 48: inappropriateAuthentication (RFC 4511 section 4.1.9)
            assertThat(result.status()).isEqualTo(anonymous ? CheckStatus.L7OK : CheckStatus.L7STS);
            assertThat(result.code()).isEqualTo(anonymous ? 0 : 48);
        }
    }

    @Test
    void aMailServerPassesUnlessItRefusesOurName() throws Exception {
        Path exim = program("exim4", "exim4-daemon-light");
        assumeTrue(
                (Integer) Files.getAttribute(folder, "unix:uid") == 0, "nobody but root and its own user starts exim4");
        // Its own user writes there, too.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        int port = freePort();
        Path conf = folder.resolve("exim.conf");
        Files.writeString(conf, """
                spool_directory = %1$s
                log_file_path = %1$s/%%slog
                pid_file_path = %1$s/exim.pid
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = %2$d
                primary_hostname = mail.test
                tls_advertise_hosts =
                keep_environment =
                host_lookup =
                acl_smtp_helo = helo
                begin acl
                helo:
                  deny condition = ${if eq{$sender_helo_name}{refused.test}}
                  accept
                """.formatted(folder, port));
        Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rw-r--r--"));
        Process server = start(exim, "-C", conf.toString(), "-bdf");
        CheckResult extended = result(server, port, new CheckSettings.Smtp(true, "lb.test"));
        assertThat(extended.status()).as(extended.toString()).isEqualTo(CheckStatus.L7OK);
        // The answer to QUIT, the last that is said.
        assertThat(extended.code()).isEqualTo(221);
        assertThat(extended.info()).isEqualTo("mail.test closing connection");
        CheckResult plain = result(server, port, new CheckSettings.Smtp(false, "lb.test"));
        assertThat(plain.status()).as(plain.toString()).isEqualTo(CheckStatus.L7OK);
        CheckResult refused = result(server, port, new CheckSettings.Smtp(false, "refused.test"));
        assertThat(refused.status()).as(refused.toString()).isEqualTo(CheckStatus.L7STS);
        assertThat(refused.code()).isEqualTo(550);
    }

    private Process start(Path program, String... arguments) throws IOException {
        // slapd makes a table for as many connections as it may have: gigabytes where that is not limited.
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "ulimit -n 1024; exec \"$0\" \"$@\"", program.toString()));
        command.addAll(List.of(arguments));
        Process server = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        started.add(server);
        return server;
    }

    /** What a check finds, once the server listens. */
    private CheckResult result(Process server, int port, CheckSettings.Probe probe) throws Exception {
        CheckSettings check = new CheckSettings(probe, Duration.ofMillis(100), Duration.ofSeconds(10), 1, 1);
        BlockingQueue<CheckResult> results = new LinkedBlockingQueue<>();
        RecordingTarget target = new RecordingTarget(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), null, check, results::add);
        try (HealthChecks _ = HealthChecks.start(List.of(target), 5, loops, Sockets.NIO, NanoClock.SYSTEM)) {
            @Nullable CheckResult last = null;
            while (last == null || last.status() == CheckStatus.L4CON) {
                assertThat(server.isAlive())
                        .as("it runs; it said: %s", Files.readString(folder.resolve("said")))
                        .isTrue();
                last = results.poll(20, TimeUnit.SECONDS);
                assertThat(last).as("a result").isNotNull();
            }
            return last;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Skips the test where there is none. */
    private static Path program(String name, String packageName) {
        Path program = Path.of("/usr/sbin", name);
        if (!Files.isExecutable(program)) {
            System.out.println(
                    "the checks of " + name + " are skipped: there is none (apt-get install " + packageName + ")");
        }
        assumeTrue(Files.isExecutable(program), "no " + name);
        return program;
    }
}
