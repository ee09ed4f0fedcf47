package lb.ha;

/** Whether this node can serve what its virtual addresses promise: the only thing lb-ha asks of its surroundings. */
public interface NodeHealth {
    /**
     * What stands now. Called on the HA thread: must not block.
     *
     * @param virtualRouter name of the virtual router
     */
    Verdict verdict(String virtualRouter);

    /**
     * How well what a virtual router is for can be served.
     *
     * @param usable false when a listener or a backend that it serves is not
     * @param reason what is wrong, in a few words; empty when nothing is
     * @param fault whether the addresses are to be given up, however alone the node is, as when its event loops do not turn
     * @param lowered points by which the priority is lowered at once, 0 or more
     * @param poorer points by which it is lowered when that is no passing matter, 0 or more: for what the other nodes are
     *     probably about to see, too, such as a server that is down
     */
    record Verdict(boolean usable, String reason, boolean fault, int lowered, int poorer) {
        /** Nothing is wrong. */
        public static final Verdict USABLE = new Verdict(true, "");

        public Verdict(boolean usable, String reason) {
            this(usable, reason, false);
        }

        public Verdict(boolean usable, String reason, boolean fault) {
            this(usable, reason, fault, 0, 0);
        }

        /** Both: what is wrong in one of them is wrong. */
        public Verdict and(Verdict other) {
            if (equals(USABLE) || other.equals(USABLE)) {
                return equals(USABLE) ? other : this;
            }
            return new Verdict(
                    usable && other.usable,
                    reason + "; " + other.reason,
                    fault || other.fault,
                    lowered + other.lowered,
                    poorer + other.poorer);
        }
    }
}
