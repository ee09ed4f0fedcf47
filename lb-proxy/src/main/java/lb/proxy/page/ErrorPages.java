package lb.proxy.page;

import java.util.Map;
import java.util.stream.IntStream;

/** The pages that tell clients of what went wrong: those that were given, ours for all else. Immutable. */
public final class ErrorPages {
    private static final int FIRST = 400;
    private static final int LAST = 599;
    private static final Reply[] OURS = ours();

    /** Ours. */
    public static final ErrorPages STANDARD = new ErrorPages(Map.of());

    private final Reply[] replies = OURS.clone();

    /**
     * Ours, with others in the place of some.
     *
     * @param given by the status that is told of, 400 to 599; a page may well have another one itself
     */
    public ErrorPages(Map<Integer, FixedResponse> given) {
        given.forEach((status, page) -> replies[status - FIRST] = new Reply(page));
    }

    private static Reply[] ours() {
        return IntStream.rangeClosed(FIRST, LAST)
                .mapToObj(status -> new Reply(FixedResponse.ofStatus(status)))
                .toArray(Reply[]::new);
    }

    /** The page for a status, 400 to 599. */
    public Reply of(int status) {
        return replies[status - FIRST];
    }
}
