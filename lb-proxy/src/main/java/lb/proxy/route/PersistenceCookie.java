package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lb.proxy.settings.CookieSettings;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/** A backend's {@link CookieSettings} with its servers, as they are looked for and written. Immutable; on any thread. */
public final class PersistenceCookie {
    private final CookieSettings settings;
    private final byte[] name;
    private final Map<Server, ServerValue> values = new LinkedHashMap<>();

    /** Those whose values stay, by these. */
    private final Server[] said;

    private final ValueTable bySaid;

    /** Those whose values follow their addresses, and these. */
    private final Server[] following;

    private final ServerValue[] followed;

    private final byte[] attributes;

    private PersistenceCookie(CookieSettings settings, List<Server> all) {
        this.settings = settings;
        name = settings.name().getBytes(ISO_8859_1);
        all.forEach(server -> values.put(server, value(server, settings)));
        said = servers(all, true);
        bySaid = new ValueTable(said.length);
        for (int i = 0; i < said.length; i++) {
            bySaid.put(valueOf(said[i]).now(), i);
        }
        following = servers(all, false);
        followed = Arrays.stream(following).map(this::valueOf).toArray(ServerValue[]::new);
        StringBuilder text = new StringBuilder("; path=/");
        settings.domains().forEach(domain -> text.append("; domain=").append(domain));
        text.append(settings.httpOnly() ? "; HttpOnly" : "").append(settings.secure() ? "; Secure" : "");
        settings.attributes().forEach(attribute -> text.append("; ").append(attribute));
        attributes = text.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    private Server[] servers(List<Server> all, boolean stay) {
        return all.stream()
                .filter(server -> valueOf(server) instanceof ServerValue.Said == stay)
                .toArray(Server[]::new);
    }

    private ServerValue valueOf(Server server) {
        return Objects.requireNonNull(values.get(server));
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
        int found = bySaid.find(in, start, end);
        if (found != ValueTable.NONE) {
            return said[found];
        }
        for (int i = 0; i < following.length; i++) {
            byte[] value = followed[i].now();
            if (value.length == end - start && Ascii.isAt(in, start, value, false)) {
                return following[i];
            }
        }
        return null;
    }

    /** Appends the value of a server. */
    public void writeValue(Server server, ByteBuf out) {
        out.writeBytes(valueOf(server).now());
    }

    /** Appends what follows the value in a cookie of ours, with the end of the line. */
    public void writeAttributes(ByteBuf out) {
        out.writeBytes(attributes);
    }

    /** The most bytes that a message becomes longer by, a server's own cookies aside. */
    public int room() {
        int longest = ServerValue.Dynamic.LENGTH;
        for (ServerValue value : values.values()) {
            longest = Math.max(longest, value.now().length);
        }
        return 64 + name.length + longest + CookieDates.LENGTH + attributes.length;
    }
}
