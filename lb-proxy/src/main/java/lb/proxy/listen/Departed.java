package lb.proxy.listen;

import java.util.List;

/**
 * How the clients of an address that left this node have fared.
 *
 * @param requests that were broken off before they were answered
 * @param sessions of mode tcp, or upgraded, that were broken off
 * @param idle connections that were closed between two requests, or before the first
 * @param refusals a sentence for each listener whose new connections could not be held back
 */
public record Departed(int requests, int sessions, int idle, List<String> refusals) {
    public Departed {
        refusals = List.copyOf(refusals);
    }

    /** Whether no request and no session was broken off. */
    public boolean isWithoutLoss() {
        return requests + sessions == 0;
    }
}
