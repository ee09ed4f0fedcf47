package lb.ha.handover;

import lb.ha.handover.HandOverState.Plan;

/** What happens to the hand-over of one unit. */
sealed interface HandOverEvent {
    /**
     * This node owns the addresses and is to leave them.
     *
     * @param epoch for an offer
     */
    record Leave(long epoch, Plan plan) implements HandOverEvent {}

    /** It is to stay after all. */
    record Stay() implements HandOverEvent {}

    /** This node would preempt the owner, which is a peer that can hand over. */
    record Outranks(String owner) implements HandOverEvent {}

    /**
     * A peer speaks.
     *
     * @param able whether this node is a backup that can serve, for an offer
     * @param owns whether this node owns the addresses and the peer outranks it, for a request
     * @param own an epoch and a plan, for an offer of this node's own
     */
    record Heard(String peer, Message message, boolean able, boolean owns, long epoch, Plan own)
            implements HandOverEvent {}

    /** There is no connection with a peer any more. */
    record Lost(String peer) implements HandOverEvent {}

    /** This node is no backup that can serve any more; owned addresses do not count. */
    record Unable() implements HandOverEvent {}

    /** This node owns the addresses no more, whatever was planned. */
    record Deposed() implements HandOverEvent {}

    /** The clients are away, and new ones are held back. */
    record ClientsAway(long epoch) implements HandOverEvent {}

    /**
     * This node was to give the addresses up.
     *
     * @param owned whether it owned them until then: they are removed, adverts have said so
     */
    record Gone(boolean owned) implements HandOverEvent {}

    /**
     * This node was to take over.
     *
     * @param master whether it has
     */
    record Taken(boolean master) implements HandOverEvent {}

    /** Time has passed. */
    record TimeReached() implements HandOverEvent {}
}
