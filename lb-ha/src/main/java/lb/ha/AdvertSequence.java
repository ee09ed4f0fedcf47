package lb.ha;

/**
 * The sequence number of adverts with an authentication header. The nodes of a virtual router count together, as
 * keepalived's do: each goes on from the highest number heard. The first is the seconds since 1970, and an advert a second
 * is the most that there is: so a number of an earlier run is older, and so is a recording of it. Older adverts are recordings, or the other side's of a network that was in two parts; that one
 * goes on from our next.
 *
 * <p>Unsigned: good until 2106. HA thread only.
 */
final class AdvertSequence {
    private int last;
    private boolean heard = true;

    /** @param secondsSince1970 by this machine's clock */
    AdvertSequence(long secondsSince1970) {
        this.last = (int) secondsSince1970;
    }

    /** That of the next advert from here. */
    int next() {
        heard = false;
        return ++last;
    }

    /** Goes on from that number, of the same node. */
    void goOn(int highest) {
        last = highest;
    }

    /** The highest so far. */
    int last() {
        return last;
    }

    /** Whether an advert is new; from then on it is not. */
    boolean accepts(int sequence) {
        int newer = Integer.compareUnsigned(sequence, last);
        // Two masters may have taken the same number in the same instant. It is no recording: none was heard with it
        // yet.
        if (newer < 0 || (newer == 0 && heard)) {
            return false;
        }
        last = sequence;
        heard = true;
        return true;
    }
}
