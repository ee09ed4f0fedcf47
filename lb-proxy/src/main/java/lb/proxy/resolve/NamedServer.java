package lb.proxy.resolve;

import org.jspecify.annotations.Nullable;

/** A server that gets its address from a name. */
@FunctionalInterface
public interface NamedServer {
    /**
     * It has another address, weight or none from now on. Called on the thread of the names: must not block.
     *
     * @param to null for none
     * @param why who said so, or, where there is none, what the matter is, in HAProxy's words
     */
    void moved(@Nullable Endpoint to, String why);
}
