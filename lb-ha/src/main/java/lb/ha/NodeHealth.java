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
     * Whether what a virtual router serves is usable.
     *
     * @param usable false when a listener or a backend that it serves is not
     * @param reason what is not usable, in a few words; empty when usable
     * @param hangs whether this process serves nobody at all, as when its event loops do not turn: then the addresses are
     *     given up, however alone the node is
     */
    record Verdict(boolean usable, String reason, boolean hangs) {
        /** Nothing is wrong. */
        public static final Verdict USABLE = new Verdict(true, "");

        public Verdict(boolean usable, String reason) {
            this(usable, reason, false);
        }
    }
}
