package lb.proxy.page;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for a {@link LocalPage}: the head only, a body is read and dropped.
 *
 * @param method as received, case-sensitive (RFC 9110 section 9.1)
 * @param target as received, origin-form
 * @param fields header fields as received, in order
 * @param client where it came from
 */
public record LocalRequest(String method, String target, List<Field> fields, InetSocketAddress client) {
    public LocalRequest {
        fields = List.copyOf(fields);
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
