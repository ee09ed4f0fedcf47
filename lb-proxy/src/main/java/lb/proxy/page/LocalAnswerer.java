package lb.proxy.page;

/** Makes the response of a {@link LocalPage}. */
@FunctionalInterface
public interface LocalAnswerer {
    /**
     * Answers one request. Runs on a virtual thread, never on an event loop, so it may take its time; what it throws
     * becomes a 500.
     */
    LocalResponse answer(LocalRequest request);
}
