package lb.ha;

/**
 * What virtual routers ask of whoever leads clients away and speaks with other nodes of ours. Called on the HA thread: must
 * neither block nor throw. A unit is what moves together, a sync group or one virtual router, by the name of its first.
 */
public interface HandOver {
    /** Nobody leads clients away, so this one is not asked: addresses that are to leave do so at once. */
    HandOver NONE = new HandOver() {
        @Override
        public void leave(String unit) {}

        @Override
        public void stay(String unit) {}

        @Override
        public boolean keepsPriority(String unit) {
            return false;
        }

        @Override
        public boolean awaited(String unit) {
            return false;
        }

        @Override
        public void gone(String unit, boolean owned) {}

        @Override
        public void taken(String unit, boolean master) {}
    };

    /** A person wants this node, which owns them, to leave addresses: an order to do so follows, once a node is ready. */
    void leave(String unit);

    /** That person has changed his mind. */
    void stay(String unit);

    /**
     * Whether an owner that is to leave keeps its priority meanwhile: it leads its clients away, or waits for a node that is to be
     * ready before it takes over. Where all that are known are gone, whoever takes part by adverts alone may preempt it.
     */
    boolean keepsPriority(String unit);

    /**
     * This node would preempt the owner, now and with each advert of it. Returns whether it is to wait, because the owner
     * hands over.
     */
    boolean awaited(String unit);

    /**
     * This node was to give addresses up.
     *
     * @param owned whether it owned them until then, and does so no longer
     */
    void gone(String unit, boolean owned);

    /**
     * This node was to take addresses over.
     *
     * @param master whether it owns them now
     */
    void taken(String unit, boolean master);
}
