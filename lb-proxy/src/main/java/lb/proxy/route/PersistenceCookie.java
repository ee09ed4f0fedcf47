package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import lb.proxy.settings.CookieSettings;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/** A backend's {@link CookieSettings} with its servers, as they are looked for and written. Immutable; on any thread. */
public final class PersistenceCookie {
    private final CookieSettings settings;
    private final byte[] name;
    private final Server[] servers;

    /** Of each server, in the same order. */
    private final ServerValue[] values;

    private final byte[] attributes;

    private PersistenceCookie(CookieSettings settings, List<Server> all) {
        this.settings = settings;
        name = settings.name().getBytes(ISO_8859_1);
        servers = all.toArray(Server[]::new);
        values = all.stream().map(server -> value(server, settings)).toArray(ServerValue[]::new);
        StringBuilder text = new StringBuilder("; path=/");
        settings.domains().forEach(domain -> text.append("; domain=").append(domain));
        text.append(settings.httpOnly() ? "; HttpOnly" : "").append(settings.secure() ? "; Secure" : "");
        settings.attributes().forEach(attribute -> text.append("; ").append(attribute));
        attributes = text.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    private static ServerValue value(Server server, CookieSettings settings) {
        String said = settings.values().get(server.name());
        String key = settings.dynamicKey();
        if (said == null && key != null) {
            return new ServerValue.Dynamic(key, server);
        }
        return new ServerValue.Said(Objects.requireNonNullElse(said, server.name()));
    }

    /** That of a backend; null where it has none. */
    static @Nullable PersistenceCookie of(Backend backend) {
        CookieSettings settings = backend.settings().http().cookie();
        return settings == null ? null : new PersistenceCookie(settings, backend.servers());
    }

    public CookieSettings settings() {
        return settings;
    }

    /** Of the cookie; not to be written to. */
    public byte[] name() {
        return name;
    }

    /** The server whose value lies in a range, or null. */
    public @Nullable Server server(ByteBuf in, int start, int end) {
        for (int i = 0; i < servers.length; i++) {
            byte[] value = values[i].now();
            if (value.length == end - start && Ascii.isAt(in, start, value, false)) {
                return servers[i];
            }
        }
        return null;
    }

    /** Appends the value of a server. */
    public void writeValue(Server server, ByteBuf out) {
        for (int i = 0; i < servers.length; i++) {
            if (servers[i] == server) {
                out.writeBytes(values[i].now());
            }
        }
    }

    /** Appends what follows the value in a cookie of ours, with the end of the line. */
    public void writeAttributes(ByteBuf out) {
        out.writeBytes(attributes);
    }

    /** The most bytes that a message becomes longer by, a server's own cookies aside. */
    public int room() {
        int longest = ServerValue.Dynamic.LENGTH;
        for (ServerValue value : values) {
            longest = Math.max(longest, value.now().length);
        }
        return 64 + name.length + longest + CookieDates.LENGTH + attributes.length;
    }
}
