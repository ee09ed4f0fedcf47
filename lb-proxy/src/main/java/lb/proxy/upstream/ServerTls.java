package lb.proxy.upstream;

import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Template;
import lb.proxy.stats.TlsCounts;
import lb.proxy.tls.ConnectContext;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is spoken with one server, by which name (SNI), and how often. Any thread, after {@link #speak}, which comes before the server gets
 * traffic.
 */
public final class ServerTls {
    private final TlsCounts counts;

    /** What its name is made of with each request; null where it is always the same. */
    private final @Nullable Template madeName;

    private final @Nullable String fixedName;

    /** Null where connections are plain; set before there are any. */
    private @Nullable ConnectContext context;

    /** @param before that of the server in whose place this one comes, whose counts it shares; null for none */
    ServerTls(ServerSettings settings, @Nullable ServerTls before, int loops) {
        counts = before == null ? new TlsCounts(loops) : before.counts;
        ConnectTls spoken = settings.connect().tls();
        madeName = ServerNames.made(spoken);
        Template name = spoken == null ? null : spoken.serverName();
        fixedName = name == null || madeName != null || name.fixedText().isEmpty() ? null : name.fixedText();
    }

    /** Connections speak it, as the settings ask; before the first of them. */
    public void speak(ConnectContext spoken) {
        context = spoken;
    }

    /** Null where it is not spoken. */
    @Nullable
    ConnectContext context() {
        return context;
    }

    /** What the name is made of with each request; null where it is always the same. */
    @Nullable
    Template madeName() {
        return madeName;
    }

    /** What the server is asked for each time; null for nothing, or for what is made of the request. */
    @Nullable
    String fixedName() {
        return fixedName;
    }

    /** Handshakes with it. */
    public TlsCounts counts() {
        return counts;
    }
}
