package lb.ha.handover;

/**
 * What two nodes say to each other about one hand-over.
 *
 * @param unit name of the first virtual router of those that move together
 * @param epoch drawn at random by the owner for each offer; 0 in a request
 * @param drainMillis in an offer: for how long the owner may be leading its clients away
 */
public record Message(Kind kind, String unit, long epoch, int drainMillis) {
    /** In the order of a hand-over. The ordinal is what is sent: new ones come last. */
    public enum Kind {
        /** Next owner: this node outranks you and is ready. */
        REQUEST,
        /** Owner: this node would leave; are you ready? */
        OFFER,
        /** Next owner: listeners up, backends usable, and waiting for the commit. */
        READY,
        /** Next owner: not now. */
        REFUSED,
        /** Owner: the addresses are removed here; take them. */
        COMMIT,
        /** Next owner: taken. */
        DONE,
        /** Either: it will not come to it. */
        CANCEL
    }
}
