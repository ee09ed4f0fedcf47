package lb.ha;

/**
 * The node that is master of a virtual router is dead for sure, which something else than its silence has shown.
 *
 * @param virtualRouter its name
 * @param lostAt {@link NanoClock}'s time of the last sign of it: an advert that is heard later contradicts
 * @param first whether no other node is to become master before this one; if not, the skew time is waited for
 * @param why how it is known, in a few words
 */
public record MasterDeath(String virtualRouter, long lostAt, boolean first, String why) {}
