package lb.proxy.settings;

/**
 * How live traffic counts beside the checks of a server.
 *
 * @param layer what of it counts
 * @param errorLimit so many errors in a row, 1 or more, bring about the reaction, and so many more do again
 * @param reaction what then becomes of the server, whose next check comes after the fast interval at the latest
 */
public record Observation(Layer layer, int errorLimit, Reaction reaction) {
    /** What counts. */
    public enum Layer {
        /** Whether connections can be opened; of UDP, whether datagrams are taken, and replied to where that is expected. */
        LAYER4,
        /** That they cannot, and what is answered (HTTP only). */
        LAYER7
    }

    /** What is done. */
    public enum Reaction {
        /** Nothing but the earlier check. */
        FASTINTER,
        /** As a check that failed. */
        FAIL_CHECK,
        /** As so many failed checks that one more takes the server down. */
        SUDDEN_DEATH,
        /** It is down until its checks pass again. */
        MARK_DOWN
    }
}
