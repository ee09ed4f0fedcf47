package lb.proxy.check;

import org.jspecify.annotations.Nullable;

/** What an answer is held against. Pure, and for any thread. */
@FunctionalInterface
interface Expectation {
    /**
     * Judges what has come so far.
     *
     * @param answer at least one byte
     * @return null while more is needed, which never is once it has {@link Received#ended}
     */
    @Nullable
    Finding judge(Received answer);
}
