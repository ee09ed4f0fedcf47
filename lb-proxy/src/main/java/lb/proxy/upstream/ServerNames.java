package lb.proxy.upstream;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.Template;
import org.jspecify.annotations.Nullable;

/** What servers of a backend are asked for in TLS (SNI) by one request or session. Immutable, on any thread. */
public final class ServerNames {
    /** Where nothing is made of the request. */
    public static final ServerNames FIXED = new ServerNames(List.of(), Collections.emptyList());

    private final List<Template> templates;
    private final List<@Nullable String> made;

    /**
     * @param templates of which they were made: those of a backend may be others by now
     * @param made what has become of each, in order; null for no name
     */
    public ServerNames(List<Template> templates, List<@Nullable String> made) {
        this.templates = templates;
        this.made = made;
    }

    /** The different templates that are to become names with each request. */
    static List<Template> templates(BackendSettings backend) {
        return backend.servers().stream()
                .map(server -> server.connect().tls())
                .flatMap(tls -> tls == null ? Stream.empty() : Stream.ofNullable(made(tls)))
                .distinct()
                .toList();
    }

    /** Null where the name is always the same, or there is none. */
    static @Nullable Template made(@Nullable ConnectTls tls) {
        Template name = tls == null ? null : tls.serverName();
        return name == null || name.isFixed() ? null : name;
    }

    /** What this server is asked for; null for nothing. */
    public @Nullable String of(Server server) {
        Template template = server.tls().madeName();
        if (template == null) {
            return server.tls().fixedName();
        }
        // A reload may have given the server another one since they were made: then none has come of the request.
        int number = templates.indexOf(template);
        return number < 0 ? null : made.get(number);
    }

    /** Whether nothing is made of the request. */
    public boolean areFixed() {
        return made.isEmpty();
    }

    /**
     * Whether a connection will do: one that a name was made for serves that name alone.
     *
     * @param asked what the server was asked for on it
     */
    public boolean suits(Server server, @Nullable String asked) {
        return server.tls().madeName() == null || Objects.equals(of(server), asked);
    }
}
