package lb.ha.vrrp;

/** What a step asks for; to be done in the order given. */
public sealed interface VrrpAction {
    /** Send an advert. */
    record SendAdvert(int priority) implements VrrpAction {}

    /** Put the virtual addresses on the interface. */
    record AddAddresses() implements VrrpAction {}

    /** Take them off. */
    record RemoveAddresses() implements VrrpAction {}

    /**
     * Tell the neighbours who owns the addresses.
     *
     * @param taken true when they were taken just now: repeated, and again later; false: once, to neighbours who may have
     *     believed another node
     */
    record Announce(boolean taken) implements VrrpAction {}
}
