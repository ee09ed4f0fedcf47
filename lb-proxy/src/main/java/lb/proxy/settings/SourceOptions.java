package lb.proxy.settings;

import org.jspecify.annotations.Nullable;

/**
 * Where connections to a server come from, beside the address that is given; checks come from that address and any port.
 *
 * @param ports the local ports, each for one connection at a time; null for any that the kernel has
 * @param transparent whether each comes from the address of the client that it is for; not together with ports
 */
public record SourceOptions(@Nullable PortRange ports, boolean transparent) {
    /** Any port of the address that is given. */
    public static final SourceOptions STANDARD = new SourceOptions(null, false);

    /** Each connection comes from its client's address. */
    public static final SourceOptions OF_CLIENT = new SourceOptions(null, true);

    public SourceOptions {
        if (ports != null && transparent) {
            throw new IllegalArgumentException("a client's address, and ports");
        }
    }

    /** Whether neither is asked for. */
    public boolean isStandard() {
        return ports == null && !transparent;
    }
}
