package lb.proxy.settings;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a frontend adds to requests to tell servers of the client's connection.
 *
 * @param forwardedFor tells the client's address ({@code X-Forwarded-For}); null for no such field
 * @param originalTo tells the address that the client connected to ({@code X-Original-To}); null for no such field
 * @param forwarded parameters of a {@code Forwarded} field (RFC 7239); empty for none
 * @param via the name of this proxy in a {@code Via} field (RFC 9110 section 7.6.3), a token; null for none
 */
public record Forwarding(
        @Nullable AddressField forwardedFor,
        @Nullable AddressField originalTo,
        Set<Parameter> forwarded,
        @Nullable String via) {
    /** Nothing. */
    public static final Forwarding NONE = new Forwarding(null, null, Set.of(), null);

    public Forwarding {
        forwarded = forwarded.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(forwarded));
    }

    /** A parameter of {@code Forwarded}. */
    public enum Parameter {
        /** The client's address. */
        FOR,
        /** The same with its port. */
        FOR_PORT,
        /** The address that the client connected to. */
        BY,
        /** The same with its port. */
        BY_PORT,
        /** The host that the client asked for. */
        HOST,
        /** The scheme that the client used. */
        PROTO
    }
}
