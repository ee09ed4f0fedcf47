package lb.ha.track;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A look at one thing. It may take long. One thread at a time. */
interface Look extends AutoCloseable {
    /**
     * What is seen now.
     *
     * @return how many times the thing counts as failing: 0 when nothing is wrong
     * @throws IOException when it cannot be seen, with the reason in words; then what was seen before stands
     */
    int see() throws IOException;

    /**
     * Waits until it is worth to look again.
     *
     * @param nanos how long that usually is
     * @param closing counted down when there is to be no other look
     * @return whether there is to be none
     */
    default boolean awaitNext(long nanos, CountDownLatch closing) throws InterruptedException {
        return closing.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends a wait of another thread. */
    default void wake() {}

    /** Gives back what the looks took. */
    @Override
    default void close() {}
}
