package lb.proxy.page;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for a {@link LocalPage}.
 *
 * @param method as received, case-sensitive (RFC 9110 section 9.1)
 * @param target as received, origin-form
 * @param fields header fields as received, in order
 * @param client where it came from
 * @param body each byte a letter, empty for none; null when it is longer than {@link #LONGEST_BODY}
 */
public record LocalRequest(
        String method,
        String target,
        List<Field> fields,
        InetSocketAddress client,
        @Nullable String body) {
    /** Bytes that are kept of a body: enough for a form. */
    public static final int LONGEST_BODY = 16 * 1024;

    public LocalRequest {
        fields = List.copyOf(fields);
    }

    /** One without a body. */
    public LocalRequest(String method, String target, List<Field> fields, InetSocketAddress client) {
        this(method, target, fields, client, "");
    }

    /** The same with this body. */
    public LocalRequest withBody(@Nullable String come) {
        return new LocalRequest(method, target, fields, client, come);
    }

    /** Who has sent it, for people: its address, or {@code unix} for one over a UNIX socket, which has none. */
    public String from() {
        InetAddress address = client.getAddress();
        return address == null ? client.getHostString() : address.getHostAddress();
    }

    /** One header field. */
    public record Field(String name, String value) {}

    /** The first value of the field of that name (any case), or null. */
    public @Nullable String field(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }
}
