package lb.proxy.health;

/**
 * Whether a server is left out as an outlier, and how often it has been of late.
 *
 * @param ejected whether it is now
 * @param until when it comes back, in ns; only while it is ejected
 * @param times how often it was, less one for each interval in which it behaved
 */
public record Ejection(boolean ejected, long until, int times) {
    /** Of a server that has not been an outlier. */
    public static final Ejection NONE = new Ejection(false, 0, 0);

    /**
     * It is left out, each time longer.
     *
     * @param base for how long at the first time, in ns
     * @param most for how long at most, in ns
     */
    public Ejection eject(long now, long base, long most) {
        int next = times + 1;
        return new Ejection(true, now + Math.min(most, Math.multiplyExact(base, (long) next)), next);
    }

    /** Whether its time is over. */
    public boolean isOver(long now) {
        return ejected && now - until >= 0;
    }

    /** It is back. */
    public Ejection back() {
        return new Ejection(false, 0, times);
    }

    /** An interval has passed in which it was no outlier. */
    public Ejection behaved() {
        return ejected || times == 0 ? this : new Ejection(false, 0, times - 1);
    }
}
