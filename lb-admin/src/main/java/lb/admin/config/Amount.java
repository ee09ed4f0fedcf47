package lb.admin.config;

import lb.admin.problem.BrokenFileException;

/**
 * Counts what a short line may ask for in great number, such as the listeners of a range of ports, so that a file has no more
 * than a machine can have. One thread.
 */
final class Amount {
    /** As many as a port has numbers. */
    static final int MOST = 65_536;

    private final String what;
    private int count;

    /** @param what is counted, in words */
    Amount(String what) {
        this.what = what;
    }

    /**
     * Counts some more.
     *
     * @throws BrokenFileException when it is too much: nothing else need be said of the file then
     */
    void add(int more, Value from) {
        count += more;
        if (count > MOST) {
            throw new BrokenFileException(
                    from.place().file(), from.place().line(), "more than %,d %s up to here".formatted(MOST, what));
        }
    }
}
