package lb.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import lb.admin.boot.LoadBalancer;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The friendly commands, said to a node that runs. */
class NodeCommandsTest {
    private final String lock = "test/" + UUID.randomUUID();

    @TempDir
    Path folder;

    private ServerSocket origin;
    private int port;
    private LoadBalancer node;

    /** What one command line did. */
    private record Answer(int status, String out, String err) {}

    @BeforeEach
    void start() throws Exception {
        origin = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path file = Files.writeString(folder.resolve("lb.conf"), """
                defaults { mode = tcp, check = false }
                frontends { web { bind = "127.0.0.1:%d", default-backend = app } }
                backends {
                  app {
                    servers {
                      web1 { address = "127.0.0.1:%d", weight = 10 }
                      both { address = "127.0.0.1:1", disabled = true }
                    }
                  }
                  other { servers { both = "127.0.0.1:1" } }
                }
                """.formatted(port, origin.getLocalPort()));
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        assertThat(result).as(() -> result.toString()).isInstanceOf(LoadResult.Loaded.class);
        node = LoadBalancer.start(((LoadResult.Loaded) result).configuration(), lock, "0.1");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        origin.close();
    }

    private Answer lb(String line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of("--socket", "abnsz@" + lock));
        int status = LbCommand.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        return new Answer(status, out.toString(), err.toString());
    }

    @Test
    void statusShowsTheNodeAndItsExitStatusSaysWhetherAllIsWell() {
        Answer well = lb("status");
        assertThat(well.out())
                .contains(" (lb 0.1) up for ", "\nfrontends\n  web  OPEN  0 sessions  0/s  0 in total  0 B out\n")
                .contains("\n  app    UP  0 sessions  0/s  1 of 2 servers up  both MAINT\n");
        assertThat(well.status()).isZero();
        assertThat(lb("maint web1").status()).isZero();
        assertThat(lb("status").status()).isEqualTo(3);
        JsonObject json = JsonParser.parseString(lb("status --json").out()).getAsJsonObject();
        assertThat(json.get("well").getAsBoolean()).isFalse();
        assertThat(json.getAsJsonArray("servers")
                        .get(0)
                        .getAsJsonObject()
                        .get("status")
                        .getAsString())
                .isEqualTo("MAINT");
    }

    @Test
    void aServerIsNamedAloneOrWithItsBackend() {
        assertThat(lb("drain web1").out()).isEqualTo("app/web1 is DRAIN, no session\n");
        assertThat(lb("ready app/web1").out()).isEqualTo("app/web1 is UP, not checked, no session\n");
        assertThat(lb("maint both").err())
                .isEqualTo("lb: there are several servers \"both\" (expected: app/both or other/both)\n");
        assertThat(lb("maint wbe1"))
                .isEqualTo(new Answer(1, "", "lb: there is no server \"wbe1\" (did you mean \"web1\"?)\n"));
        assertThat(lb("ready app/both web1").out())
                .isEqualTo("app/both is UP, not checked, no session\napp/web1 is UP, not checked, no session\n");
    }

    @Test
    void aDrainMayWaitForTheSessions() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket server = origin.accept()) {
            assertThat(lb("drain web1").out()).isEqualTo("app/web1 is DRAIN, 1 session\n");
            assertThat(lb("drain web1 --wait 10ms"))
                    .isEqualTo(new Answer(1, "app/web1 is DRAIN, 1 session after 10 ms\n", ""));
            Thread leaving = Thread.startVirtualThread(() -> close(client, server));
            assertThat(lb("drain web1 --wait 30s")).isEqualTo(new Answer(0, "app/web1 is DRAIN, no session\n", ""));
            leaving.join();
        }
    }

    private static void close(Socket... sockets) {
        try {
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aWeightIsShownAndChanged() {
        assertThat(lb("weight web1").out()).isEqualTo("app/web1 has weight 10 (initial 10)\n");
        assertThat(lb("weight web1 50%").out()).isEqualTo("app/web1 has weight 5 (initial 10)\n");
        assertThat(lb("weight web1 300"))
                .isEqualTo(new Answer(1, "", "lb: Absolute weight can only be between 0 and 256 inclusive.\n"));
    }

    @Test
    void topLooksOnceWhereThereIsNoTerminal() {
        assertThat(lb("top --interval 100ms").out())
                .contains(
                        " (lb 0.1) up for ",
                        "NAME    STATUS           SESSIONS  RATE/s",
                        "\n  web1  UP, not checked  0 ");
        assertThat(lb("top --interval 1ms").err())
                .startsWith("lb: --interval \"1ms\" (expected: a time from 100ms to 25s)");
    }

    @Test
    void serversHaveALineEach() {
        assertThat(lb("servers app").out().replaceAll("\\d+ s  ", "0 s  "))
                .startsWith("SERVER    STATUS           FOR  WEIGHT  SESSIONS  RATE  TOTAL  ADDRESS")
                .contains("\napp/web1  UP, not checked  0 s  10      0         0/s   0      127.0.0.1:");
        assertThat(lb("servers ap").err()).isEqualTo("lb: there is no backend \"ap\" (did you mean \"app\"?)\n");
        assertThat(JsonParser.parseString(lb("servers --json").out()).getAsJsonArray())
                .hasSize(3);
    }

    @Test
    void theCompletionKnowsTheCommands() {
        StringWriter out = new StringWriter();
        assertThat(LbCommand.line().setOut(new PrintWriter(out, true)).execute("completion", "bash"))
                .isZero();
        assertThat(out.toString()).startsWith("#!/usr/bin/env bash").contains("_complete_lb", "drain", "--wait");
    }
}
