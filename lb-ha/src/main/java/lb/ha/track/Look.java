package lb.ha.track;

import java.io.IOException;

/** A look at one thing. It may take long. One thread at a time. */
interface Look extends AutoCloseable {
    /**
     * What is seen now.
     *
     * @return how many times the thing counts as failing: 0 when nothing is wrong
     * @throws IOException when it cannot be seen, with the reason in words; then what was seen before stands
     */
    int see() throws IOException;

    /** Gives back what the looks took. */
    @Override
    default void close() {}
}
