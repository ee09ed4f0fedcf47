package lb.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lb.proxy.listen.Departure;
import lb.proxy.page.LocalPage;
import lb.proxy.page.LocalResponse;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.Reuse;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Serves some requests, and leads clients away, on loopback ports that nobody knows of. What a JVM does for the first time
 * is slow: a node that has stood by until now answered its first client 0.2 s late (measured, two processors), which counts
 * where it takes an address over. Nothing of it is seen in figures or logs, and no server is asked.
 *
 * <pre>
 *   this thread ──▶ frontend, as those of the node ──▶ frontend that answers a page
 * </pre>
 */
public final class Rehearsal {
    /** Enough for the methods that each request goes through to be compiled for the first time. */
    private static final int TIMES = 40;

    /** From one to the next: the processors are left to those who need them. */
    private static final Duration PACE = Duration.ofMillis(2);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** More than a buffer holds, so that bytes are relayed in parts, too; each eighth answer is as long. */
    private static final int LONG = 100_000;

    private static final int SHORT = 100;
    private static final int SELDOM = 8;

    private static final int CONNECTIONS = 16;
    private static final String SERVER = "rehearsal";

    /**
     * Each client of mode http leaves a connection to the page, of which both ends are this process': the files that it may
     * have open are for clients of the node.
     */
    private static final BackendHttp FEW_IDLE =
            new BackendHttp(ConnectionMode.KEEP_ALIVE, Reuse.SAFE, new IdleConnectionSettings(4, PATIENCE), false);

    private Rehearsal() {}

    /**
     * Does it, for half a second or so; ends early when interrupted, or when it is late.
     *
     * @param modes what frontends understand of the bytes; those of datagrams are passed over
     * @param until when it is late, in nanoseconds of {@link System#nanoTime}
     * @throws IOException when it does not go as it should: the first clients will be slower
     */
    public static void hold(Transport transport, Set<Mode> modes, long until) throws IOException {
        List<FrontendSettings> page = List.of(frontend("page", Mode.HTTP, null, List.of(page(SHORT), page(LONG))));
        try (Proxy server = start(new ProxySettings(1, transport, limits(), page, List.of()))) {
            InetSocketAddress address = server.localAddresses("page").getFirst();
            List<FrontendSettings> frontends = new ArrayList<>();
            List<BackendSettings> backends = new ArrayList<>();
            for (Mode mode : modes) {
                if (mode != Mode.UDP) {
                    frontends.add(frontend(mode.name(), mode, mode.name(), List.of()));
                    backends.add(backend(mode, address));
                }
            }
            try (Proxy proxy = start(new ProxySettings(1, transport, limits(), frontends, backends))) {
                for (FrontendSettings frontend : frontends) {
                    rehearse(proxy, proxy.localAddresses(frontend.name()).getFirst(), until);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Proxy start(ProxySettings settings) throws IOException {
        try {
            return Proxy.start(settings, (_, _) -> {}, _ -> {});
        } catch (ProxyStartException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void rehearse(Proxy proxy, InetSocketAddress address, long until)
            throws IOException, InterruptedException {
        for (int i = 0; i < TIMES; i++) {
            if (System.nanoTime() - until >= 0) {
                return;
            }
            try (Socket client = connect(address)) {
                int length = i % SELDOM == 0 ? LONG : SHORT;
                ask(client, length, "");
                ask(client, length, "Connection: close\r\n");
            }
            Thread.sleep(PACE);
        }
        Departure departure = proxy.departureOf(Set.of(address.getAddress()));
        try (Socket client = connect(address)) {
            ask(client, SHORT, "");
            departure.drain(PACE);
            departure.holdBack();
        } finally {
            departure.letIn();
        }
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket client = new Socket();
        try {
            client.setSoTimeout((int) PATIENCE.toMillis());
            client.connect(address, (int) PATIENCE.toMillis());
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /** Asks for a page of so many characters, and reads until its end, which is a line's. */
    private static void ask(Socket client, int length, String field) throws IOException {
        String request = "GET /" + length + " HTTP/1.1\r\nHost: rehearsal\r\n" + field + "\r\n";
        client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream answer = client.getInputStream();
        byte[] part = new byte[LONG];
        int read = 0;
        byte last = 0;
        while (read < length || last != '\n') {
            int more = answer.read(part);
            if (more < 0) {
                throw new IOException("an answer ended after " + read + " bytes (expected: " + length + " and more)");
            }
            read += more;
            last = part[more - 1];
        }
    }

    private static LocalPage page(int length) {
        String body = "r".repeat(length) + "\n";
        return new LocalPage("/" + length, _ -> LocalResponse.text(200, "text/plain", body));
    }

    private static ProcessLimits limits() {
        return new ProcessLimits(CONNECTIONS, 0, HeadLimits.STANDARD);
    }

    private static FrontendSettings frontend(String name, Mode mode, @Nullable String backend, List<LocalPage> pages) {
        return new FrontendSettings(
                name,
                mode,
                List.of(new BindSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
                backend,
                new FrontendTimeouts(PATIENCE, PATIENCE, PATIENCE, PATIENCE),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                mode == Mode.TCP ? LogFormat.Known.TCP : LogFormat.Known.HTTP,
                true,
                pages);
    }

    private static BackendSettings backend(Mode mode, InetSocketAddress server) {
        return new BackendSettings(
                mode.name(),
                mode,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(PATIENCE, PATIENCE, PATIENCE, Duration.ZERO, PATIENCE),
                FEW_IDLE,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                List.of(ServerSettings.of(SERVER, server, 1)
                        // As the servers of a node with virtual addresses: those are no sources.
                        .withSource(InetAddress.getLoopbackAddress())));
    }
}
