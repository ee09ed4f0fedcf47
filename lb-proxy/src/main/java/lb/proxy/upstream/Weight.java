package lb.proxy.upstream;

/**
 * What share of the traffic a server gets: that of the file or of its SRV record, and what somebody asks for at run time,
 * which lasts until it is asked for otherwise.
 *
 * @param base of the file, or of the SRV record, 0 to 256
 * @param asked so many percent of that, or itself, 0 to 256
 * @param relative whether it is percent
 */
record Weight(int base, int asked, boolean relative) {
    private static final int MOST = 256;
    private static final int WHOLE = 100;

    /** Nobody asks for another one than this. */
    static Weight of(int base) {
        return new Weight(base, WHOLE, true);
    }

    /** 0 to 256. */
    int now() {
        return relative ? (int) Math.min(MOST, (long) base * asked / WHOLE) : asked;
    }

    /** The SRV record has another one. */
    Weight withBase(int other) {
        return new Weight(other, asked, relative);
    }

    /** That many percent of it are asked for. */
    Weight percent(int percent) {
        return new Weight(base, percent, true);
    }

    /** This very one is asked for. */
    Weight exactly(int weight) {
        return new Weight(base, weight, false);
    }
}
