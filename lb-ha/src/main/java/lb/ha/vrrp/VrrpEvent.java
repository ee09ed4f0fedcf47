package lb.ha.vrrp;

/** What happens to a virtual router (RFC 9568 section 6.4, and what the RFC leaves to the operator). */
public sealed interface VrrpEvent {
    /** It may take part from now on. */
    record Startup(Candidate self) implements VrrpEvent {}

    /** It must not take part any longer, but can still say so. */
    record Shutdown(String why) implements VrrpEvent {}

    /** It can neither hear nor be heard any longer. */
    record InterfaceDown(String why) implements VrrpEvent {}

    /** Another one of its sync group has given way to another node: so does this one. */
    record GroupGaveWay(String why) implements VrrpEvent {}

    /**
     * It is to leave the addresses to another node, and goes on taking part.
     *
     * @param self this node in the election from now on
     * @param stopping whether it ends, and is to take them back only when nobody else does for long
     */
    record Yielded(Candidate self, String why, boolean stopping) implements VrrpEvent {}

    /**
     * The master of lower priority whose advert comes next is about to hand over: it is not preempted.
     *
     * @param until for how long at most
     */
    record PreemptionWaits(long until) implements VrrpEvent {}

    /** Its priority or its primary address is another one, as when this node cannot serve or can again. */
    record SelfChanged(Candidate self, String why) implements VrrpEvent {}

    /**
     * A valid advert.
     *
     * @param from its sender; priority 0 when that stops being master
     * @param interval nanoseconds between its adverts
     */
    record AdvertReceived(Candidate from, long interval) implements VrrpEvent {}

    /**
     * This node did not run for a while. Told before what arrived meanwhile: what a waiting node could not hear does not
     * count as silence.
     *
     * @param nanos for how long
     */
    record StoodStill(long nanos) implements VrrpEvent {}

    /** The kernel has, or may have, taken the addresses back, because this node did not ask for them in time. */
    record LeaseLapsed(String why) implements VrrpEvent {}

    /** Time has passed. Timers that are over fire now: every advert received until then has to be told before. */
    record TimeReached() implements VrrpEvent {}

    /**
     * The master is dead, which something else than its silence has shown.
     *
     * @param first whether no other node is to become master before this one
     */
    record MasterDied(String why, boolean first) implements VrrpEvent {}
}
